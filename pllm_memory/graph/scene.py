"""A still picture, as shapes: the person in the middle, a card for each part of life, on both sides.

Pure: from a graph to rectangles, circles, curves and texts with their places; `svg` and `png` only draw them.
Nothing can overlap, because each text has its own room in a row, each row in a card, and each card in a column.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pllm_memory.facts import SECTIONS
from pllm_memory.graph.lettering import drawable, shortened, when, width
from pllm_memory.graph.palette import KINDS, Tone
from pllm_memory.predicates import REGISTRY

if TYPE_CHECKING:
    from networkx import MultiDiGraph


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    fill: Tone
    stroke: Tone
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: Tone
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A line from one point to another, that leaves and arrives horizontally."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text on one line; `y` is its base line, `x` where it begins, or its middle."""

    text: str
    x: float
    y: float
    size: float
    tone: Tone = "ink"
    bold: bool = False
    middle: bool = False
    faded: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The room that it takes: left, top, right, bottom."""
        wide = width(self.text, self.size, bold=self.bold)
        left = self.x - wide / 2 if self.middle else self.x
        return left, self.y - 0.8 * self.size, left + wide, self.y + 0.25 * self.size


Shape = Box | Disc | Curve | Label


@dataclass(frozen=True, slots=True)
class Scene:
    """All shapes, those behind first."""

    title: str
    summary: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


_MARGIN, _CARD, _MIDDLE = 36.0, 450.0, 320.0
_PAD, _HEAD, _ROW, _GAP = 16.0, 40.0, 32.0, 18.0
_BEND = 54.0
"""By how much the first and the last cards are nearer to the middle: the columns stand around the person."""
_TERM = 112.0
"""The room of a predicate's name, at the left of its values."""
_CHIPS, _DETAILS, _ROWS, _OTHERS = 8, 3, 12, 8
"""At most so many values of a predicate, facts of another person, rows of a card, people without a tie."""
_TITLES = {"who": "Who", "style": "How to answer", "also": "What happened", "others": "Also known"}


def scene(graph: "MultiDiGraph[str]") -> Scene:
    """The picture of a graph that `pllm_memory.graph.graph` made."""
    given: Any = graph
    name, count = _name(given), given.number_of_edges()
    cards = tuple(_cards(given))
    left, right = _columns(cards)
    tall = max(_tall(left), _tall(right), 220.0)
    wide = 2 * (_MARGIN + _CARD) + _MIDDLE
    middle = _MARGIN + tall / 2
    behind: list[Shape] = []
    above: list[Shape] = []
    for column, side in ((left, -1), (right, 1)):
        y = middle - _tall(column) / 2
        for card in column:
            centre = y + card.height / 2
            edge = wide / 2 + side * (_MIDDLE / 2 - _BEND * (2 * (centre - middle) / tall) ** 2)
            behind.append(Curve(wide / 2, middle, edge, centre))
            above += (_moved(shape, edge - (_CARD if side < 0 else 0), y) for shape in card.shapes)
            y += card.height + _GAP
    summary = f"{count} {'fact' if count == 1 else 'facts'}"
    above += _centre(name, summary, wide / 2, middle)
    above += _legend(given, wide / 2, tall + 2 * _MARGIN + 8)
    return Scene(name, summary, wide, tall + 2 * _MARGIN + 36, (*behind, *above))


# ── the cards ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Card:
    """A card with its own origin."""

    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Chip:
    """What is shown of a fact: its object, and when; a dot in the colour of its kind, if it is an entity."""

    text: str
    note: str = ""
    kind: str | None = None
    faded: bool = False
    small: bool = False
    count: int = 1

    @property
    def wide(self) -> float:
        size = 11.5 if self.small else 13.0
        dot = 16.0 if self.kind else 0.0
        return dot + _written(self.text, size) + (_written(self.note, 10.5) + 6 if self.note else 0) + 18


def _more(count: int) -> _Chip:
    return _Chip(f"+ {count} more", small=True, count=count)


def _written(text: str, size: float) -> float:
    return width(text, size)


