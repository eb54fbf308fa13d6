"""The colours of the pictures: by name, for a light and for a dark page.

All text on its ground has a contrast of at least 4.5 : 1 (WCAG AA); a test computes it.
"""

from typing import Literal

Tone = str
"""A name of this palette."""
Theme = Literal["light", "dark"]

KINDS = ("person", "place", "organisation", "pet", "work", "thing", "value")

PALETTE: dict[Tone, tuple[str, str]] = {
    "page": ("#faf8f5", "#14161b"),
    "card": ("#ffffff", "#1d2027"),
    "chip": ("#f1eee9", "#2a2e37"),
    "line": ("#ddd6cc", "#3a404c"),
    "ink": ("#23201c", "#efece6"),
    "muted": ("#6b645b", "#a29c93"),
    "accent": ("#c2410c", "#fb923c"),
    "owner": ("#c2410c", "#c2410c"),
    "on": ("#ffffff", "#ffffff"),
    "person": ("#c2414b", "#ef7d84"),
    "place": ("#0f766e", "#2dd4bf"),
    "organisation": ("#3b5bdb", "#8aa4ff"),
    "pet": ("#a8590a", "#f5b041"),
    "work": ("#8b3fc4", "#c792ea"),
    "thing": ("#52606d", "#9fb3c8"),
    "value": ("#7a7268", "#a8a29a"),
}


def colour(tone: Tone, theme: Theme) -> str:
    """The colour of that name, as #rrggbb."""
    return PALETTE[tone][theme == "dark"]


def style(theme: Theme) -> str:
    """All colours as CSS variables: `--page: #faf8f5; …`."""
    return " ".join(f"--{tone}: {colour(tone, theme)};" for tone in PALETTE)
