"""What somebody is allergic to, suffers from, and eats."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import kinds, spans
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.topic import PHRASE, PHRASE_END, Topic, patterns
from pllm_memory.remember.extract.words import DIETS


def _first_person_diet(text: str, span: Span) -> bool:
    """Whether a diet is one that somebody keeps, and not what a dish or a shop is."""
    behind = text[span.end : span.end + 24].lower()
    return not re.match(
        r"\s+(?:restaurants?|caf[eé]s?|recipes?|options?|menus?|burgers?|cakes?|pizzas?|bread|cheese|cookies|milk|chocolate|places?|dish(?:es)?|cookbooks?|desserts?|snacks?|products?|lasagna|sausages?|leather|shoes|friends?|friend|festival|store|shop|version|soap|brownies|curry|stuff|foods?|diets?|things|cooking|meals?|eating|alternatives?|meat|mince|protein|meals? (?:plan|kit))\b",
        behind,
    )  # fmt: skip


def _kept_diet(span: Span) -> str:
    low = span.value.lower().strip()
    return DIETS.get(low, low.replace(" free", "-free") if low.endswith(" free") else low)


_ILL_NOT = re.compile(
    r"(?i)\b(?:no|without|against|about|research|awareness|charity|his|her|their|your|somebody|someone|people|raise)(?: \w+)? $"
)


_GIVEN = re.compile(r"(?i)\b(?:gives?|giving) me (?:[\w-]+ ){0,2}$")
"""What gives one anxiety is only disliked."""


def _own_illness(text: str, span: Span) -> bool:
    before = text[: span.start]
    return (
        not _ILL_NOT.search(before)
        and not _GIVEN.search(before)
        and not (
            span.value.lower() in ("anxiety", "depression")
            and re.search(r"(?i)\b(?:some|little|bit of|such|so much) $", before)
        )
    )


_ILLS = {"coeliac": "celiac disease", "celiac": "celiac disease", "coeliac disease": "celiac disease"}


def _illness(span: Span) -> str:
    low = span.value.lower()
    if low == "adhd":
        return "ADHD"
    found = re.sub(r"(?i)^an? ", "", span.value)
    return _ILLS.get(low, found)


_NO_ALLERGY_BAR = re.compile(r"(?i)\b(?:no allerg|not allergic|outgrew)\b")


_ALLERGENS = patterns(
    rf"\b(?:allergic|allergy|allergies|anaphylactic|intolerant|intolerance|sensitive|reaction|hypersensitive)(?: reaction)? (?:to|from|against)(?: all)? {PHRASE}{PHRASE_END}",
    r"\b(?:my|an?|with|of|have|severe|bad|terrible|awful|nasty|serious|mild|life-threatening) (?P<what>(?!(?:my|an?|severe|bad|terrible|awful|nasty|serious|mild|food|the|some|this|that|seasonal|proper|real|horrible)\b)[\w-]+(?: (?!allerg)[\w-]+)?) (?:allergy|intolerance)\b",
    rf"^\W*(?:(?:so|oh|well|and|btw|by the way|hey|ok|honestly|ugh|fyi)\b[\s,]*)*{PHRASE} (?:makes?|gives?|causes?|could|can|would|triggers?|sends?|is|are|closes?|brings?|and i|will|leaves?)\b.*\ballerg",
    rf"\b(?:can't|cannot|mustn't|shouldn't|can not) (?:have|eat|touch|be (?:around|near)|go near|take|drink|stand) (?:any )?{PHRASE}[,;:–—-]+ .*\ballerg",
    rf"\b(?:rash|hives|welts|swell\w*|sneez\w*|wheez\w*|itch\w*|epi-?pen|a&e|hospital|er|blotches) (?:up )?(?:from|because of|due to|after|around|for|when i (?:eat|touch)) {PHRASE}[,;:–—.-]+ .*\ballerg",
    rf"\bno {PHRASE} for me\b.*\ballerg",
    rf"^\W*(?:(?:so|oh|well|and|btw|hey|ok|honestly|ugh|fyi)\b[\s,]*)*{PHRASE}[,:;!.–—-]+ .*\ballerg",
    rf"\b(?:stay away from|keep away from|watch out for|avoid|steer clear of|beware of|careful with|without) {PHRASE}[,;:–—-]+ .*\ballerg",
)


def _allergen(span: Span) -> str:
    return re.sub(r"(?i)^(?:(?:all|any|the|some|certain|most|every kind of|even|a|an|my|to)\s+)+", "", span.value)


def _an_allergen(_text: str, span: Span) -> bool:
    words = _allergen(span).lower().split()
    return (
        bool(words)
        and len(words) <= 3
        and words[0].split("'")[0]
        not in (
            "i",
            "it",
            "that",
            "this",
            "my",
            "what",
            "he",
            "she",
            "proper",
            "real",
            "food",
            "another",
            "careful",
            "note",
            "sorry",
            "nothing",
            "anything",
            "you",
            "keep",
            "doctor",
            "the",
            "turns",
            "just",
            "yes",
            "no",
            "bad",
            "severe",
            "please",
            "not",
            "him",
            "her",
            "them",
            "remember",
        )
    )


TOPICS = (
    Topic(
        "allergic_to", "allergic|allergy|allergies|anaphylactic|intolerant|intolerance|epipen|epi-pen|hives|rash",
        _ALLERGENS, fits=_an_allergen, single=False, value=_allergen, others=True, bar=_NO_ALLERGY_BAR,
    ),
    Topic(
        "has_condition",
        "i|i'm|i've|my|me|diagnosed|diagnosis|condition|conditions|health|medical|suffer|suffering|struggle|struggling|medication|meds|treatment|doctor|doctors|illness|having|disease|chronic|symptoms|flare|flare-up|flaring|because of|due to|thanks to|with|pills|inhaler|hospital|specialist",
        spans.ills, fits=_own_illness, single=False, sure=True, others=True, value=_illness,
        bar=re.compile(r"(?i)\b(?:allerg\w+|mother|father|mum|mom|dad|friend|patients?|awareness|charity|book|documentary|movie|film|raise|run for|cure for)\b"),
        may=kinds.has_illness,
    ),
    Topic(
        "follows_diet",
        "i'm|i am|i|diet|diets|dietary|eat|eating|ate|eats|food|went|go|going|gone|turned|became|been|meals|cook|cooking|restaurant|menu|recipe|recipes|lifestyle|household|stick|sticking|strictly|strict|me|now|off|anymore|phase|vegan|vegetarian|still|no longer|gave up|stopped|quit|switched|again|please|is",
        spans.diets, fits=_first_person_diet, others=True, value=_kept_diet,
        may=kinds.has_diet,
    ),
)  # fmt: skip
