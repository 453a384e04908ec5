"""What a message is as a text on a telephone, and the numbers it goes to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.notify.messages import a_message

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.notify.text_message import international, mobile, short_text, units

CLOCK = FakeClock(Instant(1_795_352_400_000_000))


@pytest.mark.parametrize(
    "written",
    ["0912345678", "0912-345-678", "(0912) 345 678", "+886912345678", "+886 0912 345678", "00886912345678",
     "886-912-345678", "０９１２３４５６７８", " 0912.345.678 "],
)  # fmt: skip
def test_a_mobile_number_is_one_however_written(written: str) -> None:
    assert mobile(written) == "0912345678"
    assert international(written) == "+886912345678"


@pytest.mark.parametrize(
    "wrong",
    ["038123456", "03-812-3456", "+88638123456", "0800000110", "110", "", "chen", "091234567", "09123456789"],
)
def test_what_is_no_mobile_number_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        mobile(wrong)


def test_a_number_abroad_is_for_gateways_that_send_there() -> None:
    assert international("+81 90-1234-5678") == "+819012345678"
    with pytest.raises(Invalid, match="09xxxxxxxx only"):
        mobile("+819012345678")


@given(st.text(max_size=30))
def test_whatever_is_written_is_a_number_or_refused(written: str) -> None:
    try:
        found = international(written)
    except Invalid:
        return
    assert found.startswith("+")
    assert found[1:].isdigit()
    assert found.isascii()


@given(st.text(max_size=300), st.integers(20, 333), st.sampled_from(["", "https://t.example/#/a/1"]))
def test_a_text_always_fits_and_its_link_is_whole(brief: str, most: int, link: str) -> None:
    message = replace(a_message(CLOCK, link=link), brief=Said(brief, ""))
    short = short_text(message, most, " ")
    assert units(short.text) <= most
    short.text.encode("utf-16-be")  # no half of a character
    assert all(c.isprintable() for c in short.text)
    if link and units(link) + 1 <= most // 2:
        assert short.text.endswith(link)
    elif link:
        assert "link" in short.says
    assert ("cut" in short.says) == short.text.replace(f" {link}", "").endswith(
        "…"
    ) or brief.strip().endswith("…")


def test_an_exercise_says_so() -> None:
    assert short_text(a_message(CLOCK, drill=True), 70).text.startswith("【演習】")
