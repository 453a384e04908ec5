"""Documents are tests: what they claim is generated, run, or looked up."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

sys.path.insert(0, str(ROOT / "scripts"))
import reference  # noqa: E402  the script lies beside the package, not in it


@pytest.mark.parametrize("name", reference.PAGES)
def test_reference_pages_are_what_the_code_says(name: str) -> None:
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), f"docs/reference/{name} is stale; run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


WORDS = {
    *("Camera", "Site", "Station", "Plate", "Series", "Reading", "Passage", "Picture", "Source", "Stamp"),
    *("Span", "Trail", "Leg", "Area", "Question", "Purpose", "Permit", "Officer", "Role", "Engine"),
    *("Selection", "Answer", "Incident", "Footage", "Ledger"),
}


def test_the_words_of_the_trade_are_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = {row.split("|")[1].strip() for row in glossary.splitlines() if row.startswith("| ")}
    assert rows >= WORDS


def test_the_first_screen_shows_both_commands() -> None:
    for name in ("README.md", "README.zh-TW.md"):
        first = "\n".join((ROOT / name).read_text(encoding="utf-8").splitlines()[:40])
        assert "make demo" in first
        assert "make test" in first
        assert "docs/images/map.png" in first


def test_the_tutorial_runs_as_it_stands(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tutorial" / "first-trail.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.+)$", page, flags=re.MULTILINE)
    assert len(commands) >= 8
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = ""
    for command in commands:
        done = subprocess.run(  # noqa: S602  the tutorial's own line, as a reader's shell takes it
            command, shell=True, cwd=tmp_path, env={**os.environ, "PATH": path, "COLUMNS": "200"},
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        said += done.stdout
    assert "T-01" in said
    assert said.count("BKP-2075") >= 4
    assert "示範-001" in said
