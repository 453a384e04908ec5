"""In which reference system a whole file is, told by its maker, its column names and its values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trackway.registry.columns import Columns
from trackway.registry.coordinates import Crs, Fit, Frame, Unit, fit
from trackway.registry.fields import Field
from trackway.registry.report import Said
from trackway.registry.table import Unreadable

__all__ = ["Detected", "detect_frame"]


@dataclass(frozen=True, slots=True)
class Detected:
    """The frame of a file and why; ``is_assumed`` when only the size of the numbers spoke for it."""

    frame: Frame
    because: Said
    is_assumed: bool = False


def detect_frame(
    pairs: Sequence[tuple[float, float]], columns: Columns, told: Crs | None, written: Crs | None
) -> Detected:
    """What the pairs (east, north) of a file are: ``told`` on the command, else ``written`` in the file,
    else what the column is called, else what the numbers look like.

    A file whose pairs are the wrong way round is refused as a whole: the two columns were mistaken for
    each other, and turning them round unasked would hide it.
    """
    fits = Counter(fit(x, y) for x, y in pairs)
    if fits[Fit.SWAPPED_DEGREES] + fits[Fit.SWAPPED_METRES] > fits[Fit.DEGREES] + fits[Fit.METRES]:
        raise Unreadable(_swapped(columns))
    unit = Unit.METRES if fits[Fit.METRES] > fits[Fit.DEGREES] else Unit.DEGREES
    claimed = told or written or columns.crs
    if claimed is Crs.WGS84 and unit is Unit.METRES:
        if told or written:
            raise Unreadable(
                "指定的座標系統是 WGS84（度），但數值是公尺；請改用 --crs twd97 或 --crs twd67。 "
                "The system given is WGS84, in degrees, but the numbers are metres; "
                "give --crs twd97 or --crs twd67."
            )
        claimed = None  # a column called 經度 that holds metres says nothing about the datum
    if claimed is None:
        return _by_values(unit)
    return Detected(Frame(claimed, unit), _because(claimed, unit, told, written, columns))


def _by_values(unit: Unit) -> Detected:
    if unit is Unit.DEGREES:
        return Detected(
            Frame(Crs.WGS84, unit),
            Said("由數值判定為 WGS84 經緯度。", "WGS84 degrees, told by the values."),
        )
    return Detected(
        Frame(Crs.TWD97, unit),
        Said(
            "由數值判定為二度分帶公尺，假設為 TWD97；若為 TWD67（相差約 850 公尺），請加 --crs twd67。",
            "TM2 metres, told by the values; TWD97 is assumed. If they are TWD67, some 850 m off, "
            "give --crs twd67.",
        ),
        is_assumed=True,
    )


def _because(crs: Crs, unit: Unit, told: Crs | None, written: Crs | None, columns: Columns) -> Said:
    name = f"{crs.upper()} {'公尺' if unit is Unit.METRES else '經緯度'}"
    name_en = f"{crs.upper()} {unit}"
    if told:
        return Said(f"依指定採用 {name}。", f"{name_en}, as told.")
    if written:
        return Said(f"檔案自稱為 {name}。", f"{name_en}, as the file says itself.")
    column = columns.crs_column
    return Said(f"由欄名「{column}」判定為 {name}。", f"{name_en}, told by the column name “{column}”.")


def _swapped(columns: Columns) -> str:
    if Field.PLACE in columns.place:
        return "座標的經緯度標示與數值相反。 The coordinates' letters say the opposite of their values."
    lon, lat = columns.name(Field.LON), columns.name(Field.LAT)
    return (
        f"經度與緯度對調了：「{lon}」裡是緯度，「{lat}」裡是經度。請改正檔案，"
        f"或加 --map lon='{lat}' --map lat='{lon}'。 "
        f"Longitude and latitude are swapped: “{lon}” holds latitudes and “{lat}” longitudes. "
        f"Correct the file, or give --map lon='{lat}' --map lat='{lon}'."
    )
