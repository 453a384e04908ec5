"""Questions that officers keep."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.model.errors import Invalid, NotFound
from trackway.model.question import Officer, Permit, Role
from trackway.trails.saved import Answered, Saved

from .conftest import NOON

ANSWERED = Answered("habit", {"plate": "ABC1235", "span": "a/b"}, "0" * 64, 3)
WANG = Officer(8, "wang", "王小明", Role.INVESTIGATOR)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def saved(tmp_path: Path, clock: FakeClock) -> Iterator[Saved]:
    with Saved(tmp_path / "saved.sqlite", clock) as saved:
        yield saved


def test_everybody_sees_their_own_last_saved_first(saved: Saved, permit: Permit) -> None:
    lin = permit.purpose.officer
    first = saved.save(permit, " 一 ", ANSWERED)
    second = saved.save(permit, "二", ANSWERED)
    assert saved.of(lin) == (second, first)
    assert (first.title, first.answered, first.case_no, first.audit_id, first.at) == (
        "一", ANSWERED, "花市刑字第1號", 1, NOON,
    )  # fmt: skip
    assert saved.one(lin, first.id) == first
    assert saved.of(WANG) == ()
    with pytest.raises(NotFound, match="wang has saved no question 1"):
        saved.one(WANG, first.id)
    with pytest.raises(NotFound):
        saved.drop(WANG, first.id)
    saved.drop(lin, first.id)
    assert saved.of(lin) == (second,)


@pytest.mark.parametrize("title", ["", "  ", "長" * 201])
def test_a_title_says_something(saved: Saved, permit: Permit, title: str) -> None:
    with pytest.raises(Invalid, match="title of 1 to 200"):
        saved.save(permit, title, ANSWERED)
    assert saved.of(permit.purpose.officer) == ()


def test_what_is_old_is_destroyed_on_disk_too(
    saved: Saved, permit: Permit, clock: FakeClock, tmp_path: Path
) -> None:
    saved.save(permit, "很久以前", Answered("habit", {"plate": "ZZZ9876"}, "1" * 64, 0))
    clock.at = NOON.plus(10)
    kept = saved.save(permit, "剛剛", ANSWERED)
    assert saved.forget_before(NOON.plus(5)) == 1
    assert saved.forget_before(NOON.plus(5)) == 0
    assert saved.of(permit.purpose.officer) == (kept,)
    assert b"ZZZ9876" not in b"".join(path.read_bytes() for path in tmp_path.glob("saved.sqlite*"))
