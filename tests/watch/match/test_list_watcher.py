"""ListWatcher: what is told of a passage that an entry means, and what never is."""

import pytest
from tests.conftest import FakeClock
from tests.watch.match.conftest import CAMERAS, Register, Seeing, Vehicle, Want, passage

from trackway.model.area import Circle
from trackway.model.band import Weekday, parse_band
from trackway.model.likeness import MatchedBy
from trackway.model.pattern import parse_pattern
from trackway.model.place import Point
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch import Cause, Conflict, Exactness, Expected, ListKind, Terms, WatchList
from trackway.watch.lists import Draft, Lists
from trackway.watch.match import ListWatcher

K, C = VehicleKind, Colour


def test_an_exact_hit_says_why(want: Want, see: Seeing) -> None:
    entry = want(terms=Terms(danger="持槍"))
    (hit,) = see()
    assert hit.cause is Cause.LISTED
    assert hit.rule == f"entry:{entry.id}"
    assert hit.key == f"entry:{entry.id}:{hit.passage.id}"
    assert hit.list_id == entry.list_id
    assert hit.terms.danger == "持槍"
    assert hit.match is not None
    assert hit.match.sign == "="
    assert (hit.title.zh, hit.title.en) == ("名單比中 = BKP-2075：失竊車輛", "Listed = BKP-2075: 失竊車輛")
    said = " ".join(map(str, hit.says))
    for word in ("BKP-2075", "失竊", "刑事訴訟法", "115-0042", "0 分鐘前更新", "lin"):
        assert word in said, word
    assert hit.caveats == ()
    assert hit.strength == 0.95


@pytest.mark.parametrize(
    ("exactness", "read", "by", "says"),
    [
        (Exactness.LOOK_ALIKE, {"plate": "8KP2075"}, MatchedBy.VOTE, "第 1 字 B 讀成 8"),
        (Exactness.ONE_LETTER, {"plate": "XKP2075"}, MatchedBy.VOTE, "第 1 字 B 讀成 X"),
        (Exactness.ONE_LETTER, {"plate": "BKP275"}, MatchedBy.VOTE, "第 5 字前少 0"),
        (Exactness.ONE_LETTER, {"plate": "BKP20755"}, MatchedBy.VOTE, "5 多出"),
        (
            Exactness.EXACT,
            {"plate": "BKP2076", "alternatives": ("BKP2079", "BKP2075")},
            MatchedBy.ALTERNATIVE,
            "影像也可能是 BKP-2075（第 7 字 5 讀成 6）",
        ),
    ],
)
def test_an_approximate_hit_says_which_letters(
    want: Want, see: Seeing, *, exactness: Exactness, read: dict[str, object], by: MatchedBy, says: str
) -> None:
    want(exactness=exactness)
    (hit,) = see(**read)
    assert hit.match is not None
    assert hit.match.sign == "≈"
    assert hit.match.by is by
    assert says in hit.says[0].zh
    assert "近似比中" in hit.caveats[0].zh
    assert "≈" in hit.title.zh


def test_only_as_near_as_the_entry_allows(want: Want, see: Seeing) -> None:
    want()
    assert not see("8KP2075")
    assert not see("8KP2075", alternatives=("BKP2O75",))


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({"bands": frozenset({parse_band("22:00-05:00")})}, {}),  # the clock says 21:00 on a Sunday
        ({"weekdays": frozenset({Weekday.SAT})}, {}),
        ({"headings": frozenset({Heading.N})}, {"heading": Heading.S}),
        ({"area": Circle(Point(121.3, 23.5), 1000.0)}, {}),
    ],
)
def test_other_times_places_and_ways_are_not_meant(
    want: Want, see: Seeing, more: dict[str, object], seen: dict[str, object]
) -> None:
    want(**more)
    assert not see(**seen)


def test_what_cannot_be_told_rules_nothing_out(want: Want, see: Seeing) -> None:
    want(area=Circle(Point(121.6, 23.98), 1000.0), headings=frozenset({Heading.N}))
    (hit,) = see(camera=7)
    assert [one.en for one in hit.caveats] == ["Which way it went is not known"]
    (hit,) = see(camera=9, heading=Heading.N)
    assert ["register" in one.en for one in hit.caveats] == [True]


def test_a_passage_without_a_plate_is_nobodys(want: Want, see: Seeing) -> None:
    want()
    assert not see(None, alternatives=("BKP2075",))


