"""Write docs/reference/ from the code: commands, plate series, settings, errors. A test compares."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from trackway.cli import program
from trackway.model import errors
from trackway.model.plate_classes import CLASSES, PREFIXES
from trackway.model.plate_series import SERIES
from trackway.node.trackway_house import TrackwayHouse
from trackway.web import Settings

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
_MADE = "<!-- Made from the code by scripts/reference.py; change the code, then run `make docs`. -->\n\n"


def commands() -> str:
    """Every command with its options, as ``--help`` says it."""
    return _MADE + program(TrackwayHouse()).generate_docs(output_format="markdown").strip() + "\n"


def plates() -> str:
    """Every series of plates, and the classes of the 2012 prefixes."""
    lines = [
        "# Plate series 號牌系列",
        "",
        "`L` is a letter, `D` a digit, `-` the raised dot. What rests on no official source is marked.",
        "",
        "| series | 名稱 | forms | example | years | font | confirmed |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in SERIES:
        forms = " ".join(f"`{form.pattern}`" for form in row.forms)
        years = f"{row.since or '?'}-{row.until or ''}"
        sure = "yes" if row.is_confirmed else "no"
        example = f"`{row.example}`"
        lines.append(f"| {row.series} | {row.name} | {forms} | {example} | {years} | {row.font} | {sure} |")
    lines += ["", "## Classes and their plates", ""]
    lines += ["| class | 名稱 | ground | characters |", "| --- | --- | --- | --- |"]
    lines += [f"| {k} | {facts.name} | {facts.ground} | {facts.ink} |" for k, facts in CLASSES.items()]
    lines += ["", "## Prefixes of the 2012 form", "", "Hints, not proof.", ""]
    lines += ["| from | to | class |", "| --- | --- | --- |"]
    lines += [f"| {r.first} | {r.last} | {r.vehicle_class} |" for r in PREFIXES]
    return _MADE + "\n".join(lines) + "\n"


def settings() -> str:
    """Every key of ``trackway.toml``."""
    lines = [
        "# Settings 設定",
        "",
        "`DATA/trackway.toml`; every key is optional, an unknown key is an error.",
        "",
        "| key | default | meaning |",
        "| --- | --- | --- |",
    ]
    return _MADE + "\n".join([*lines, *_keys(Settings(), "")]) + "\n"


def _keys(value: object, section: str) -> Iterator[str]:
    for key in fields(value):  # type: ignore[arg-type]
        held = getattr(value, key.name)
        if is_dataclass(held):
            yield from _keys(held, f"{section}{key.name}.")
        else:
            shown = list(held) if isinstance(held, tuple) else held
            yield f"| `{section}{key.name}` | `{shown!r}` | {key.metadata.get('help', '')} |"


def mistakes() -> str:
    """The one tree of errors."""
    tree = (errors.__doc__ or "").split("::\n", 1)[1].split("\nA message is", 1)[0].strip("\n")
    head = "# Errors 錯誤\n\nExit code, HTTP status and whether to try again, decided once:\n\n"
    return f"{_MADE}{head}```text\n{tree}\n```\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "plates.md": plates,
    "settings.md": settings,
    "errors.md": mistakes,
}


def main() -> int:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
