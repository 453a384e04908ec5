"""Each incident of the demonstration is the first finding of the question that its own link asks."""

from dataclasses import fields
from typing import get_origin, get_type_hints
from urllib.parse import unquote

import pytest
from pydantic import TypeAdapter

from trackway.model.finding import Report
from trackway.sim import Scene
from trackway.sim.incidents import Incident
from trackway.trails.catalogue import ANALYSES
from trackway.trails.desk import Desk

LINK = "#/analyses/"


def asked(incident: Incident, desk: Desk) -> Report:
    """What the page asks when the link is opened."""
    name, _, query = incident.link.removeprefix(LINK).partition("?")
    analysis = next(one for one in ANALYSES if one.name == name)
    hints = get_type_hints(analysis.question)
    given: dict[str, object] = {}
    for term in query.split("&"):
        field, _, text = term.partition("=")
        if field.startswith("q."):
            # A form writes several as a|b and a span as from~to.
            whole = unquote(text).replace("~", "/")
            given[field[2:]] = whole.split("|") if get_origin(hints[field[2:]]) is tuple else whole
    assert given.keys() <= {field.name for field in fields(analysis.question)}
    question = TypeAdapter(analysis.question).validate_python(given, context={"now": desk.now})
    return analysis.answer(desk, question)


def found(scene: Scene, desk: Desk, name: str) -> tuple[Incident, Report]:
    incident = next(one for one in scene.incidents if one.id == name)
    title = next(one.title for one in ANALYSES if incident.link.startswith(f"{LINK}{one.name}?"))
    assert title.zh.translate({0xFF08: "(", 0xFF09: ")"}) in incident.look_zh
    assert title.en in incident.look_en
    return incident, asked(incident, desk)


@pytest.mark.parametrize("name", ["cloned-plate", "hit-and-run", "night-visitor"])
def test_the_vehicle_is_first(scene: Scene, county_desk: Desk, name: str) -> None:
    incident, report = found(scene, county_desk, name)
    assert report.findings[0].plates == incident.plates
    assert report.findings[0].score > 0.6


def test_the_company_is_first(scene: Scene, county_desk: Desk) -> None:
    incident, report = found(scene, county_desk, "convoy")
    first = {plate for one in report.findings[:2] for plate in one.plates}
    assert first - {incident.plates[0]} == set(incident.plates[1:])


def test_both_racers_are_first(scene: Scene, county_desk: Desk) -> None:
    incident, report = found(scene, county_desk, "racing")
    assert set(report.findings[0].plates) == set(incident.plates)
