"""The pictures: nothing overlaps, nothing runs, nothing depends on chance, and the sample is what the script draws."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import combinations
from xml.etree.ElementTree import fromstring

import pytest

from pllm_memory.errors import MissingExtra
from pllm_memory.graph import graph, to_html, to_png, to_svg
from pllm_memory.graph.lettering import drawable, shortened, when, width
from pllm_memory.graph.palette import PALETTE, colour
from pllm_memory.graph.scene import Box, Label, scene
from tests.conftest import ROOT
from tests.graph.lives import TOLD, entity, fact, life

ATTACK = "</script><script>alert(1)</script>"
NAMES = [
    "مريم",
    "🐕‍🦺",
    "東京都",
    "\u202etxt\x00",
    '"><img src=x onerror=alert(1)>',
    "%DATA%",
    "%TITLE%",
    "&lt;",
    "x" * 500,
]


@pytest.fixture(params=[0, 1, 10, 60, 500])
def made(request):
    facts, entities = life(request.param)
    return graph(facts, entities, owner="Ada")


def hostile(text):
    facts = [fact(text, "likes", text + " ", text=text, message_ids=(text,)), fact(text, "friend", "Mei", text=text)]
    return graph([*facts, fact("Mei", "likes", text)], [entity(text, aliases=(text,)), entity("Mei")], owner=text)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """Reads a page as a browser does: what is in a script ends at the first end tag."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.scripts, self.styles, self.title = [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.lasttag == "script" and self.tags[-1][0] == "script" and not self.scripts[-1]:
            self.scripts[-1] = data
        elif self.lasttag == "style" and data.strip() and not self.styles:
            self.styles.append(data)
        elif self.lasttag == "title" and not self.title:
            self.title = data

    @property
    def data(self):
        return json.loads(self.scripts[0])


TAGS = [tag for tag, _ in Page(to_html(graph([], owner="Ada"))).tags]


@pytest.mark.parametrize("text", [ATTACK, "<!--<script>", "]]>", "\u2028", *NAMES])
def test_no_text_of_a_user_becomes_markup(text):
    page = Page(to_html(hostile(text), text))
    assert [tag for tag, _ in page.tags] == TAGS
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not set("<>&") & set(page.scripts[0])
    assert [one["text"] for one in page.data["facts"]].count(drawable(text)) == 2
    assert page.title == (drawable(text) or "…")


