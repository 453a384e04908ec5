"""One command for each analysis of the catalogue, its options made from the question; and saved questions.

``trackway habit --plate ABC-1235 --from now-30d --case … --reason … --data …``
"""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.question_options import option, options, parts_of
from trackway.cli.reported import Shown, print_report
from trackway.cli.why import Why, asker
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
from trackway.trails.saved import Answered, SavedQuestion

__all__ = ["commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """A command for each analysis, and ``saved``."""
    app = App()
    for analysis in ANALYSES:
        app.command(_command(house, analysis), name=analysis.name)
    app.command(_saved(house))
    return app


# -- one analysis ----------------------------------------------------------------------------------------


def _command(house: House, analysis: Analysis[Any]) -> Callable[..., None]:
    """A function whose signature is the question's parts and what every question needs."""
    schema = question_schema(analysis)

    def command(
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        officer: str = "",
        save: str = "",
        json: bool = False,
        **parts: object,
    ) -> None:
        given = parts_of(schema, parts)
        _ask(house, analysis, given, data, Why(case, reason, officer), title=save, json=json)

    always = [
        option("data", Path, inspect.Parameter.empty, "The data folder."),
        option("case", str, "", "案號 The case number; required."),
        option("reason", str, "", "事由 Why it is asked; required."),
        option("officer", str, "", "Who asks, if not the account this runs under; it is written down too."),
        option("save", str, "", "Keep the question under this title, to be asked again: `saved ask`."),
        option("json", bool, False, "A JSON object per finding, then one for the answer as a whole."),
    ]
    signature = inspect.Signature([*options(schema), *always])
    command.__doc__ = f"{analysis.title} {analysis.asks}\n\nThe score of a finding: {analysis.score}"
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    return command


def _ask(
    house: House,
    analysis: Analysis[Any],
    given: Mapping[str, object],
    data: Path,
    why: Why,
    *,
    title: str = "",
    json: bool,
) -> Answered:
    """Ask and print; keep the question where it has a ``title``."""
    now = house.clock.now()
    question = parse_question(analysis, given, now)
    absolute = question_json(analysis, question)
    with (
        house.trust(data) as trust,
        house.registry(data) as registry,
        house.passages(data) as store,
        house.corrections(data) as corrections,
        house.saved(data) as saved,
    ):
        known = registry.snapshot()
        cameras = known.by_number
        with why.asking(trust, analysis.name, {"question": absolute}) as asked:
            desk = Desk(store, asked.permit, cameras, now, known.stations, house.roads(data))
            report = analysis.ask(desk, question)
            passages = store.several(asked.permit, evidence_ids(report))
            asked.found(len(report.findings))
        corrected = corrections.standing([passage.id for passage in passages])
        answered = Answered(analysis.name, absolute, digest(report), len(report.findings))
        kept = saved.save(asked.permit, title, answered) if title else None
    print_report(analysis, report, Shown(cameras, {one.id: one for one in passages}, corrected), json=json)
    if kept is not None:
        said(f"已儲存，編號 {kept.id}。 Saved; ask it again with: trackway saved ask {kept.id}.")
    return answered


# -- saved questions -------------------------------------------------------------------------------------


def _saved(house: House) -> App:
    app = App(name="saved", help="已存查詢 Questions that were kept: list, ask again, drop.")

    @app.command(name="list")
    def list_(*, data: Path, officer: str = "", json: Json = False) -> None:
        """列出已存查詢 One's own saved questions, last saved first.

        Parameters
        ----------
        data
            The data folder.
        officer
            Whose, if not the account's this runs under.
        """
        with house.trust(data) as trust, house.saved(data) as saved:
            kept = saved.of(asker(trust, officer))
        if json:
            print_lines(_object(one) for one in kept)
        elif kept:
            table = Table("編號", "名稱 Title", "分析 Analysis", "案號 Case", "儲存 Saved", "筆數 Findings")
            for one in kept:
                what = analysis_named(one.answered.analysis).title
                when = f"{one.at.taipei():%Y-%m-%d %H:%M}"
                found = str(one.answered.findings)
                table.add_row(str(one.id), Text(one.title), str(what), Text(one.case_no), when, found)
            print_table(table)
        else:
            said("尚無已存查詢；查詢時加 --save 名稱。 Nothing saved yet; give --save TITLE with a question.")

    @app.command
    def ask(
        number: int, *, data: Path, case: str = "", reason: str = "", officer: str = "", json: Json = False
    ) -> None:
        """再次查詢 Ask a saved question again and say whether its findings are still the same.

        Parameters
        ----------
        number
            The number that `saved list` shows.
        data
            The data folder.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        officer
            Who asks, if not the account this runs under; it is written down too.
        """
        why = Why(case, reason, officer)
        with house.trust(data) as trust, house.saved(data) as saved:
            kept = saved.one(asker(trust, officer), number)
        before = kept.answered
        again = _ask(house, analysis_named(before.analysis), before.question, data, why, json=json)
        if again.digest == before.digest:
            said("與儲存時的結果相同。 The findings are those of when it was saved.")
        else:
            said("與儲存時的結果不同。 The findings are not those of when it was saved.")

    @app.command
    def drop(number: int, *, data: Path, officer: str = "") -> None:
        """刪除已存查詢 Remove a saved question.

        Parameters
        ----------
        number
            The number that `saved list` shows.
        data
            The data folder.
        officer
            Whose, if not the account's this runs under.
        """
        with house.trust(data) as trust, house.saved(data) as saved:
            saved.drop(asker(trust, officer), number)

    return app


def _object(kept: SavedQuestion) -> dict[str, object]:
    return {
        "id": kept.id,
        "title": kept.title,
        "analysis": kept.answered.analysis,
        "question": dict(kept.answered.question),
        "digest": kept.answered.digest,
        "findings": kept.answered.findings,
        "case_no": kept.case_no,
        "audit_id": kept.audit_id,
        "at": str(kept.at),
    }