def _cards(graph: Any) -> Iterator[_Card]:
    """One for each section, in the order of a profile; then what has no section; then who has no tie to the owner."""
    owner = graph.graph["owner"]
    own = sorted((data | {"end": end} for _, end, data in graph.out_edges(owner, data=True)), key=_order)
    shown = {owner}
    for section in (*SECTIONS, None):
        facts = [fact for fact in own if fact["section"] == section]
        if facts:
            title = _TITLES.get(section or "also") or str(section).capitalize()
            yield _card(title, list(_rows(graph, facts, shown)))
    apart = [node for node in graph if node not in shown and graph.out_degree(node)]
    if apart:
        yield _card(_TITLES["others"], list(_apart(graph, apart)))


def _order(fact: dict[str, Any]) -> tuple[Any, ...]:
    """Predicates as in the registry; of each, what holds before what does not, the strongest first."""
    place = _PLACES.get(fact["predicate"], len(_PLACES))
    return place, fact["predicate"], not fact["current"], -fact["strength"], fact["created_at"], fact["object"]


_PLACES = {name: place for place, name in enumerate(REGISTRY)}

_Row = tuple[str, bool, tuple[_Chip, ...]]
"""A word before it, whether it belongs to the row above, and what is in it."""


def _rows(graph: Any, facts: Sequence[dict[str, Any]], shown: set[str]) -> Iterator[_Row]:
    """Values side by side behind their predicate; below an entity, what is known of it."""
    for term, group in groupby(facts, key=lambda fact: str(fact["label"])):
        all_ = list(group)
        chips = [_chip(graph, fact) for fact in all_[:_CHIPS]]
        chips += [_more(len(all_) - _CHIPS)] if len(all_) > _CHIPS else []
        line: list[_Chip] = []
        word = term
        for number, chip in enumerate(chips):
            end = all_[number]["end"] if number < _CHIPS and chip.kind else None
            details = _details(graph, end) if end and end not in shown else ()
            if end:
                shown.add(end)
            line.append(chip)
            if details:
                yield from _wrapped(word, line)
                yield from _wrapped("", list(details), below=True)
                word, line = "", []
        yield from _wrapped(word, line)


def _apart(graph: Any, nodes: Sequence[str]) -> Iterator[_Row]:
    for node in nodes[:_OTHERS]:
        data = graph.nodes[node]
        yield from _wrapped("", [_fit(_Chip(drawable(data["name"]), kind=data["kind"]))])
        yield from _wrapped("", list(_details(graph, node)), below=True)
    if len(nodes) > _OTHERS:
        yield "", False, (_more(len(nodes) - _OTHERS),)


def _details(graph: Any, node: str) -> tuple[_Chip, ...]:
    """What is known of somebody else, in a few words each."""
    if node == graph.graph["owner"]:
        return ()
    facts = sorted((data for _, _, data in graph.out_edges(node, data=True)), key=_order)
    chips = tuple(
        _fit(_Chip(drawable(f"{fact['label']} {fact['object']}"), faded=not fact["current"], small=True))
        for fact in facts[:_DETAILS]
    )
    rest = len(facts) - _DETAILS
    return (*chips, _more(rest)) if rest > 0 else chips


def _chip(graph: Any, fact: dict[str, Any]) -> _Chip:
    kind = graph.nodes[fact["end"]]["kind"]
    note = when(fact["valid_at"], fact["invalid_at"], event=fact["event"])
    text = drawable(fact["object"]) or "…"
    return _fit(_Chip(text, note, None if kind == "value" else kind, not fact["current"]))


def _fit(chip: _Chip) -> _Chip:
    """No chip is wider than a row."""
    too_much = chip.wide - (_CARD - 2 * _PAD - _TERM)
    if too_much <= 0:
        return chip
    size = 11.5 if chip.small else 13.0
    return replace(chip, text=shortened(chip.text, _written(chip.text, size) - too_much, size))


def _wrapped(word: str, chips: Iterable[_Chip], *, below: bool = False) -> Iterator[_Row]:
    """As many rows as they need."""
    room = _CARD - 2 * _PAD - _TERM
    line: tuple[_Chip, ...] = ()
    left = room
    for chip in chips:
        if line and chip.wide > left:
            yield word, below, line
            word, line, left = "", (), room
        line += (chip,)
        left -= chip.wide + 6
    if line:
        yield word, below, line


