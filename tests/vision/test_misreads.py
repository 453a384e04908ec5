"""What a camera misreads is learned from corrections alone, and weighed no heavier than they bear."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vision.scenes import drawn_plate, reading, street

from trackway.model.correction import Correction, CorrectionKind
from trackway.model.passage import passage_id
from trackway.model.plate import parse_plate
from trackway.model.reading import Box, Letter, Reading
from trackway.model.share import Share
from trackway.model.time import Instant
from trackway.vision import NO_MISREADS, Luma, Misreads, default_engine, learned
from trackway.vision.alphabet import SYMBOLS
from trackway.vision.misreads import engine_of, model_of, reconsidered, reweighed
from trackway.vision.vote import vote

NOON = Instant(1_790_049_600_000_000)
ENGINE = "eyes-1"


def said(
    number: int,
    read: str,
    meant: str,
    *,
    passage: int | None = None,
    engine: str = ENGINE,
    kind: CorrectionKind | None = None,
) -> Correction:
    """Officer Wang's word on one passage; ``meant`` empty for a plate nobody can read."""
    plate = parse_plate(meant) if meant else None
    told = CorrectionKind.UNREADABLE if plate is None else CorrectionKind.PLATE
    if plate is not None and plate.text == read:
        told = CorrectionKind.CONFIRMED
    identity = passage_id(NOON.plus(number if passage is None else passage), 1, 0)
    return Correction(number, identity, NOON, "wang", "王小明", 1, kind or told, plate, read, engine)


def test_what_is_counted() -> None:
    found = learned(
        [
            said(1, "ABC123B", "ABC-1238"),
            said(2, "ABC1235", "ABC-1235"),
            said(3, "ABC1235", ""),
            said(4, "", "WXY-9876"),
            said(5, "QQQQ111", "NS3-882"),  # another plate altogether: wrong, but no letter for a letter
            said(6, "BC1235", "ABC-1235"),  # a letter too few
            said(7, "ABC1235", "ABC-1236", engine="eyes-2"),
            said(8, "ABC123B", "ABC-1233", passage=1),  # a later word on the first
        ],
        ENGINE,
    )
    assert found.right == Share(1, 4)
    assert (found.unreadable, found.missed, found.version) == (1, 1, 8)
    counts = {(read, meant): n for read, meant, n in found.counts}
    assert ("B", "8") not in counts
    assert counts["B", "3"] == 1
    assert counts["B", "B"] == 3
    assert counts["A", "A"] == 2
    assert [(one.read, one.meant, one.share) for one in found.confusions] == [("B", "3", Share(1, 4))]
    withdrawn = replace(said(9, "", "", passage=1), kind=CorrectionKind.WITHDRAWN)
    assert learned([said(1, "ABC123B", "ABC-1238"), withdrawn], ENGINE).is_empty


def test_what_is_learned_is_a_function_of_the_corrections_alone() -> None:
    table = [said(n, "ABC123B", "ABC-1238") for n in range(1, 30)]
    assert learned(table, ENGINE) == learned(reversed(table), ENGINE)
    assert learned(table[:10], ENGINE) == learned([one for one in table if one.id <= 10], ENGINE)
    assert model_of(ENGINE, learned(table, ENGINE)) == "eyes-1+c29"
    assert engine_of("eyes-1+c29") == engine_of("eyes-1") == ENGINE
    assert model_of(ENGINE, NO_MISREADS) == ENGINE


texts = st.text("ABC0358", min_size=6, max_size=7)
tables = st.lists(st.tuples(texts, texts), max_size=12).map(
    lambda pairs: [said(n, read, meant) for n, (read, meant) in enumerate(pairs, 1)]
)


@given(tables, st.sampled_from(SYMBOLS))
def test_rows_of_beliefs_sum_to_one(table: Sequence[Correction], read: str) -> None:
    found = learned(table, ENGINE)
    chances = [found.chance(meant, read) for meant in SYMBOLS]
    assert sum(chances) == pytest.approx(1)
    assert all(chance > 0 for chance in chances)
    lent = found.lent(read)
    assert read not in lent
    assert all(share > 0 for share in lent.values())
    assert sum(lent.values()) <= 0.45 + 1e-9


@given(tables, st.sampled_from("ABC0358"), st.sampled_from("ABC0358"))
def test_one_more_of_a_kind_is_never_believed_less(
    table: Sequence[Correction], read: str, meant: str
) -> None:
    before = learned(table, ENGINE)
    more = learned([*table, said(len(table) + 1, f"{read}11111", f"{meant}11111")], ENGINE)
    assert more.chance(meant, read) >= before.chance(meant, read)
    assert more.lent(read).get(meant, 0.0) >= before.lent(read).get(meant, 0.0)
    for other in "ABC0358":
        if other != meant:
            assert more.chance(other, read) <= before.chance(other, read)


letters = st.lists(
    st.builds(
        lambda symbol, p, rival: Letter(symbol, p, ((rival, (1 - p) / 2),) if rival != symbol else ()),
        st.sampled_from("ABC0358"),
        st.floats(0.4, 1.0),
        st.sampled_from("ABC0358"),
    ),
    min_size=1,
    max_size=7,
).map(tuple)


@given(letters)
def test_a_camera_without_corrections_reads_as_before(seen: tuple[Letter, ...]) -> None:
    verdict = vote([Reading(seen, 0.9, Box(0, 0, 90, 40), 0.0, ENGINE)] * 3)
    assert reweighed(seen, NO_MISREADS) == seen
    assert reconsidered(verdict, NO_MISREADS) is verdict
    # Corrections of another engine, or of letters that are not here, change nothing either.
    elsewhere = learned([said(n, "XXX999K", "XXX-999Y") for n in range(1, 9)], ENGINE)
    assert reconsidered(verdict, elsewhere) is verdict
    assert learned([said(1, "ABC1235", "ABC-1236", engine="eyes-2")], ENGINE) == NO_MISREADS


