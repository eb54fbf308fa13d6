"""What `pllm-memory bench personalization --out FOLDER` found, as tables and pictures in docs/personalization.md.

python benchmarks/personalization_page.py FOLDER
"""

import json
import shutil
import sys
from pathlib import Path

from page import write_between

from pllm_memory.bench.personalization.table import markdown

DOCS = Path(__file__).parent.parent / "docs"


def main(folder: Path) -> None:
    report = json.loads((folder / "personalization.json").read_text(encoding="utf-8"))
    pictures = sorted(folder.glob("personalization-*.svg"))
    for picture in (*pictures, *folder.glob("personalization-*.png")):
        shutil.copy(picture, DOCS / "img" / picture.name)
    shown = [f"![{picture.stem}](img/{picture.name})" for picture in pictures]
    write_between(DOCS / "personalization.md", "measured", "\n\n".join([markdown(report).strip(), *shown]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
