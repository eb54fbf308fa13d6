"""Answers, end to end: a reader model answers from the packed context, a judge model says whether that is right.

Nothing here runs unless a reader is configured. Multiple choice needs no judge. The numbers depend on both
models and on chance, so each question can be answered several times, and reports say how much the runs differ.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from string import Template

from pllm_memory.bench.cases import Asked
from pllm_memory.bench.systems import Packed
from pllm_memory.bench.trial import Graded
from pllm_memory.models.base import LLM
from pllm_memory.recall import estimate_tokens

_LETTER = re.compile(r"\(([a-z])\)|^\W*([a-z])\W*$", re.IGNORECASE)
_YES = re.compile(r"^\W*yes\b", re.IGNORECASE)


class Answers:
    """The grader: asks the reader, and the judge where a judgement is needed.

    Args:
        reader: Answers the questions.
        judge: Compares an answer with the right one. Without it only multiple choice is graded.
        name: What reports call the two.
        budget: How many tokens of context the reader gets.
        runs: How often each question is answered.
    """

    def __init__(
        self, reader: LLM, judge: LLM | None = None, *, name: str = "reader", budget: int = 1000, runs: int = 1
    ) -> None:
        self._reader = reader
        self._judge = judge
        self.name = name
        self.budget = budget
        self.runs = runs

    async def grade(self, asked: Asked, packed: Packed) -> Graded:
        """Answers a question and judges the answer, as often as there are runs."""
        graded = Graded()
        for _ in range(self.runs):
            graded += await self._grade(asked, packed)
        return graded

    async def _grade(self, asked: Asked, packed: Packed) -> Graded:
        if asked.options and asked.answer in asked.options:
            return await self._choose(asked, packed)
        if self._judge is None or (asked.answer is None and asked.answerable):
            return Graded()
        prompt = _prompt("answer", context=packed.text, question=asked.text)
        answer = await _ask(self._reader, prompt)
        judgement = _judgement(asked, answer)
        right = bool(_YES.match(await _ask(self._judge, judgement)))
        return Graded(verdicts=(right,), calls=2, tokens=estimate_tokens(prompt) + estimate_tokens(judgement))

    async def _choose(self, asked: Asked, packed: Packed) -> Graded:
        lettered = "\n".join(f"({chr(ord('a') + n)}) {option}" for n, option in enumerate(asked.options))
        prompt = _prompt("choose", context=packed.text, question=asked.text, options=lettered)
        chosen = choice_in(await _ask(self._reader, prompt))
        right = chosen is not None and asked.options[chosen : chosen + 1] == (asked.answer,)
        return Graded(verdicts=(right,), calls=1, tokens=estimate_tokens(prompt))


def choice_in(reply: str) -> int | None:
    """The number of the option that a reply names, from 0; None where it names none, or several."""
    letters = {(one or other).lower() for one, other in _LETTER.findall(reply.strip())}
    return ord(letters.pop()) - ord("a") if len(letters) == 1 else None


def _judgement(asked: Asked, answer: str) -> str:
    if not asked.answerable:
        return _prompt("judge_unanswerable", question=asked.text, answer=answer)
    return _prompt("judge", question=asked.text, answer=answer, gold=asked.answer or "")


def _prompt(name: str, **values: str) -> str:
    """A prompt from its file. A dollar sign in a value stays one: values are not read as templates."""
    template = files("pllm_memory.bench").joinpath("prompts", f"{name}.txt").read_text(encoding="utf-8")
    filled: Mapping[str, str] = values
    return Template(template).substitute(filled).strip()


async def _ask(llm: LLM, prompt: str) -> str:
    return "".join([piece async for piece in llm.reply([{"role": "user", "content": prompt}])]).strip()