@given(letters, tables)
def test_no_belief_is_made_or_lost(seen: tuple[Letter, ...], table: Sequence[Correction]) -> None:
    for before, after in zip(seen, reweighed(seen, learned(table, ENGINE)), strict=True):
        had = before.probability + sum(p for _, p in before.rivals)
        has = after.probability + sum(p for _, p in after.rivals)
        assert has <= had + 1e-9
        assert has >= had - 0.01
        assert after.probability >= max((p for _, p in after.rivals), default=0.0)


def test_confirmed_letters_speak_against_a_misread() -> None:
    wrong = [said(n, "ABC1233", "ABC-1238") for n in range(1, 11)]
    right = [said(n, "ABC1233", "ABC-1233") for n in range(11, 61)]
    seen = vote([reading("KLM1113", Box(0, 0, 90, 40), sure=0.95)])
    leaning, weighed = learned(wrong, ENGINE), learned([*wrong, *right], ENGINE)
    assert reconsidered(seen, leaning).text == reconsidered(seen, weighed).text == "KLM1113"
    assert "KLM1118" in reconsidered(seen, leaning).alternatives
    assert reconsidered(seen, weighed).confidence > reconsidered(seen, leaning).confidence


def test_corrections_alone_never_overrule_a_sure_letter() -> None:
    """All the corrections say 8, but officers correct only what is wrong: the picture has the first word."""
    table = [said(n, "ABC1233", "ABC-1238") for n in range(1, 400)]
    verdict = reconsidered(vote([reading("KLM1113", Box(0, 0, 90, 40), sure=1.0)]), learned(table, ENGINE))
    assert verdict.text == "KLM1113"
    assert verdict.confidence < 0.6
    assert verdict.alternatives[0] == "KLM1118"


# -- the real eyes behind a scratched lens ----------------------------------------------------------------


def photograph(text: str) -> Luma:
    """A drawn plate on a dark vehicle's back."""
    picture = street(480, 270, seed=len(text))
    plate = drawn_plate(text, 150)
    picture[90 : 180 + plate.shape[0], 120 : 210 + plate.shape[1]] = 60
    picture[120 : 120 + plate.shape[0], 150 : 150 + plate.shape[1]] = plate
    return picture


WRONG = ("ACD-1280", "CKM-2281", "DHN-3482", "HKA-7283", "KPT-5284", "MRX-6785", "NTW-7586", "PYC-9287")
ANEW = ("KRM-2865", "AYE-7083", "NKD-5218")
CLEAR = "KRM-2765"


@pytest.fixture(scope="module")
def eyes() -> Mapping[str, Reading]:
    """What the shipped engine reads of each plate, straight on."""
    engine = default_engine()
    return {text: engine.look(photograph(text))[0] for text in (*WRONG, *ANEW, CLEAR, "ABC-1235")}


def scratched(look: Reading, sure: float) -> Reading:
    """The same through a scratch that makes an 8 look like a B, and the engine so sure of it."""
    letters = tuple(
        Letter("B", sure, (("8", 1 - sure),)) if letter.symbol == "8" else letter for letter in look.letters
    )
    return replace(look, letters=letters)


@pytest.mark.parametrize("sure", [0.999, 0.97, 0.8])
def test_a_scratched_lens_is_seen_through_after_forty_corrections(
    eyes: Mapping[str, Reading], sure: float
) -> None:
    engine = eyes[CLEAR].model
    table = []
    for number in range(40):
        text = WRONG[number % len(WRONG)]
        table.append(said(number + 1, scratched(eyes[text], sure).text, text, engine=engine))
    misreads = learned(table, engine)
    assert misreads.right == Share(0, 40)
    for text in ANEW:
        before = vote([scratched(eyes[text], sure)])
        after = reconsidered(before, misreads)
        meant = parse_plate(text).text
        assert before.text == meant.replace("8", "B")
        assert after.text == meant
        assert after.confidence < 1
        assert reconsidered(before, learned(table[:3], engine)).alternatives[0] == meant or (
            reconsidered(before, learned(table[:3], engine)).text == meant
        )
    # What has no 8 and no B in it is read as ever.
    clear = vote([scratched(eyes[CLEAR], sure)])
    assert clear.text == "KRM2765"
    assert reconsidered(clear, misreads) is clear


def test_a_b_among_letters_stays_one(eyes: Mapping[str, Reading]) -> None:
    """The grammar knows that three letters stand in front: a true B is not turned into an 8."""
    look = eyes["ABC-1235"]
    table = [said(n, "KRM2B65", "KRM-2865", engine=look.model) for n in range(1, 41)]
    verdict = vote([look])
    after = reconsidered(verdict, learned(table, look.model))
    assert verdict.text == after.text == "ABC1235"


def test_misreads_travel_to_another_process() -> None:
    table = [said(1, "ABC123B", "ABC-1238")]
    found = learned(table, ENGINE)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  our own bytes


def test_the_prior_is_the_general_confusions() -> None:
    assert NO_MISREADS.chance("O", "0") > NO_MISREADS.chance("8", "0") > NO_MISREADS.chance("K", "0") > 0
    assert NO_MISREADS.chance("0", "0") == pytest.approx(1 - 0.021)
    assert Misreads().confusions == ()
