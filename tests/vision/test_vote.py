import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vision.scenes import reading

from trackway.model.reading import Box, Letter, Reading
from trackway.vision.vote import distance, vote

BOX = Box(0, 0, 90, 40)


def look(text: str, sure: float = 0.95, *, width: int = 90, split: int = 0) -> Reading:
    return reading(text, Box(0, 0, width, 40), sure=sure, split=split)


def test_one_look_is_taken_as_it_is() -> None:
    one = look("BKP2075", 0.8)
    verdict = vote([one])
    assert (verdict.letters, verdict.looks, verdict.text) == (one.letters, 1, "BKP2075")
    assert verdict.confidence == 0.8


def test_agreement_makes_sure_and_weakest_letter_decides() -> None:
    assert vote([look("BKP2075", 0.8)] * 4).confidence > 0.9
    doubtful = Reading(
        (*(Letter(s, 0.99) for s in "BKP207"), Letter("5", 0.5, (("6", 0.49),))), 0.9, BOX, 0.0, "truth"
    )
    verdict = vote([doubtful] * 4)
    assert verdict.confidence < 0.6
    assert verdict.letters[0].probability > 0.95
    assert "BKP2076" in verdict.alternatives


@pytest.mark.parametrize(
    ("looks", "says", "agree"),
    [
        (["BKP2075", "BKP2075", "BKP2076"], "BKP2075", 2),
        (["BKP2075", "8KP2075", "BKP2075", "BKP2O75"], "BKP2075", 2),
        (["KP2075", "BKP2075", "BKP2075"], "BKP2075", 2),
        (["BKP2075", "BKP2075", "KP2075", "P2075"], "BKP2075", 2),
        (["ANJ1905", "ANJ1903", "ANJ1903"], "ANJ1903", 2),
    ],
)
def test_the_most_say_what_it_is(looks: list[str], says: str, agree: int) -> None:
    verdict = vote([look(text) for text in looks])
    assert verdict.text == says
    assert verdict.looks == agree


def test_near_looks_count_for_more_than_far_ones() -> None:
    far = [look("ANJ1905", 0.6, width=30)] * 3
    near = [look("ANJ1903", 0.97, width=95)] * 2
    assert vote([*far, *near]).text == "ANJ1903"


def test_disagreement_over_the_length_leaves_doubt() -> None:
    same = vote([look("BKP2075")] * 4).confidence
    mixed = vote([*[look("BKP2075")] * 4, look("KP2075"), look("KP2075")]).confidence
    assert mixed < same - 0.05


def test_the_dot_is_where_most_who_agree_saw_it() -> None:
    looks = [look("NS3882", split=3), look("NS3882", split=3), look("NS3882", split=2), look("NS3882")]
    assert vote(looks).split == 3


@given(st.lists(st.sampled_from(["BKP2075", "BKP2076", "KP2075", "QQ"]), min_size=1, max_size=8))
def test_a_verdict_never_claims_more_than_certainty(texts: list[str]) -> None:
    verdict = vote([look(text) for text in texts])
    assert 0 <= verdict.confidence <= 1
    assert 0 <= verdict.looks <= len(texts)
    assert verdict.text not in verdict.alternatives


@given(st.text("ABC123", max_size=8), st.text("ABC123", max_size=8))
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("one", "other", "away"), [("BKP2075", "BKP2076", 1), ("BKP2075", "KP2075", 1), ("", "AB", 2)]
)
def test_distances(one: str, other: str, away: int) -> None:
    assert distance(one, other) == away
