"""`trackway engines list | use | compare`: what may read plates, which cameras it reads, how two compare."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.engines_shown import (
    Right,
    agreement_table,
    catalogue,
    disagreement,
    disagreements_table,
    facts,
    standing,
)
from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.why import Why
from trackway.corrections import Corrections
from trackway.intake.beside import Disagreement, Filed
from trackway.model.camera import Camera
from trackway.model.errors import NotFound, WrongUse
from trackway.model.time import Instant, Span, parse_instant
from trackway.registry import Change
from trackway.vision.engines import DEFAULT

__all__ = ["commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
Several = Parameter(negative="", consume_multiple=True)
_FIRST = Instant(1_577_836_800_000_000)
"""2020-01-01: no passage is filed earlier."""


def commands(house: House) -> App:
    """The commands about engines."""
    app = App()
    engines = App(name="engines", help="判讀引擎 What reads plates: list, choose per camera, compare.")
    app.command(engines)
    _add_list(engines, house)
    _add_use(engines, house)
    _add_compare(engines, house)
    return app


def _add_list(engines: App, house: House) -> None:
    @engines.command(name="list")
    def list_(*names: str, data: Path | None = None, json: Json = False) -> None:
        """列出引擎 Every engine: version, licence, fingerprint, and whether it can be used here.

        Parameters
        ----------
        names
            More to look at, such as onnx:MANIFEST.
        data
            The data folder: its licence settings, its engines folder, and how many cameras each reads.
        """
        cameras: Counter[str] = Counter()
        if data is not None:
            with house.registry(data) as registry:
                cameras.update(camera.engine or DEFAULT for camera in registry.cameras())
        found = house.engines([*names, *sorted(cameras)], data)
        if json:
            print_lines(facts(one, cameras[one.name], counted=data is not None) for one in found)
        else:
            print_table(catalogue(found, cameras))


def _add_use(engines: App, house: House) -> None:
    @engines.command
    def use(name: str, *, camera: Annotated[list[str], Several], data: Path, json: Json = False) -> None:
        """指定引擎 From now on these cameras' footage is read by this engine.

        Parameters
        ----------
        name
            trackway (the default), rapidocr, fast-alpr, or onnx:MANIFEST in the data folder's engines.
        camera
            The cameras' ids.
        data
            The data folder.
        """
        model = house.engine(name, data).model
        chosen = "" if name.strip() == DEFAULT else name.strip()
        with house.registry(data) as registry:
            registry.change(lambda now: Change(cameras=_read_by(chosen, camera, now.cameras)))
        if json:
            print_lines([{"engine": chosen or DEFAULT, "model": model, "cameras": camera}])
        else:
            print(
                f"{len(camera)} 支鏡頭改由 {chosen or DEFAULT} 判讀。 "
                f"{len(camera)} cameras are read by {chosen or DEFAULT} ({model})."
            )


def _add_compare(engines: App, house: House) -> None:
    @engines.command
    def compare(
        *,
        data: Path,
        camera: str = "",
        from_: Annotated[str, Parameter(name="--from")] = "",
        to: str = "",
        disagreements: int = 0,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """比較引擎 How engines that watched the same footage (trackway import --beside) stood to each other.

        Parameters
        ----------
        data
            The data folder.
        camera
            Only this camera, by its id.
        from_
            From when, with its zone; from the beginning if left out.
        to
            Until when; now if left out.
        disagreements
            List so many of the newest vehicles that they read differently. They are plates: it takes
            --case and --reason.
        case
            案號 The case number, for disagreements.
        reason
            事由 Why it is asked, for disagreements.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        if disagreements < 0:
            raise WrongUse(f"{disagreements} disagreements cannot be listed; give 0 or more.")
        now = house.clock.now()
        span = Span(
            parse_instant(from_, house.clock.now) if from_ else _FIRST,
            parse_instant(to, house.clock.now) if to else now,
        )
        why = Why(case, reason, officer) if disagreements else None
        with house.registry(data) as registry, house.comparisons(data) as comparisons:
            number = registry.camera(camera).number if camera else None
            cameras = registry.snapshot().by_number
            agreements = comparisons.agreements(span, number)
            with house.corrections(data) as corrections:
                right = _right(comparisons.filed(span, number), corrections)
            rows: Sequence[Disagreement] = ()
            if why is not None:
                details = {
                    "engines": "disagreements",
                    "camera": camera or None,
                    "from": str(span.start),
                    "to": str(span.end),
                }
                with house.trust(data) as trust, why.asking(trust, "search", details) as asked:
                    rows = comparisons.disagreements(asked.permit, span, number, disagreements)
                    asked.found(len(rows))
        pictures = house.pictures(data)
        if json:
            print_lines(standing(one, right) for one in agreements)
            print_lines(disagreement(one, cameras, pictures) for one in rows)
            return
        if not agreements:
            said(
                "沒有比較紀錄；請用 trackway import --beside 引擎。 "
                "Nothing was compared there; import footage with --beside ENGINE."
            )
            return
        for one in agreements:
            print_table(agreement_table(one, right))
        if rows:
            print_table(disagreements_table(rows, cameras, pictures))


def _read_by(engine: str, ids: Sequence[str], cameras: Sequence[Camera]) -> tuple[Camera, ...]:
    """These cameras, read by that engine. Raises ``NotFound`` for one that is not in use."""
    in_use = {camera.id: camera for camera in cameras}
    for one in ids:
        if one not in in_use:
            raise NotFound(f"There is no camera {one!r} in use on the register.")
    return tuple(replace(in_use[one], engine=engine) for one in dict.fromkeys(ids))


def _right(filed: Sequence[Filed], corrections: Corrections) -> Right:
    """What officers' standing corrections say of the engines: judged by people, so few."""
    held = corrections.standing([one.passage for one in filed])
    out: dict[tuple[str, str], tuple[int, int, int]] = {}
    for one in filed:
        correction = held.get(one.passage)
        if correction is None or correction.plate is None:
            continue
        judged, first, second = out.get((one.first_model, one.second_model), (0, 0, 0))
        out[one.first_model, one.second_model] = (
            judged + 1,
            first + (one.first_text == correction.plate.text),
            second + (one.second_text == correction.plate.text),
        )
    return out
