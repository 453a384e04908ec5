"""KML of Google Earth and its like: placemarks, the folders they lie in, and their ExtendedData."""

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from trackway.registry.geojson_table import GEOMETRY_LAT, GEOMETRY_LON, point_table
from trackway.registry.report import RowProblem, Said
from trackway.registry.table import Table, Unreadable

__all__ = ["FOLDER", "FOLDER_ABOVE", "read_kml"]

FOLDER, FOLDER_ABOVE = "(資料夾 folder)", "(上層資料夾 folder above)"
"""What the folders around a placemark are called beside its own data."""
_MAX_DEPTH = 50


def read_kml(content: bytes) -> Table:
    """The placemarks of a KML file that are points, one row each."""
    rows: list[tuple[int, dict[str, str], str]] = []
    problems: list[RowProblem] = []
    try:
        for number, (placemark, folders) in enumerate(_placemarks(content), 1):
            original = " ".join(tostring(placemark, encoding="unicode").split())[:2000]
            facts = _facts(placemark)
            if facts is None:
                why = Said("這個地標沒有單一的點座標。", "This placemark is not one single point.")
                problems.append(RowProblem(number, "coordinates", why, original, is_refused=True))
                continue
            facts |= dict(zip((FOLDER, FOLDER_ABOVE), reversed(folders[-2:]), strict=False))
            rows.append((number, facts, original))
    except DefusedXmlException as error:
        raise Unreadable(
            "KML 檔含有危險的 XML 實體，已拒絕。 The KML defines XML entities, which are refused."
        ) from error
    except (ParseError, LookupError, ValueError) as error:
        raise Unreadable(f"不是正確的 KML（{error}）。 The file is not well-formed KML ({error}).") from error
    return point_table("kml", rows, problems, "xml", None)


def _placemarks(content: bytes) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Each placemark with the names of the folders around it, outermost first; then it is let go."""
    inside: list[Element] = []
    root_seen = False
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
        name = _local(element)
        if not root_seen:
            root_seen = True
            if name != "kml":
                raise Unreadable(f"XML 檔不是 KML（根元素為 {name}）。 The XML is no KML; it is <{name}>.")
        if event == "start":
            inside.append(element)
            if len(inside) > _MAX_DEPTH:
                raise Unreadable("KML 的層次過深，已拒絕。 The KML is nested too deeply; it is refused.")
            continue
        inside.pop()
        if name == "Placemark":
            around = (_child_text(outer, "name") for outer in inside if _local(outer) == "Folder")
            yield element, tuple(around)
            element.clear()


def _facts(placemark: Element) -> dict[str, str] | None:
    points = [element for element in placemark.iter() if _local(element) == "Point"]
    others = {_local(element) for element in placemark.iter()} & {"LineString", "LinearRing", "Polygon"}
    if len(points) != 1 or others:
        return None
    numbers = _child_text(points[0], "coordinates").split(",")
    if len(numbers) < 2:
        return None
    facts = {GEOMETRY_LON: numbers[0].strip(), GEOMETRY_LAT: numbers[1].strip()}
    for name in ("name", "description", "address"):
        text = _child_text(placemark, name)
        if text:
            facts[name] = text
    for element in placemark.iter():
        if _local(element) == "Data" and element.get("name"):
            facts[" ".join(element.get("name", "").split())] = _child_text(element, "value")
        elif _local(element) == "SimpleData" and element.get("name"):
            facts[" ".join(element.get("name", "").split())] = " ".join((element.text or "").split())
    return facts


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child_text(element: Element, name: str) -> str:
    for child in element:
        if _local(child) == name:
            return " ".join("".join(child.itertext()).split())
    return ""
