"""A report as the command line prints it: a table for people, an object a line for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from trackway.cli.found import Corrected, passage_object, plate_object, print_lines, print_table, said
from trackway.model.camera import Camera
from trackway.model.finding import Finding, Report
from trackway.model.passage import Passage, PassageId
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.trails.analysis import LEAD, Analysis
from trackway.trails.catalogue import digest

__all__ = ["Shown", "print_report"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a report is shown with: cameras by number, its passages by id, and their corrections."""

    cameras: Mapping[int, Camera]
    passages: Mapping[PassageId, Passage]
    corrected: Corrected


def print_report(analysis: Analysis[Any], report: Report, shown: Shown, *, json: bool) -> None:
    """The findings to standard output; what holds for all of them to standard error."""
    if json:
        print_lines(_finding_object(finding, shown) for finding in report.findings)
        print_lines([_whole_object(report, shown)])
        return
    if report.findings:
        print_table(_table(analysis, report, shown))
    if report.empty is not None:
        said(str(report.empty))
    for sentence in (*report.caveats, *report.coverage.says, LEAD):
        said(f"• {sentence}")
    if report.more:
        said("還有更多，未全部列出。 There are more; narrow the question or raise --limit.")


def _table(analysis: Analysis[Any], report: Report, shown: Shown) -> Table:
    table = Table(
        "分數 Score", "車牌 Plates", "理由 Reasons", "但是 But", "證據 Evidence",
        title=f"{analysis.title}", title_justify="left", caption=f"分數 Score: {analysis.score}",
        caption_justify="left", show_lines=True,
    )  # fmt: skip
    for finding in report.findings:
        table.add_row(
            f"{finding.score:.2f}",
            Text("\n".join(Plate(plate).display for plate in finding.plates)),
            _sentences(finding.says),
            _sentences(finding.caveats),
            _evidence(finding, shown),
        )
    return table


def _sentences(sentences: tuple[Said, ...]) -> Text:
    return Text("\n".join(map(str, sentences)))


def _evidence(finding: Finding, shown: Shown) -> Text:
    """The first and the last passage, and how many there are."""
    if not finding.evidence:
        return Text("")
    ends = dict.fromkeys((finding.evidence[0], finding.evidence[-1]))
    lines = [f"{len(finding.evidence)} 筆", *(_line(shown.passages[one], shown) for one in ends)]
    return Text("\n".join(lines))


def _line(passage: Passage, shown: Shown) -> str:
    camera = shown.cameras.get(passage.camera)
    return f"{passage.at.taipei():%m-%d %H:%M:%S} {camera.id if camera else passage.camera}"


def _said_object(sentence: Said) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}


def _finding_object(finding: Finding, shown: Shown) -> dict[str, object]:
    """A finding with the names that the HTTP interface uses; its passages whole."""
    return {
        "score": finding.score,
        "plates": [plate_object(Plate(plate)) for plate in finding.plates],
        "says": [_said_object(one) for one in finding.says],
        "caveats": [_said_object(one) for one in finding.caveats],
        "cameras": [_camera_id(number, shown) for number in finding.cameras],
        "facts": finding.facts,
        "evidence": [
            passage_object(shown.passages[one], shown.cameras, shown.corrected) for one in finding.evidence
        ],
    }


def _whole_object(report: Report, shown: Shown) -> dict[str, object]:
    covered = report.coverage
    return {
        "findings": len(report.findings),
        "more": report.more,
        "empty": None if report.empty is None else _said_object(report.empty),
        "caveats": [_said_object(one) for one in (*report.caveats, LEAD)],
        "coverage": {
            "cameras": covered.cameras,
            "share": covered.share,
            "down": [_camera_id(number, shown) for number in covered.down],
            "weak": [_camera_id(number, shown) for number in covered.weak],
            "unclocked": [_camera_id(number, shown) for number in covered.unclocked],
            "says": [_said_object(one) for one in covered.says],
        },
        "facts": report.facts,
        "digest": digest(report),
    }


def _camera_id(number: int, shown: Shown) -> str:
    """The owner's own name for it; our number where the register does not know it any more."""
    camera = shown.cameras.get(number)
    return camera.id if camera else f"#{number}"
