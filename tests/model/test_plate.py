"""Plates: normal form, ambiguity, hints, display, and what is no plate at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.plate import MAX_LENGTH, NotAPlate, Plate, parse_plate, plausible
from trackway.model.plate_classes import CLASSES, PREFIXES, VehicleClass, classes_of_prefix
from trackway.model.plate_series import MARKS, SERIES, Font, Series, SeriesFacts, facts_of
from trackway.model.vehicle import Colour, VehicleKind

LEGAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + MARKS
texts = st.text(LEGAL, min_size=1, max_size=MAX_LENGTH)
rows = pytest.mark.parametrize("row", SERIES, ids=lambda row: row.series.value)


@st.composite
def of_series(draw: st.DrawFn, row: SeriesFacts) -> str:
    return draw(st.from_regex(row.regex, fullmatch=True))


valid = st.sampled_from(SERIES).flatmap(of_series)


@rows
def test_every_example_is_of_its_series_and_shows_as_written(row: SeriesFacts) -> None:
    plate = parse_plate(row.example)
    assert row.series in plate.possible
    assert plate.display == row.example
    assert plate.is_valid
    assert Plate(plate.text).text == row.example.replace("-", "")


def test_every_series_but_unknown_has_one_row() -> None:
    assert sorted(row.series for row in SERIES) == sorted(set(Series) - {Series.UNKNOWN})
    with pytest.raises(KeyError):
        facts_of(Series.UNKNOWN)


@rows
def test_a_row_counts_its_texts(row: SeriesFacts) -> None:
    sides = {"L": len(row.letters), "D": len(row.digits)}
    total = 0
    for form in row.forms:
        places = [sides.get(symbol, 1) for symbol in form.shape]
        count = 1
        for places_here in places:
            count *= places_here
        total += count // sides[form.shape[0 if form.split == 2 else form.split]] if form.is_pair else count
    assert row.texts == total


@given(valid)
def test_what_the_grammar_makes_the_grammar_takes(text: str) -> None:
    plate = Plate(text)
    assert plate.is_valid
    assert plate.series is plate.possible[0]
    assert plate.possible == plausible(text)
    assert parse_plate(plate.display) == plate


@given(texts)
def test_any_legal_text_is_a_plate_and_survives_display(text: str) -> None:
    plate = parse_plate(text)
    assert plate.text == text
    assert parse_plate(plate.display).text == text
    assert (plate.series is Series.UNKNOWN) == (not plate.is_valid) == (plate.possible == ())
    assert plate.hint in plate.hints or plate.hint is VehicleClass.UNKNOWN


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c != " " else c for c in text)


@given(texts, st.sampled_from(["", " ", "-", "·", "—", "－", ".", " - ", "\u3000", "−", "‧"]), st.data())
def test_writing_it_otherwise_changes_nothing(text: str, separator: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    written = text[:place] + separator + text[place:]
    for form in (written, written.lower(), _wide(written), f"  {written}\n"):
        assert parse_plate(form).text == text


@given(st.text(max_size=20))
def test_normalising_twice_is_normalising_once_and_nothing_else_is_raised(text: str) -> None:
    try:
        plate = parse_plate(text)
    except NotAPlate as error:
        message = str(error)
        assert message.endswith(".")
        assert "\n" not in message
        return
    assert parse_plate(plate.text) == plate
    assert set(plate.text) <= set(LEGAL)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("-·-", "empty"),
        ("🚗", "automobile"),
        ("ABC🚗1235", "automobile"),
        ("ABC-1235-6789", "11 characters"),
        ("A" * 11, "11 characters"),
        ("A" * 1_000_000, "1000000 characters"),
        ("ABC%235", "percent"),
        ("花蓮1235", "花"),
        ("ÄBC1235", "diaeresis"),
        ("①②③", "circled"),
        ("ABC\x001235", "U+0000"),
        ("ABC?235", "question mark"),
        ("ABC_1235", "low line"),
        ("ABC1235,BKP2075", "comma"),  # two plates are not one
    ],
)
def test_what_is_no_plate_says_why(text: str, says: str) -> None:
    with pytest.raises(NotAPlate, match=says.replace("+", r"\+")) as caught:
        parse_plate(text)
    assert isinstance(caught.value, Invalid)
    assert caught.value.kind == "not_a_plate"
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["bkp2075", "BKP-2075", " BKP2075", "", "B" * 11, "BKP2075\n"])
def test_a_plate_value_takes_normal_form_only(text: str) -> None:
    with pytest.raises(NotAPlate):
        Plate(text)


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("BKP2075", (Series.STANDARD,)),
        ("BKP2475", ()),  # no 4 on new plates
        ("BIP2075", ()),  # no I
        ("BKP2O75", ()),  # kept as read, never mended here
        ("UV3862", (Series.CAR_EARLY, Series.SCOOTER_MIXED)),
        ("HH0734", (Series.RENTAL, Series.CAR_EARLY, Series.SCOOTER_MIXED)),
        ("OQ5093", (Series.CAR_EARLY, Series.SCOOTER_MIXED)),
        ("640KZW", (Series.SCOOTER_LATE,)),
        ("GRT408", (Series.SCOOTER_EARLY,)),  # with a 4: not the large vehicles of 2012
        ("GRT208", (Series.SCOOTER_EARLY, Series.LARGE_2012)),
        ("K8W357", (Series.SCOOTER_MIXED,)),
        ("056722", (Series.RENTAL,)),
        ("056723", ()),
        ("47C6", (Series.TRAILER,)),
        ("試3190", (Series.TEST_CAR,)),
        ("試52093", (Series.TEST_SCOOTER,)),
        ("試B7302", (Series.TEST_LETTER,)),
        ("使41", (Series.EMBASSY,)),
        ("領031", (Series.EMBASSY,)),
        ("外0359", (Series.FOREIGN_MISSION,)),
        ("軍C20593", (Series.MILITARY,)),
        ("軍Z20593", ()),
        ("臨50318", (Series.TEMPORARY,)),
        ("3190試", ()),
        ("ABCD", ()),
        ("1", ()),
    ],
)
def test_series_of(text: str, series: tuple[Series, ...]) -> None:
    assert plausible(text) == series
    assert Plate(text).series is (series[0] if series else Series.UNKNOWN)


def test_a_hyphen_that_was_seen_tells_them_apart() -> None:
    scooter, car = parse_plate("UV3-862"), parse_plate("UV-3862")
    assert scooter.series is Series.SCOOTER_MIXED
    assert car.series is Series.CAR_EARLY
    assert (scooter.display, car.display) == ("UV3-862", "UV-3862")
    assert scooter == car == Plate("UV3862")  # one text, one plate
    assert len({scooter, car}) == 1


def test_a_hyphen_at_an_odd_place_changes_nothing() -> None:
    assert parse_plate("U-V3862").possible == plausible("UV3862")
    assert parse_plate("BK-P2075").display == "BKP-2075"
    assert parse_plate("B K P 2 0 7 5").display == "BKP-2075"


def test_the_vehicle_seen_tells_them_apart() -> None:
    plate = Plate("UV3862")
    assert plate.seen_on(VehicleKind.SCOOTER).display == "UV3-862"
    assert plate.seen_on(VehicleKind.SEDAN).display == "UV-3862"
    assert plate.seen_on(VehicleKind.UNKNOWN).possible == plate.possible
    assert plate.seen_on(VehicleKind.TRAILER).possible == plate.possible
    assert parse_plate("UV-3862").seen_on(VehicleKind.SCOOTER).display == "UV-3862"  # the dot was seen


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("AKP2075", (VehicleClass.PRIVATE_CAR,)),
        ("ABP2075", (VehicleClass.PRIVATE_CAR, VehicleClass.SCOOTER)),  # the same text on both, 2012 to 2014
        ("AJE2075", (VehicleClass.PRIVATE_CAR, VehicleClass.SCOOTER)),
        ("AJF2075", (VehicleClass.PRIVATE_CAR,)),
        ("TDK2075", (VehicleClass.TAXI,)),
        ("RBK2075", (VehicleClass.RENTAL_CAR,)),
        ("KAB2075", (VehicleClass.COACH,)),
        ("KKA2075", (VehicleClass.BUS,)),
        ("EAL2075", (VehicleClass.ELECTRIC_BUS,)),
        ("EAM2075", (VehicleClass.ELECTRIC_TAXI,)),
        ("EMR2075", (VehicleClass.ELECTRIC_CAR, VehicleClass.ELECTRIC_SCOOTER)),
        ("NKP2075", (VehicleClass.SCOOTER,)),
        ("LGB2075", (VehicleClass.LARGE_HEAVY_MOTORCYCLE,)),
        ("HBC2075", (VehicleClass.TRAILER,)),
        ("YKP2075", (VehicleClass.SCOOTER,)),  # planned
        ("QAA2075", ()),
    ],
)
def test_prefixes_hint_at_the_class(text: str, hints: tuple[VehicleClass, ...]) -> None:
    assert Plate(text).hints == hints
    assert Plate(text).hint is (hints[0] if hints else VehicleClass.UNKNOWN)


def test_the_prefix_table_is_sound() -> None:
    for row in PREFIXES:
        assert len(row.first) == len(row.last) == 3
        assert row.first <= row.last
        assert not set(row.first + row.last) & set("IO")
        assert row.vehicle_class in classes_of_prefix(row.first)
        assert row.vehicle_class in classes_of_prefix(row.last)
    assert [
        row.first for row in PREFIXES if row.is_planned and row.vehicle_class is not VehicleClass.SCOOTER
    ] == []


def test_every_class_has_facts() -> None:
    assert set(CLASSES) == set(VehicleClass)
    for vehicle_class, facts in CLASSES.items():
        assert facts.name
        assert vehicle_class is VehicleClass.UNKNOWN or facts.kinds
    assert (CLASSES[VehicleClass.TAXI].ground, CLASSES[VehicleClass.TAXI].ink) == (Colour.WHITE, Colour.RED)
    assert CLASSES[VehicleClass.COACH].ground is Colour.RED


def test_what_no_source_confirms_is_marked() -> None:
    assert Plate("BKP2075").is_confirmed
    assert not Plate("臨50318").is_confirmed
    assert not Plate("軍C20593").is_confirmed
    assert not Plate("ABCD").is_confirmed
    assert facts_of(Series.STANDARD).font is Font.F2012


def test_simplified_marks_are_read_as_the_ones_on_the_plate() -> None:
    assert [parse_plate(t).text for t in ("试3190", "领031", "军C20593", "临50318")] == [
        "試3190",
        "領031",
        "軍C20593",
        "臨50318",
    ]
