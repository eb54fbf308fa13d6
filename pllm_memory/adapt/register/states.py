"""The life of adapters: candidate → live → retired, as a pure function of what was done, in order.

All adapters of one owner have one log, so that one of them at most is live, whatever processes write at once: that
another takes its place is one entry, not two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from pllm_memory.errors import Conflict, InvalidInput

State = Literal["candidate", "live", "retired"]
Act = Literal["promoted", "retired", "withdrawn", "offered", "kept"]
ACTS: tuple[str, ...] = get_args(Act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of a log.

    Attributes:
        name: Of which adapter.
        act: "promoted": it answers from now on, in the place of the one that did; "retired": it does not any more;
            "withdrawn": what it was trained on is gone, so it must never come back, and its weights are deleted;
            "offered": others' adapters may be put together from its pieces; "kept": not any more.
        at: When.
        reason: Why, for people.
    """

    name: str
    act: Act
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise InvalidInput(f"nothing is {self.act!r}; it is one of {', '.join(ACTS)}")

    def to_dict(self) -> dict[str, Any]:
        """The step as JSON-ready values."""
        at = self.at.isoformat().replace("+00:00", "Z")
        return {"name": self.name, "act": self.act, "at": at, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an adapter stands.

    Attributes:
        state: Whether it answers.
        withdrawn: Whether it must never answer again.
        offered: Whether others may use its pieces.
        history: What was done with it.
    """

    state: State = "candidate"
    withdrawn: bool = False
    offered: bool = False
    history: tuple[Step, ...] = ()


CANDIDATE = Standing()


def standings(steps: Iterable[Step]) -> dict[str, Standing]:
    """Where each adapter of one owner stands after all that was done; one that is not named is a candidate.

    Raises:
        Conflict: If a step was not allowed.
    """
    found: dict[str, Standing] = {}
    for step in steps:
        found = after(found, step)
    return found


def after(before: Mapping[str, Standing], step: Step) -> dict[str, Standing]:
    """Where they stand after one more step.

    Raises:
        Conflict: If it is not allowed: a withdrawn adapter never comes back, and only one that has not answered yet,
            or was retired, is promoted.
    """
    old = before.get(step.name, CANDIDATE)
    problem = _problem(old, step)
    if problem:
        raise Conflict(f"{step.name} cannot be {step.act}: {problem}")
    new = dict(before)
    if step.act == "promoted":
        for name, other in before.items():
            if other.state == "live":
                replaced = replace(step, name=name, act="retired", reason=f"replaced by {step.name}")
                new[name] = replace(other, state="retired", history=(*other.history, replaced))
    new[step.name] = replace(_changed(old, step), history=(*old.history, step))
    return new


def live(found: Mapping[str, Standing]) -> str | None:
    """The name of the one that answers."""
    return next((name for name, standing in found.items() if standing.state == "live"), None)


def before_it(found: Mapping[str, Standing], name: str | None) -> str | None:
    """The one to go back to: of those that began to answer before it and still may, the last one."""
    began = {
        other: min(promoted)
        for other, standing in found.items()
        if (promoted := [step.at for step in standing.history if step.act == "promoted"])
    }
    until = began.get(name or "")
    earlier = {
        other: at
        for other, at in began.items()
        if other != name and not found[other].withdrawn and (until is None or at < until)
    }
    return max(earlier, key=lambda other: earlier[other], default=None)


def _problem(old: Standing, step: Step) -> str:
    if old.withdrawn:
        return "what it was trained on is gone"
    if step.act == "promoted" and old.state == "live":
        return "it is live"
    if step.act == "retired" and old.state == "retired":
        return "it is retired"
    if step.act == "offered" and old.state != "live":
        return f"it is {old.state}, and only a live one has been proven"
    return ""


def _changed(old: Standing, step: Step) -> Standing:
    if step.act == "promoted":
        return replace(old, state="live")
    if step.act == "retired":
        return replace(old, state="retired")
    if step.act == "withdrawn":
        return replace(old, state="retired", withdrawn=True, offered=False)
    return replace(old, offered=step.act == "offered")
