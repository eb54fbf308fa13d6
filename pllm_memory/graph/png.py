"""The still picture as PNG, for where no SVG can be shown."""

import warnings
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pllm_memory.errors import MissingExtra
from pllm_memory.graph.palette import Theme, colour
from pllm_memory.graph.scene import Box, Curve, Disc, Label, Scene, Shape, scene

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_DPI = 144
"""Twice the pixels of the SVG: sharp on the screens of today."""


def to_png(graph: "MultiDiGraph[str]", *, theme: Theme = "light") -> bytes:
    """The picture of `to_svg`, as PNG, drawn by matplotlib. Characters that no font here has become boxes.

    Raises:
        MissingExtra: If matplotlib is not installed.
    """
    try:
        figure_class, patches, path = (import_module(f"matplotlib.{name}") for name in ("figure", "patches", "path"))
    except ImportError as error:
        raise MissingExtra("drawing a PNG", extra="plots") from error
    picture = scene(graph)
    figure = figure_class.Figure(figsize=(picture.width / 72, picture.height / 72), facecolor=colour("page", theme))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, picture.width), ylim=(picture.height, 0))
    axes.set_axis_off()
    _draw(axes, picture, theme, patches, path.Path)
    with BytesIO() as file, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure.savefig(file, format="png", dpi=_DPI, facecolor=figure.get_facecolor())
        return file.getvalue()


def _draw(axes: Any, picture: Scene, theme: Theme, patches: Any, path: Any) -> None:
    for order, shape in enumerate(picture.shapes):
        if isinstance(shape, Label):
            _write(axes, shape, theme, order)
        else:
            axes.add_patch(_patch(shape, theme, order, patches, path))


def _patch(shape: Shape, theme: Theme, order: int, patches: Any, path: Any) -> Any:
    match shape:
        case Box(x, y, width, height, radius, fill, stroke, faded):
            form = patches.BoxStyle("round", pad=0, rounding_size=radius)
            look = {"facecolor": colour(fill, theme), "edgecolor": colour(stroke, theme), "linewidth": 0.8}
            dash = {"linestyle": (0, (3, 3)), "alpha": 0.6} if faded else {}
            return patches.FancyBboxPatch((x, y), width, height, boxstyle=form, zorder=order, **look, **dash)
        case Disc(x, y, radius, fill, faded):
            look = {"color": colour(fill, theme), "linewidth": 0, "alpha": 0.6 if faded else 1}
            return patches.Circle((x, y), radius, zorder=order, **look)
        case Curve(x1, y1, x2, y2):
            half = (x1 + x2) / 2
            line = path([(x1, y1), (half, y1), (half, y2), (x2, y2)], [1, 4, 4, 4])
            return patches.PathPatch(line, fill=False, edgecolor=colour("line", theme), linewidth=2, zorder=order)
        case Label():
            raise AssertionError("a text is no patch")


def _write(axes: Any, label: Label, theme: Theme, order: int) -> None:
    axes.text(
        label.x,
        label.y,
        label.text,
        size=label.size,
        color=colour(label.tone, theme),
        weight="bold" if label.bold else "normal",
        ha="center" if label.middle else "left",
        va="baseline",
        alpha=0.6 if label.faded else 1,
        parse_math=False,
        zorder=order,
    )
