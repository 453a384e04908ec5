"""Figures: by week, camera and list; what only some may see is counted for them alone."""

from pathlib import Path

from tests.conftest import FakeClock
from tests.watch.alerts.parts import CHEN, LEE, WANG, hit, opened

from trackway.model.share import Share
from trackway.watch.alerts import Alerts, Answers, Origin, Rejection, Rule

WEEK_S = 7 * 86_400.0


def test_figures_of_two_weeks(tmp_path: Path, clock: FakeClock) -> None:
    database = opened(tmp_path)
    alerts = Alerts(database, clock, lambda rule, groups: Rule(sees=lambda name: name == "lee"))
    began = clock.at

    def work(n: int, after_s: float, misread: bool, *, camera: int = 1) -> None:
        alerts.take([hit(clock.at, rule=f"entry:{n}", camera=camera)])
        number = alerts.events(0)[-1].alert
        clock.advance(after_s)
        if misread:
            alerts.reject(number, WANG, 1, Rejection.MISREAD)
            return
        alert = alerts.show(number, WANG, 1)
        alerts.verify(number, WANG, alert.version, Answers(True, True, True), alert.newest)

    for n, seconds in enumerate((10, 20, 30)):
        work(n, seconds, misread=n == 0)
    clock.advance(WEEK_S)
    work(10, 40, misread=True, camera=2)
    alerts.take([hit(clock.at, rule="entry:11")])
    alerts.take([hit(clock.at, rule="entry:12", covert=True, camera=3)])
    alerts.take([hit(clock.at, rule="entry:13")], Origin.RETRO)
    alerts.drill(CHEN, hit(clock.at, key="drill"))

    figures = alerts.seen_by(WANG).figures(began.plus(-1), clock.at.plus(1))
    first, second = figures.weeks
    assert (first.alerts, first.acknowledged, first.median_s, first.slow_s) == (3, 3, 20.0, 30.0)
    assert first.misread == Share(1, 3)
    assert first.verified == Share(0, 1)  # only one is done with; two wait for dispatch
    assert f"{first.start.taipei():%a %H:%M}" == "Mon 00:00"
    assert (second.alerts, second.acknowledged) == (2, 1)
    assert [(one.number, one.misread) for one in figures.cameras] == [(2, Share(1, 1)), (1, Share(1, 3))]
    assert [(one.number, one.alerts) for one in figures.lists] == [(1, 5)]
    insider = alerts.seen_by(LEE).figures(began.plus(-1), clock.at.plus(1))
    assert insider.weeks[1].alerts == 3
    assert {one.number for one in insider.cameras} == {1, 2, 3}
    database.close()