def test_what_was_seen_otherwise_is_told_and_keeps_nothing_back(want: Want, see: Seeing) -> None:
    want(expected=Expected(frozenset({K.SEDAN}), frozenset({C.RED})))
    sure = {"kind_confidence": 0.9, "colour_confidence": 0.8}
    (other,) = see(kind=K.TRUCK, colour=C.WHITE, **sure)
    assert other.conflicts == (
        Conflict("kind", ("sedan",), "truck", 0.9),
        Conflict("colour", ("red",), "white", 0.8),
        *other.conflicts[2:],
    )
    assert "車型不符" in other.caveats[0].zh
    (like,) = see(kind=K.CAR, colour=C.BROWN, **sure)
    assert like.conflicts == ()
    (same,) = see(kind=K.SEDAN, colour=C.RED, **sure)
    assert "The kind and colour seen is as expected" in [one.en for one in same.says]
    (unseen,) = see()
    assert len(unseen.caveats) == 2
    assert other.strength < unseen.strength == like.strength < same.strength


def test_a_kind_that_follows_from_the_letters_was_not_seen(want: Want, see: Seeing) -> None:
    want(expected=Expected(frozenset({K.SCOOTER})))
    (hit,) = see(kind=K.SEDAN, kind_confidence=0.0)
    assert hit.conflicts == ()


def test_letters_for_a_car_on_a_scooter(want: Want, see: Seeing) -> None:
    want()
    (hit,) = see(kind=K.SCOOTER, kind_confidence=0.9)
    assert [(one.what, one.seen) for one in hit.conflicts] == [("series", "scooter")]


def test_the_vehicle_register_speaks_where_the_entry_is_silent(
    want: Want, see: Seeing, register: Register
) -> None:
    register.known["BKP2075"] = Vehicle(K.SUV, C.BLACK)
    want(expected=Expected(colours=frozenset({C.WHITE})), exactness=Exactness.LOOK_ALIKE)
    (hit,) = see("8KP2075", kind=K.TRUCK, kind_confidence=0.9, colour=C.WHITE, colour_confidence=0.9)
    assert ("kind", ("suv",)) in [(one.what, one.expected) for one in hit.conflicts]
    assert "colour" not in [one.what for one in hit.conflicts]


def test_nearer_readings_are_stronger(want: Want, see: Seeing) -> None:
    want(exactness=Exactness.ONE_LETTER)
    readings: list[dict[str, object]] = [
        {"plate": "BKP2075"},
        {"plate": "BKP2075", "confidence": 0.6},
        {"plate": "8KP2075"},  # fits no plate: surely misread
        {"plate": "RKP2075"},  # a plate of its own, and a look-alike
        {"plate": "XKP2075"},
    ]
    strengths = [see(**one)[0].strength for one in readings]
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == len(strengths)


def test_entries_count_from_their_approval_until_they_are_withdrawn(
    lists: Lists, stolen: WatchList, see: Seeing, clock: FakeClock
) -> None:
    draft = Draft(
        parse_pattern("BKP-2075"), clock.now(), clock.now().plus(86_400), "失竊", "刑事訴訟法", "115-0042"
    )
    entry = lists.add(stolen.id, draft, "lin")
    assert not see()
    lists.approve(entry.id, "chen")
    assert len(see()) == 1
    lists.withdraw(entry.id, "lin")
    assert not see()
    lists.add(stolen.id, draft, "lin", emergency=True)
    (hit,) = see()
    assert ["not approved" in one.en for one in hit.caveats] == [True]
    clock.advance(86_500)
    assert not see()


def test_an_old_list_and_a_doubtful_look_are_told(lists: Lists, see: Seeing, clock: FakeClock) -> None:
    made = WatchList(0, "註銷車牌", ListKind.WATCH, "監理站", Terms(), clock.now(), 86_400.0)
    list_ = lists.make_list(made, "lin")
    start, end = clock.now(), clock.now().plus(30 * 86_400)
    draft = Draft(parse_pattern("BKP-20??"), start, end, "註銷", "道路交通管理處罰條例", "115-0043")
    lists.approve(lists.add(list_.id, draft, "lin").id, "chen")
    clock.advance(5 * 86_400)
    (hit,) = see(confidence=0.7, looks=1)
    said = [one.zh for one in hit.caveats]
    assert [word in zh for word, zh in zip(("樣式", "70%", "一次", "5 天前"), said, strict=True)] == [
        True
    ] * 4


def test_a_batch_finds_each_entry_of_each_passage_in_order(
    want: Want, watch: ListWatcher, clock: FakeClock
) -> None:
    wide, exact = want("BKP*"), want()
    watch.tick(clock.now())
    batch = [passage(clock, plate) for plate in ("BKP2075", "QQA0123", "BKP1234")]
    rules = [hit.rule for hit in watch.look(batch)]
    assert rules == [f"entry:{wide.id}", f"entry:{exact.id}", f"entry:{wide.id}"]
    assert watch.entries == 2
    assert set(CAMERAS) == {7}