def _card(title: str, rows: list[_Row]) -> _Card:
    """With its heading; what has no room is counted."""
    hidden = sum(chip.count for _, _, chips in rows[_ROWS:] for chip in chips)
    rows = [*rows[:_ROWS], *([("", False, (_more(hidden),))] if hidden else [])]
    shapes: list[Shape] = [Label(title, _PAD, 25, 12.5, "accent", bold=True)]
    y = _HEAD
    for word, below, chips in rows:
        tall = _ROW - 4 if below else _ROW
        if word:
            shapes.append(Label(shortened(drawable(word), _TERM - 10, 12), _PAD, y + 16, 12, "muted"))
        x = _PAD + _TERM + (8 if below else 0)
        for chip in chips:
            shapes += _drawn(chip, x, y)
            x += chip.wide + 6
        y += tall
    height = y + _PAD - 8
    return _Card(height, (Box(0, 0, _CARD, height, 14, "card", "line"), *shapes))


def _drawn(chip: _Chip, x: float, y: float) -> Iterator[Shape]:
    size, tall = (11.5, 22.0) if chip.small else (13.0, 25.0)
    yield Box(x, y, chip.wide, tall, tall / 2, "chip", "line" if chip.faded else "chip", chip.faded)
    x += 9
    if chip.kind:
        yield Disc(x + 4, y + tall / 2, 5, chip.kind if chip.kind in KINDS else "thing", chip.faded)
        x += 16
    base = y + tall / 2 + size * 0.36
    yield Label(chip.text, x, base, size, "muted" if chip.small else "ink", faded=chip.faded)
    if chip.note:
        yield Label(chip.note, x + _written(chip.text, size) + 6, base, 10.5, "muted", faded=chip.faded)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────


def _columns(cards: Sequence[_Card]) -> tuple[list[_Card], list[_Card]]:
    """Two columns about as tall as each other, the first card at the top left."""
    left: list[_Card] = []
    right: list[_Card] = []
    for card in cards:
        (left if _tall(left) <= _tall(right) else right).append(card)
    return left, right


def _tall(column: Sequence[_Card]) -> float:
    return sum(card.height for card in column) + _GAP * max(0, len(column) - 1)


def _centre(name: str, summary: str, x: float, y: float) -> Iterator[Shape]:
    size = next((size for size in (24.0, 20.0, 17.0, 14.0) if width(name, size, bold=True) <= 122), 14.0)
    yield Disc(x, y, 80, "page")
    yield Disc(x, y, 72, "owner")
    yield Label(shortened(name, 122, size, bold=True), x, y + size * 0.2, size, "on", bold=True, middle=True)
    yield Label(summary, x, y + size * 0.2 + 22, 13, "on", middle=True)


def _legend(graph: Any, x: float, y: float) -> Iterator[Shape]:
    """The kinds that there are, and what is faded."""
    others = [data["kind"] for node, data in graph.nodes(data=True) if node != graph.graph["owner"]]
    there = {kind if kind in KINDS else "thing" for kind in others}
    faded = any(not data["current"] for _, _, data in graph.edges(data=True))
    words = [*(kind for kind in KINDS if kind in there and kind != "value"), *(["ended or doubtful"] if faded else [])]
    x -= sum(_written(word, 12) + 36 for word in words) / 2
    for word in words:
        if word in KINDS:
            yield Disc(x + 5, y - 4, 5, word)
        else:
            yield Box(x - 6, y - 11, 18, 14, 7, "chip", "line", faded=True)
        yield Label(word, x + 18, y, 12, "muted")
        x += _written(word, 12) + 36


def _name(graph: Any) -> str:
    return drawable(graph.nodes[graph.graph["owner"]]["name"]) or "?"


def _moved(shape: Shape, x: float, y: float) -> Shape:
    move: Callable[..., Any] = replace
    return move(shape, x=shape.x + x, y=shape.y + y) if not isinstance(shape, Curve) else shape
