"""``python -m trackway.web.openapi``: the API's description as JSON, for the page's TypeScript types."""

import json
import sys
import tempfile
from pathlib import Path

from trackway.corrections import Corrections
from trackway.model.time import Instant
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.web.app import create_app
from trackway.web.settings import Settings

__all__ = ["description"]


class _NoTime:
    """Nothing is asked while the description is made."""

    def now(self) -> Instant:
        """The beginning of time."""
        return Instant(0)


def description() -> str:
    """The OpenAPI document, the same for the same code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            Registry(folder / "registry.sqlite") as registry,
            Trust(folder / "trust.sqlite", _NoTime()) as trust,
            Corrections(folder / "corrections.sqlite", _NoTime()) as corrections,
            Saved(folder / "saved.sqlite", _NoTime()) as saved,
        ):
            app = create_app(
                registry=registry,
                passages=MemoryPassages(),
                corrections=corrections,
                saved=saved,
                pictures=Pictures(folder / "pictures"),
                trust=trust,
                clock=_NoTime(),
                map_folder=folder / "map",
                demo=None,
                static=folder / "static",
                settings=Settings(),
            )
            return json.dumps(app.openapi(), ensure_ascii=False, indent=2)


if __name__ == "__main__":
    sys.stdout.write(description() + "\n")
