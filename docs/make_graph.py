"""Draws docs/img/graph.svg: what may be known of a person, who is invented. A test compares the two.

`python docs/make_graph.py ada.html` writes the picture to look around in, to a file of your choice.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from pllm_memory.facts import Entity, Fact, digest
from pllm_memory.graph import graph, to_html, to_svg
from pllm_memory.predicates import describe

PICTURE = Path(__file__).parent / "img" / "graph.svg"

KINDS = {
    "person": "Ada Ana Bruno_Costa Mei Priya Tomás Jonas Leïla",
    "place": "Lyon Porto Paris Kyoto Lisbon",
    "organisation": "Atelier_Nord Hôpital_Saint-Luc Verre_&_Co Les_Nuits_Choir",
    "pet": "Biscuit",
    "work": "The_Left_Hand_of_Darkness",
    "thing": "cargo_bike",
}

SAID = """
Ada | birthday | 3 March 1991 | |
Ada | born_in | Porto | |
Ada | lives_in | Paris | 2015-09-01 | 2024-05-11
Ada | lives_in | Lyon | 2024-05-11 |
Ada | speaks | Portuguese | |
Ada | speaks | French | |
Ada | speaks | English | |
Ada | owns | cargo bike | 2024-07-02 |
Ada | likes | jazz | 2018-01-01 |
Ada | likes | night trains | |
Ada | likes | dark chocolate | |
Ada | likes | The Left Hand of Darkness | 2022-11-20 |
Ada | dislikes | open-plan offices | 2021-03-09 |
Ada | dislikes | coriander | |
Ada | prefers | tea to coffee | 2023-02-14 |
Ada | hobby | bouldering | 2019-04-01 | 2023-10-15
Ada | hobby | ceramics | 2024-09-10 |
Ada | plays | double bass | 2006-01-01 |
Ada | follows_diet | vegetarian | 2019-01-01 |
Ada | allergic_to | hazelnuts | |
Ada | avoids | flying | 2022-06-01 |
Ada | sister | Ana | |
Ada | partner | Jonas | 2017-06-21 | 2021-08-30
Ada | partner | Leïla | 2023-05-05 |
Ada | friend | Mei | 2012-10-01 |
Ada | friend | Tomás | |
Ada | boss | Priya | 2024-06-03 |
Ada | pet | Biscuit | 2025-01-18 |
Ada | works_at | Atelier Nord | 2016-02-01 | 2024-04-30
Ada | works_at | Verre & Co | 2024-06-03 |
Ada | works_as | lighting designer | 2016-02-01 |
Ada | commutes_by | bicycle | 2024-06-03 |
Ada | member_of | Les Nuits Choir | 2025-02-07 |
Ada | plans | show the lamps in Lisbon | 2026-06-12 |
Ada | wants | a studio of her own | 2025-11-01 |
Ada | wants_answers | short, with sources | 2025-03-22 |
Ada | visited | Kyoto | 2023-04-02 |
Ada | visited | Lisbon | 2019-08-15 |
Ada | did | run the half marathon | 2022-10-09 |
Ana | lives_in | Porto | 2020-03-01 |
Ana | works_at | Hôpital Saint-Luc | 2021-09-01 |
Ana | works_as | nurse | 2021-09-01 |
Ana | partner | Bruno Costa | 2022-07-16 |
Leïla | likes | jazz | |
Leïla | studies | marine biology | 2024-09-01 |
Mei | lives_in | Kyoto | 2021-01-10 |
Biscuit | is_a | whippet | 2025-01-18 |
Bruno Costa | works_at | Hôpital Saint-Luc | |
"""


def entities() -> list[Entity]:
    """Who and what there is."""
    names = [(name.replace("_", " "), kind) for kind, names in KINDS.items() for name in names.split()]
    aliases = {"Ana": ("my sister", "Anita"), "Verre & Co": ("the glassworks",)}
    return [Entity(id=digest(name), name=name, kind=kind, aliases=aliases.get(name, ())) for name, kind in names]


def facts() -> list[Fact]:
    """What was said, and when it held."""
    rows = [[part.strip() for part in line.split("|")] for line in SAID.strip().splitlines()]
    return [fact(number, row) for number, row in enumerate(rows)]


def fact(number: int, row: list[str]) -> Fact:
    """One line of `SAID`."""
    subject, predicate, value, start, end = row
    kind, told = describe(predicate), datetime(2025, 1 + number % 12, 1 + number % 28, tzinfo=UTC)
    valid, invalid = (datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None for day in (start, end))
    phrase = kind.past if invalid and kind.past else kind.phrase
    return Fact(
        id=digest(subject, predicate, value),
        subject=subject,
        predicate=predicate,
        object=value,
        text=phrase.format(subject=subject, object=value),
        valid_at=valid,
        invalid_at=invalid,
        created_at=told,
        expired_at=told if invalid else None,
        message_ids=(f"s{number // 8 + 1}:{number % 8 + 1}",),
        certain=value != "flying",
    )


if __name__ == "__main__":
    drawn = graph(facts(), entities(), owner="Ada")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(to_html(drawn, "Ada"), encoding="utf-8")
    else:
        PICTURE.write_text(to_svg(drawn), encoding="utf-8")
