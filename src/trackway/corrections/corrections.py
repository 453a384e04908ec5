"""Corrections: the SQLite file of what officers said. Appended, on disk when a call returns."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.model.correction import Correction, CorrectionKind
from trackway.model.errors import Conflict, Invalid
from trackway.model.passage import Passage, PassageId, camera_of
from trackway.model.plate import Plate
from trackway.model.question import Permit
from trackway.model.time import Clock, Instant, Span
from trackway.passages import NoPermit
from trackway.sqlite import FileKind, SqliteFile
from trackway.vision import engine_of, engine_text

__all__ = ["CorrectedMeanwhile", "Corrections", "NothingToConfirm"]

_FILE = FileKind("trackway.corrections", "a file of corrections", 0x5457_434F, erases=True)  # "TWCO"
_EPOCH_MS = 1_577_836_800_000
_LAST = (1 << 63) - 1


class CorrectedMeanwhile(Conflict):
    """Somebody else corrected this passage meanwhile; look at it again."""


class NothingToConfirm(Invalid):
    """No plate was read in this passage, so there is none to confirm."""


class Corrections:
    """What officers said of passages' plates, in one file. Usable from several threads and processes.

    Raises ``Unavailable`` when the file cannot be read or written, ``Lost`` when it is damaged or is no
    such file, ``Conflict`` when a newer Trackway made it.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._file = SqliteFile(path, _FILE)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    def add(
        self,
        permit: Permit,
        passage: Passage,
        kind: CorrectionKind,
        plate: Plate | None = None,
        *,
        seen: int | None = None,
    ) -> Correction:
        """Write down what the permit's officer says of a passage; it comes with its readings.

        ``plate`` goes with ``CorrectionKind.PLATE`` and with no other; the plate that was read anyway
        counts as confirmed. ``seen`` is the number of the passage's last correction that the officer
        saw (0: none); if there is a later one, ``CorrectedMeanwhile`` is raised. ``None`` does not look.
        Raises ``NothingToConfirm``, ``Invalid`` for a plate missing or too many.
        """
        if not isinstance(permit, Permit):
            raise NoPermit
        said, meant = _meant(passage, kind, plate)
        officer = permit.purpose.officer
        values: dict[str, str | int | None] = {
            "passage": passage.id,
            "camera": camera_of(passage.id),
            "at_us": self._clock.now().us,
            "username": officer.username,
            "name": officer.name,
            "audit_id": permit.audit_id,
            "kind": said.value,
            "plate": meant.text if meant else None,
            "split": meant.seen_split if meant else 0,
            "read": engine_text(passage),
            "engine": engine_of(passage.model),
        }
        with self._file.transaction():
            last = int(self._file.rows("last_id", passage=passage.id)[0]["id"])
            if seen is not None and seen != last:
                raise CorrectedMeanwhile
            (row,) = self._file.rows("add", **values)
        return _correction(row)

    def of_passage(self, passage: PassageId) -> tuple[Correction, ...]:
        """All that was ever said of one passage, in order."""
        return tuple(map(_correction, self._file.rows("of_passage", passage=passage)))

    def standing(self, passages: Collection[PassageId]) -> Mapping[PassageId, Correction]:
        """The correction that holds for each of these passages; those without one are absent."""
        rows = self._file.rows("standing", passages=json.dumps(list(passages)))
        return {correction.passage: correction for correction in map(_correction, rows)}

    def standing_plates(self, span: Span) -> tuple[Correction, ...]:
        """The corrections that hold and name a plate, of passages in a span, oldest passage first."""
        # The last millisecond counts when the span touches it, as in the store of passages.
        first, end = _first_identity(span.start.us // 1000), _first_identity(-(-span.end.us // 1000))
        return tuple(map(_correction, self._file.rows("standing_plates", first=first, end=end)))

    def of_camera(self, camera: int) -> tuple[Correction, ...]:
        """All that was ever said of one camera's passages, in order."""
        return tuple(map(_correction, self._file.rows("of_camera", camera=camera)))

    def forget_before(self, instant: Instant, held: Collection[PassageId] = ()) -> int:
        """Destroy what was said of passages earlier than this, but for those held; how many that were.

        To be called when the passages themselves are destroyed. The freed pages are overwritten, and
        the write-ahead log, which may hold them too, is emptied (by the next call if somebody reads now).
        """
        gone = self._file.run("forget", before=_first_identity(instant.ms), held=json.dumps(list(held)))
        self._file.empty_log()
        return gone


def _meant(
    passage: Passage, kind: CorrectionKind, plate: Plate | None
) -> tuple[CorrectionKind, Plate | None]:
    """What is said, in full: a confirmed plate is the one that was read."""
    if (plate is not None) != (kind is CorrectionKind.PLATE):
        raise Invalid("A corrected plate goes with the kind 'plate', and with no other.")
    if kind is CorrectionKind.CONFIRMED:
        if passage.plate is None:
            raise NothingToConfirm
        return kind, passage.plate
    if plate is not None and plate == passage.plate:
        return CorrectionKind.CONFIRMED, plate
    return kind, plate


def _correction(row: sqlite3.Row) -> Correction:
    plate = row["plate"]
    return Correction(
        id=row["id"],
        passage=PassageId(row["passage"]),
        at=Instant(row["at_us"]),
        username=row["username"],
        name=row["name"],
        audit_id=row["audit_id"],
        kind=CorrectionKind(row["kind"]),
        plate=None if plate is None else Plate(plate, row["split"]),
        read=row["read"],
        engine=row["engine"],
    )


def _first_identity(ms: int) -> int:
    """The least identity a passage of this millisecond can have; passages are filed from 2020 to 2159."""
    return min(max(ms - _EPOCH_MS, 0) << 22, _LAST)