def test_the_policy_of_the_page_allows_its_own_script_and_nothing_else(made):
    page = Page(to_html(made))
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for kind, text in (("script", page.scripts[1]), ("style", page.styles[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_the_page_asks_nothing_of_the_network(made):
    text = to_html(made)
    assert set(re.findall(r"https?://[^\s\"']+", text)) == {"http://www.w3.org/2000/svg"}  # a name, no address
    assert not re.search(r"\bsrc=|@import|url\(|fetch\(|XMLHttpRequest|innerHTML|insertAdjacent|eval\(", text)


def test_the_page_holds_every_fact_with_its_dates_and_evidence(made):
    facts = Page(to_html(made)).data["facts"]
    edges = [data for _, _, data in made.edges(data=True)]
    assert len(facts) == len(edges)
    for shown, data in zip(facts, edges, strict=True):
        assert shown["text"] == data["text"]
        assert shown["ids"] == list(data["message_ids"])
        assert shown["valid"] == (data["valid_at"] and data["valid_at"].timestamp() * 1000)
        assert shown["invalid"] == (data["invalid_at"] and data["invalid_at"].timestamp() * 1000)


def test_the_pictures_are_the_same_every_time():
    facts, entities = life(60)
    for draw in (to_html, to_svg):
        assert draw(graph(facts, entities, owner="Ada")) == draw(graph(facts[::-1], entities[::-1], owner="Ada"))


def test_five_hundred_facts_are_drawn():
    facts, entities = life(500)
    made = graph(facts, entities, owner="Ada")
    assert to_html(made)
    assert to_svg(made)


# ── the still picture ────────────────────────────────────────────────────────────────────────────────


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one, other):
    return all(a >= b for a, b in zip(one[:2], other[:2], strict=True)) and all(
        a <= b for a, b in zip(one[2:], other[2:], strict=True)
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [3, 60, 500])
def test_no_label_lies_over_another_nor_beyond_the_picture(count, seed):
    facts, entities = life(count, seed)
    picture = scene(graph(facts, entities, owner="Ada"))
    labels = [shape for shape in picture.shapes if isinstance(shape, Label)]
    assert not [(a.text, b.text) for a, b in combinations(labels, 2) if overlap(a.box, b.box)]
    whole = (0, 0, picture.width, picture.height)
    assert all(within(one.box, whole) for one in labels)


@pytest.mark.parametrize("name", NAMES)
def test_no_label_lies_over_another_whatever_the_names(name):
    labels = [shape for shape in scene(hostile(name)).shapes if isinstance(shape, Label)]
    assert not [(a.text, b.text) for a, b in combinations(labels, 2) if overlap(a.box, b.box)]


def test_every_fact_of_the_person_is_shown_or_counted():
    """Of facts about one person, those that are chips and those in "+ n more" are all."""
    facts = [one for one in life(500, seed=3)[0] if one.subject == "Ada"]
    labels = [shape.text for shape in scene(graph(facts, owner="Ada")).shapes if isinstance(shape, Label)]
    boxes = [
        shape for shape in scene(graph(facts, owner="Ada")).shapes if isinstance(shape, Box) and shape.height == 25
    ]
    more = [int(match[1]) for text in labels if (match := re.fullmatch(r"\+ (\d+) more", text))]
    assert more
    assert len(boxes) + sum(more) == len(facts)


def test_what_has_ended_comes_last_and_is_faded():
    from datetime import timedelta

    gone = fact("Ada", "likes", "jazz", strength=1, valid_at=TOLD, invalid_at=TOLD + timedelta(9))
    made = graph([gone, fact("Ada", "likes", "tea", strength=0)], owner="Ada")
    shown = [(shape.text, shape.faded) for shape in scene(made).shapes if isinstance(shape, Label)]
    assert shown.index(("tea", False)) < shown.index(("jazz", True))


@pytest.mark.parametrize("text", [ATTACK, *NAMES])
def test_the_svg_is_sound_xml_without_a_script(text):
    root = fromstring(to_svg(hostile(text)))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "circle", "path", "text"}
    assert root.find("{http://www.w3.org/2000/svg}title").text == drawable(text)


def test_the_png_is_one(made):
    pytest.importorskip("matplotlib")
    assert to_png(made).startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("text", NAMES)
def test_the_png_of_any_name_is_drawn_without_a_warning(text):
    pytest.importorskip("matplotlib")
    assert to_png(hostile(text + " $x_1$"), theme="dark")


def test_a_png_without_matplotlib_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match=r"pllm-memory\[plots\]"):
        to_png(graph([], owner="Ada"))


# ── letters, dates and colours ───────────────────────────────────────────────────────────────────────


def test_the_widths_are_at_least_those_of_the_widest_font():
    pytest.importorskip("matplotlib")
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    for text in ("The Left Hand of Darkness", "since May 2019", "Hôpital Saint-Luc", "WWWW iiii", "Ελλάδα", "Москва"):
        for bold in (False, True):
            font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
            assert TextPath((0, 0), text, size=13, prop=font).get_extents().width <= width(text, 13, bold=bold) + 0.5


def test_a_shortened_text_has_room():
    for room in range(20, 200, 7):
        assert width(shortened("A cargo bike with a very long name", room, 13), 13) <= room
    assert shortened("tea", 100, 13) == "tea"


def test_dates_as_people_write_them():
    from datetime import UTC, datetime

    may, new_year, later = (datetime(*day, tzinfo=UTC) for day in ((2019, 5, 4), (2018, 1, 1), (2021, 3, 2)))
    assert [when(may, None), when(new_year, None), when(may, later), when(None, later), when(None, None)] == [
        "since May 2019",
        "since 2018",
        "2019 – 2021",
        "until Mar 2021",
        "",
    ]
    assert when(may, None, event=True) == when(may, may) == "May 2019"


def luminance(hexes):
    parts = [int(hexes[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_can_be_read(theme):
    pairs = [(text, ground) for text in ("ink", "muted") for ground in ("page", "card", "chip")]
    pairs += [("accent", "card"), ("on", "owner"), *(("card", kind) for kind in ("person", "place", "organisation"))]
    for text, ground in pairs:
        dark, light = sorted(luminance(colour(tone, theme)) for tone in (text, ground))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
    assert all(re.fullmatch("#[0-9a-f]{6}", one) for both in PALETTE.values() for one in both)


def test_the_sample_in_the_docs_is_what_the_script_draws():
    code = (
        "import sys; sys.path.insert(0, 'docs'); import make_graph as m; from pllm_memory.graph import *;"
        "sys.stdout.buffer.write(to_svg(graph(m.facts(), m.entities(), owner='Ada')).encode())"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout
    assert found == (ROOT / "docs" / "img" / "graph.svg").read_bytes(), "run docs/make_graph.py"
