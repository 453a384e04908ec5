"""`trackway read`: what stands on the plates in photographs and footage; nothing is stored."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from trackway.cli.house import House
from trackway.model.errors import NotFound, TrackwayError, WrongUse
from trackway.model.plate import Plate
from trackway.model.reading import Box, Reading
from trackway.model.vehicle import Colour, VehicleKind
from trackway.video import frames, is_footage
from trackway.vision import (
    Engine,
    Passing,
    VehicleLook,
    colours_in,
    is_photograph,
    kind_of,
    kind_told,
    look_at_photograph,
    open_in_colour,
    open_photograph,
    passes,
)
from trackway.vision.engines import LicenceClass

__all__ = ["commands"]

Line = dict[str, object]


def commands(house: House) -> App:
    """The command that reads."""
    app = App()

    @app.command
    def read(
        *paths: Path,
        json: Annotated[bool, Parameter(negative="", help="One JSON object per line.")] = False,
        limit: Annotated[int | None, Parameter(help="Read at most so many files.")] = None,
        engine: str = "",
        allow_licence: Annotated[list[LicenceClass] | None, Parameter(negative="")] = None,
    ) -> int:
        """判讀 Read the plates in photographs, folders and video files; nothing is stored.

        A photograph gives one line per plate, or one with no plate; footage gives one line per passage.
        A file that cannot be read is named on the error output, and the rest goes on.

        Parameters
        ----------
        paths
            Photographs (JPEG, PNG, BMP, WebP), footage, or folders of them.
        engine
            判讀引擎 What reads them: trackway (our own, the default), rapidocr, fast-alpr or onnx:MANIFEST.
        allow_licence
            A class of licences to allow for this once, such as gpl or unknown; may be repeated.
        """
        if not paths:
            raise WrongUse("Give at least one photograph, video file or folder to read.")
        if limit is not None and limit < 1:
            raise WrongUse(f"A limit of {limit} files reads nothing; give 1 or more.")
        eyes = house.engine(engine, also=frozenset(allow_licence or ()))
        failed = False
        for found in _first(_files(paths), limit):
            try:
                if isinstance(found, TrackwayError):
                    raise found
                for line in _lines(found, eyes):
                    print(msgspec.json.encode(line).decode() if json else _sentence(line), flush=True)
            except TrackwayError as error:
                failed = True
                print(f"trackway: {' '.join(str(error).split())}", file=sys.stderr, flush=True)
        return 1 if failed else 0

    return app


def _lines(path: Path, engine: Engine) -> Iterator[Line]:
    """A line per plate of a photograph or per passage of footage."""
    if is_photograph(path):
        readings = engine.look(open_photograph(path))
        picture = open_in_colour(path) if readings else None
        if picture is not None:
            for plain in readings:
                reading = replace(plain, colours=colours_in(picture, plain))
                yield _of_reading(path, reading, look_at_photograph(picture, reading))
        else:
            yield {"file": str(path), "plate": None}
    else:
        seen = False
        for passing in passes(frames(path), engine):
            seen = True
            yield _of_passing(path, passing)
        if not seen:
            yield {"file": str(path), "plate": None}


def _of_reading(path: Path, reading: Reading, seen: VehicleLook) -> Line:
    plate = Plate(reading.text, reading.seen_split)
    return {
        "file": str(path),
        **_of_plate(plate),
        "plate_colours": reading.colours.value,
        "confidence": _share(reading.confidence),
        "found": _share(reading.found),
        "box": _corners(reading.box),
        "corners": [list(corner) for corner in reading.corners],
        "vehicle": kind_told(seen.kind, plate).value,
        "vehicle_confidence": _share(seen.kind_confidence),
        "vehicle_expected": kind_of(plate).value,
        "colour": seen.colour.value,
        "colour_confidence": _share(seen.colour_confidence),
        "letters": [
            {"symbol": letter.symbol, "probability": _share(letter.probability)} for letter in reading.letters
        ],
        "model": reading.model,
    }


def _of_passing(path: Path, passing: Passing) -> Line:
    plate = passing.plate
    return {
        "file": str(path),
        "at_s": round(passing.at_s, 3),
        **(_of_plate(plate) if plate else {"plate": None}),
        "plate_colours": passing.plate_colours.value,
        "confidence": _share(passing.confidence),
        "looks": passing.looks,
        "is_single_look": passing.looks < 2,
        "alternatives": list(passing.alternatives),
        "box": _corners(passing.plate_box) if passing.plate_box else None,
        "vehicle": passing.kind.value,
        "vehicle_confidence": _share(passing.kind_confidence),
        "vehicle_expected": (kind_of(plate) if plate else VehicleKind.UNKNOWN).value,
        "colour": passing.colour.value,
        "colour_confidence": _share(passing.colour_confidence),
        "motion": passing.motion.value,
        "lane": passing.lane,
        "speed_kmh": passing.speed_kmh,
        "speed_error_kmh": passing.speed_error_kmh,
        "first_s": round(passing.first_s, 3),
        "last_s": round(passing.last_s, 3),
        "model": passing.model,
    }


def _of_plate(plate: Plate) -> Line:
    return {
        "plate": plate.text,
        "display": plate.display,
        "series": plate.series.value,
        "is_valid": plate.is_valid,
    }


def _sentence(line: Line) -> str:
    """The line for people."""
    where = str(line["file"]) + (f" {line['at_s']:.1f} s" if "at_s" in line else "")
    if line["plate"] is None and "at_s" not in line:
        return f"{where}: 沒有車牌 no plate"
    seen = _seen(line)
    if line["plate"] is None:
        return f"{where}: 沒有車牌 a vehicle without a plate" + (f" ({seen})" if seen else "")
    doubt = "" if line["is_valid"] else ", 不合號牌格式 fits no series"
    looks = f", {line['looks']} looks" if "looks" in line else ""
    seen = f", {seen}" if seen else ""
    return f"{where}: {line['display']} ({float(str(line['confidence'])):.0%}{looks}{seen}{doubt})"


def _seen(line: Line) -> str:
    """Colour and kind with how sure they are; a kind that only the letters tell is marked as expected."""
    told = []
    for name in ("colour", "vehicle"):
        if line[name] != Colour.UNKNOWN.value:
            sure = float(str(line[f"{name}_confidence"]))
            told.append(f"{line[name]} {sure:.0%}" if sure else f"{line[name]} expected")
    return ", ".join(told)


def _files(paths: Sequence[Path]) -> Iterator[Path | TrackwayError]:
    """The files named, and those in the folders named, in order of their names; trouble in its place."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = False
        for inner in _inside(path):
            found = True
            yield inner
        if not found:
            yield NotFound(f"The folder {path} holds no photograph and no footage.")


def _inside(folder: Path) -> Iterator[Path | TrackwayError]:
    troubles: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=troubles.append):
        folders.sort()
        for name in sorted(names):
            path = Path(here) / name
            if is_photograph(path) or is_footage(path):
                yield path
    for trouble in troubles:
        yield NotFound(f"The folder {trouble.filename} cannot be read ({trouble.strerror}).")


def _first(found: Iterable[Path | TrackwayError], limit: int | None) -> Iterator[Path | TrackwayError]:
    """At most so many files; what is no file does not count."""
    count = 0
    for one in found:
        if limit is not None and count >= limit:
            return
        count += isinstance(one, Path)
        yield one


def _corners(box: Box) -> list[int]:
    return [box.x0, box.y0, box.x1, box.y1]


def _share(value: float) -> float:
    return round(value, 4)
