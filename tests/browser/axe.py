"""Whether everyone can read a page, as axe-core judges it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"


def axe_problems(page: Page) -> list[str]:
    """What axe finds wrong in the page, serious or worse. Skips the test where axe is not installed."""
    if not _AXE.exists():
        pytest.skip("!!! axe-core is not installed: the accessibility check is SKIPPED; run make ui.")
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {json.dumps([node['target'] for node in rule['nodes']][:4], ensure_ascii=False)}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
