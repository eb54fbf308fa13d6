"""The still picture as SVG: one file, light or dark as the reader's system is, no script, no font, no network."""

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pllm_memory.graph.palette import style
from pllm_memory.graph.scene import Box, Curve, Disc, Label, Scene, Shape, scene

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_STYLE = """
svg {{ {light} font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }}
@media (prefers-color-scheme: dark) {{ svg {{ {dark} }} }}
text {{ unicode-bidi: plaintext; }}
.faded {{ opacity: 0.6; }} rect.faded {{ stroke-dasharray: 3 3; }}
"""


def to_svg(graph: "MultiDiGraph[str]") -> str:
    """The picture of a graph that `pllm_memory.graph.graph` made, to be shown in a page or a README.

    Where there is much, the most important is shown, and the rest is counted ("+ 12 more").
    """
    return draw(scene(graph))


def draw(picture: Scene) -> str:
    """A scene as SVG."""
    size = f'width="{picture.width:g}" height="{picture.height:g}" viewBox="0 0 {picture.width:g} {picture.height:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title summary">',
        f'<title id="title">{escape(picture.title)}</title>',
        f'<desc id="summary">{escape(picture.summary)}</desc>',
        f"<style>{_STYLE.format(light=style('light'), dark=style('dark'))}</style>",
        '<rect width="100%" height="100%" fill="var(--page)"/>',
    )
    return "\n".join((*head, *map(_element, picture.shapes), "</svg>", ""))


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, radius, fill, stroke, faded):
            place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"'
            return f'<rect {place} fill="var(--{fill})" stroke="var(--{stroke})"{_faded(faded)}/>'
        case Disc(x, y, radius, fill, faded):
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="var(--{fill})"{_faded(faded)}/>'
        case Curve(x1, y1, x2, y2):
            half = (x1 + x2) / 2
            path = f"M{x1:.1f} {y1:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
            return f'<path d="{path}" fill="none" stroke="var(--line)" stroke-width="2.5"/>'
        case Label():
            return _text(shape)


def _text(label: Label) -> str:
    more = ' font-weight="600"' * label.bold + ' text-anchor="middle"' * label.middle + _faded(label.faded)
    place = f'x="{label.x:.1f}" y="{label.y:.1f}" font-size="{label.size:g}"'
    return f'<text {place} fill="var(--{label.tone})"{more}>{escape(label.text)}</text>'


def _faded(faded: bool) -> str:  # noqa: FBT001  one flag, named like the function
    return ' class="faded"' if faded else ""
