"""What every analysis of the catalogue keeps to, whatever it is about."""

import re

import pytest

from trackway.model.errors import NotFound, WrongUse
from trackway.model.plate import parse_plate
from trackway.model.time import Span
from trackway.trails.analysis import Analysis
from trackway.trails.catalogue import (
    ANALYSES,
    analysis_named,
    digest,
    evidence_ids,
    parse_question,
    question_json,
    question_schema,
)
from trackway.trails.desk import Desk
from trackway.trails.habit.habit import HABIT, HabitQuestion

from .conftest import NOON, File

every = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda one: one.name)


def test_names_tell_analyses_apart() -> None:
    assert len({one.name for one in ANALYSES}) == len(ANALYSES)
    with pytest.raises(NotFound, match="habit"):
        analysis_named("horoscope")


@every
def test_every_part_has_its_words_in_both_languages(analysis: Analysis[object]) -> None:
    schema = question_schema(analysis)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", analysis.name)
    for name, part in schema["properties"].items():
        assert re.search(r"[\u4e00-\u9fff]", part["title"]), (name, part)
        assert re.search(r"[A-Za-z]", part["description"]), (name, part)
    for said in (analysis.title, analysis.asks, analysis.score):
        assert said.zh
        assert said.en
    assert sum(part.get("format") == "span" for part in schema["properties"].values()) <= 1


@every
def test_a_part_that_is_not_there_is_refused(analysis: Analysis[object]) -> None:
    with pytest.raises(WrongUse, match=f"{analysis.name} has no part wish"):
        parse_question(analysis, {"wish": 1}, NOON)


def test_a_question_goes_to_json_and_back_with_absolute_times() -> None:
    asked = parse_question(HABIT, {"plate": "abc-1235", "span": "now-7d/now-1d"}, NOON)
    span = Span(NOON.plus(-7 * 86_400), NOON.plus(-86_400))
    assert asked == HabitQuestion(parse_plate("ABC-1235"), span)
    as_json = question_json(HABIT, asked)
    spans = f"{span.start}/{span.end}"
    assert as_json == {"plate": "ABC1235", "span": spans, "recent_days": 7, "limit": 20}
    assert parse_question(HABIT, as_json, NOON.plus(99)) == asked


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"span": "now-7d"}, "plate: Field required"),
        ({"plate": 7, "span": "now-7d"}, "plate: it is no text but int"),
        ({"plate": "花蓮", "span": "now-7d"}, "plate: .*花"),
        ({"plate": "ABC-1235", "span": "yesterday"}, "span: 'yesterday' is not a time"),
        ({"plate": "ABC-1235", "span": "now/now-1d"}, "span: The time span ends"),
        ({"plate": "ABC-1235", "span": "now-7d", "limit": 0}, "limit: .*greater than or equal to 1"),
        ({"plate": "ABC-1235", "span": "now-7d", "limit": "x"}, "limit: "),
    ],
)
def test_a_part_that_is_off_is_named(parts: dict[str, object], says: str) -> None:
    with pytest.raises(WrongUse, match=f"^habit: {says}"):
        parse_question(HABIT, parts, NOON)


def test_the_same_data_give_the_same_digest_and_other_data_another(desk: Desk, file: File) -> None:
    file("ABC-1235", (0, 1), (600, 5))
    question = HabitQuestion(parse_plate("ABC1235"), Span(NOON.plus(-60), NOON.plus(86_400)))
    first, second = HABIT.ask(desk, question), HABIT.ask(desk, question)
    assert first == second
    assert digest(first) == digest(second)
    assert evidence_ids(first) == tuple(sorted(evidence_ids(first)))
    assert len(evidence_ids(first)) == 2
    file("ABC-1235", (1200, 1))
    assert digest(HABIT.ask(desk, question)) != digest(first)
