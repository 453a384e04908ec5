"""The reference page of channels: its schema, its example and its code are those of the code."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from tests.notify.listening import message

from trackway.notify.devices import SERVICES
from trackway.notify.told import Told
from trackway.notify.webhook import signature

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "alert-channels.md").read_text(encoding="utf-8")


def test_the_schema_is_what_is_sent() -> None:
    written = json.loads((REFERENCE / "alert.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(msgspec.json.schema(Told))), (
        "docs/reference/alert.schema.json is stale"
    )


def test_the_example_is_one() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    told = msgspec.json.decode(example, type=Told)
    assert told.alert == message().alert
    assert told.acknowledge


def test_the_signature_is_checked_as_the_page_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    page: dict[str, object] = {}
    exec(code, page)  # noqa: S102  the page's own lines
    is_ours = page["is_ours"]
    assert callable(is_ours)
    assert is_ours("geheim", "17", b"{}", f"sha256={signature('geheim', '17', b'{}')}")
    assert not is_ours("geheim", "18", b"{}", f"sha256={signature('geheim', '17', b'{}')}")


@pytest.mark.parametrize("service", SERVICES)
def test_every_push_service_is_named(service: str) -> None:
    assert service in PAGE or service == "web.push.apple.com"
