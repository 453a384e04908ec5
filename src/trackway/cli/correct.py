"""`trackway correct` and `trackway cameras misreads`: what a plate really reads, and what that teaches."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from trackway.cli.found import correction_object, correction_says, print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import Why
from trackway.model.correction import CorrectionKind
from trackway.model.errors import WrongUse
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.vision import Misreads, learned

__all__ = ["add_misreads", "commands"]

Flag = Parameter(negative="")
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The command that corrects."""
    app = App()

    @app.command
    def correct(
        passage: int,
        /,
        *,
        data: Path,
        plate: str = "",
        confirm: Annotated[bool, Flag] = False,
        unreadable: Annotated[bool, Flag] = False,
        withdraw: Annotated[bool, Flag] = False,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """改正判讀 Say what a passage's plate really reads. The reading stays; both find the passage.

        One of --plate, --confirm, --unreadable and --withdraw. A later correction takes an earlier one's
        place; all of them are kept as long as the passage.

        Parameters
        ----------
        passage
            The passage's id, as find --json and the page's address give it.
        data
            The data folder.
        plate
            What it really reads, such as ABC-1235.
        confirm
            It is right as read.
        unreadable
            There is no plate, or nobody can read it.
        withdraw
            What was said before no longer holds.
        case
            案號 The case number; required.
        reason
            事由 Why it is corrected; required.
        officer
            Who corrects, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        kind = _kind(plate, confirm=confirm, unreadable=unreadable, withdraw=withdraw)
        meant = parse_plate(plate) if kind is CorrectionKind.PLATE else None
        if not 0 < passage < 1 << 63:
            raise WrongUse(f"{passage} is no passage's id; find --json gives them.")
        details = {"passage": str(passage), "kind": kind.value, "plate": meant.text if meant else None}
        with (
            house.trust(data) as trust,
            house.passages(data) as store,
            house.corrections(data) as corrections,
            why.asking(trust, "correct", details) as asked,
        ):
            said = corrections.add(asked.permit, store.get(asked.permit, PassageId(passage)), kind, meant)
            asked.found(1)
        if json:
            print_lines([{"passage": str(said.passage), **correction_object(said)}])
        else:
            print(correction_says(said))

    return app


def add_misreads(cameras: App, house: House) -> None:
    """Put ``misreads`` among the commands about cameras."""

    @cameras.command
    def misreads(camera: str, /, *, data: Path, json: Json = False) -> None:
        """鏡頭誤讀 What a camera is known to misread, from officers' corrections, for each engine.

        Officers correct what is wrong more readily than they confirm what is right, so the share of
        readings that were right is of those that were judged, and likely too low.

        Parameters
        ----------
        camera
            The camera's id.
        data
            The data folder.
        """
        with house.registry(data) as registry, house.corrections(data) as corrections:
            number = registry.camera(camera).number
            said = corrections.of_camera(number)
        engines = sorted({one.engine for one in said})
        found = {engine: learned(said, engine) for engine in engines}
        if json:
            print_lines([misreads_object(engine, one) for engine, one in found.items()])
            return
        if not found:
            print(f"{camera} 尚無改正。 Nobody has corrected or confirmed a reading of {camera} yet.")
        for engine, one in found.items():
            _print(camera, engine, one)


def misreads_object(engine: str, misreads: Misreads) -> dict[str, object]:
    """What is known of one engine at a camera, with the names that the HTTP interface uses."""
    return {
        "engine": engine,
        "judged": misreads.right.of,
        "right": misreads.right.count,
        "right_low": round(misreads.right.low, 4),
        "right_high": round(misreads.right.high, 4),
        "unreadable": misreads.unreadable,
        "missed": misreads.missed,
        "version": misreads.version,
        "confusions": [
            {
                "read": one.read,
                "meant": one.meant,
                "count": one.share.count,
                "of": one.share.of,
                "low": round(one.share.low, 4),
                "high": round(one.share.high, 4),
                "chance": round(one.chance, 4),
            }
            for one in misreads.confusions
        ],
    }


def _kind(plate: str, *, confirm: bool, unreadable: bool, withdraw: bool) -> CorrectionKind:
    given = [
        kind
        for kind, is_given in (
            (CorrectionKind.PLATE, plate != ""),
            (CorrectionKind.CONFIRMED, confirm),
            (CorrectionKind.UNREADABLE, unreadable),
            (CorrectionKind.WITHDRAWN, withdraw),
        )
        if is_given
    ]
    if len(given) != 1:
        raise WrongUse(
            "請指定其一：--plate 車牌、--confirm、--unreadable 或 --withdraw。 "
            "Give one of --plate TEXT, --confirm, --unreadable and --withdraw."
        )
    return given[0]


def _print(camera: str, engine: str, misreads: Misreads) -> None:
    right = misreads.right
    whose = engine or "（引擎不明 engine unknown）"
    within = f" ({right.low:.1%} – {right.high:.1%}, 95 %)" if right.of else ""
    print(
        f"{camera} {whose}: {right.count} / {right.of} 判讀正確 of the judged readings were right{within}; "
        f"{misreads.unreadable} 無法辨識 unreadable, "
        f"{misreads.missed} 漏讀 missed"
    )
    if not misreads.confusions:
        return
    table = Table("讀成 Read", "實為 Meant", "次數 Times", "比例 Share (95 %)", "推估機率 Chance")
    for one in misreads.confusions:
        table.add_row(
            one.read,
            one.meant,
            f"{one.share.count} / {one.share.of}",
            f"{one.share.value:.0%} ({one.share.low:.0%} – {one.share.high:.0%})",
            f"{one.chance:.1%}",
        )
    print_table(table)
