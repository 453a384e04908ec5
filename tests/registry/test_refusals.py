"""Files that cannot be used at all: one clear sentence each, in both languages, and nothing written."""

import io
import os
import random
import re
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackway.model.errors import Denied, NotFound, TrackwayError
from trackway.registry import Registry, Unreadable, import_cameras
from trackway.registry.source import MAX_BYTES

from .conftest import NOON, Bring
from .test_formats import workbook

BOMB = "<!DOCTYPE k [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cameras.csv", b"", "is empty"),
        ("cameras.csv", b"\xef\xbb\xbf \r\n\r\n", "no rows at all"),
        ("cameras.csv", b"   \n \n", "is empty"),
        ("cameras.csv", "編號,名稱,經度,緯度\n".encode(), r"header \(row 1\) and no cameras"),
        ("cameras.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a PNG file"),
        ("cameras.csv", b"%PDF-1.7 ...", "is a PDF file"),
        ("cameras.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), r"\.xls"),
        ("cameras.csv", random.Random(7).randbytes(4096), "binary data|neither UTF-8 nor Big5"),
        ("cameras.csv", b"id,\xff\xfa\xfb,\xfe\x81\n" * 3, "neither UTF-8 nor Big5"),
        ("cameras.csv", "甲,乙,丙\n1,2,3\n4,5,6\n".encode(), "No column for 經度 lon、緯度 lat"),
        ("cameras.csv", "編號,經度\n1,121.6\n".encode(), "No column for 緯度 lat"),
        ("cameras.geojson", b'{"type": "FeatureCollection", "features": [', "not well-formed JSON"),
        ("cameras.geojson", b'{"type": "Topology"}', "is no GeoJSON"),
        ("cameras.geojson", b"[1, 2, 3]", "is no GeoJSON"),
        ("cameras.geojson", b"[" * 100_000, "not well-formed JSON"),
        ("cameras.geojson", b'{"type": "FeatureCollection", "features": []}', "no points at all"),
        ("cameras.kml", b"<kml><Document>", "not well-formed KML"),
        ("cameras.kml", b"<html><body/></html>", "is <html>"),
        ("cameras.kml", b"<kml><Document/></kml>", "no points at all"),
        ("cameras.kml", f"<?xml version='1.0'?>{BOMB}<kml>&b;</kml>".encode(), "defines XML entities"),
        ("cameras.kml", b"<kml>" + b"<Folder>" * 1000, "nested too deeply"),
        ("cameras.kml", b"<?xml version='1.0' encoding='big5'?><kml></kml>", "not well-formed KML"),
        ("cameras.kmz", zipped(**{"doc.kml": b"<kml/>"}), "is a KMZ"),
        ("cameras.xlsx", b"PK\x03\x04 no archive", "damaged"),
        ("cameras.xlsx", zipped(readme=b"not a workbook"), "damaged"),
        ("cameras.xlsx", workbook([]), "no rows at all"),
        ("cameras.xlsx", workbook([["編號", "經度", "緯度"]]), "no cameras under it"),
        ("cameras.xlsx", zipped(xl__workbook=bytes(500 << 20)), "it is refused"),
    ],
)
def test_each_bad_file_has_its_sentence(
    registry: Registry, bring: Bring, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence) as refused:
        bring(content, name)
    words = str(refused.value)
    assert re.search(r"[\u4e00-\u9fff]{2}", words), "it is said in Chinese too"
    assert "\n" not in words
    assert registry.cameras() == ()
    assert registry.imports() == ()
    assert not (registry.path.parent / "imports").exists()


def test_entities_in_a_workbook_are_refused(bring: Bring) -> None:
    good = workbook([["編號", "經度", "緯度"], ["A", 121.6, 23.9]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part.startswith("xl/worksheets/"):
                text = b"<?xml version='1.0'?>" + BOMB.encode() + text
            new.writestr(part, text)
    with pytest.raises(Unreadable, match="defines XML entities"):
        bring(out.getvalue(), "cameras.xlsx")


def test_more_rows_than_cameras_are_refused(bring: Bring) -> None:
    rows = "".join(f"{n},121.6,23.9\n" for n in range(65_536))
    with pytest.raises(Unreadable, match="65,536 rows; a register holds at most 65,535"):
        bring("編號,經度,緯度\n" + rows)


def brought(registry: Registry, path: Path) -> None:
    import_cameras(registry, path, by="me", at=NOON)


def test_what_is_no_file(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is a folder, not a file"):
        brought(registry, tmp_path)
    with pytest.raises(NotFound, match="There is no file"):
        brought(registry, tmp_path / "nothing.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Unreadable, match="not a regular file"):
        brought(registry, tmp_path / "pipe.csv")


def test_a_file_without_rights_is_denied(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("編號,經度,緯度\nA,121.6,23.9\n", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything: let the system call say what it says to others
        really_open = os.open

        def refuse(target: os.PathLike[str] | str, *rest: int) -> int:
            if Path(target) == path:
                raise PermissionError(13, "Permission denied", str(path))
            return really_open(target, *rest)

        monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Denied, match=r"may not read .*secret\.csv"):
        brought(registry, path)


def test_a_file_too_large_is_refused_unread(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no disk
    with pytest.raises(Unreadable, match="larger than 100 MB"):
        brought(registry, path)


def test_a_folder_that_cannot_keep_the_file_stops_the_import(
    registry: Registry, bring: Bring, tmp_path: Path
) -> None:
    (registry.path.parent / "imports").write_text("in the way", encoding="utf-8")
    with pytest.raises(TrackwayError, match="cannot be kept"):
        bring("編號,經度,緯度\nA,121.6,23.9\n")
    assert registry.cameras() == (), "nothing is on the register whose source is not kept"


def test_kept_files_stay_readable_by_their_owner_only(registry: Registry, bring: Bring) -> None:
    report = bring("編號,經度,緯度\nA,121.6,23.9\n")
    kept = registry.path.parent / str(report.kept_as)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


SEEDS = [
    "編號,名稱,經度,緯度\nA,甲,121.6,23.9\n".encode(),
    '{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"Point",'
    '"coordinates":[121.6,23.9]},"properties":{"name":"甲"}}]}'.encode(),
    "<kml><Placemark><name>甲</name><Point><coordinates>121.6,23.9</coordinates></Point></Placemark></kml>".encode(),
    workbook([["編號", "經度", "緯度"], ["A", 121.6, 23.9]]),
]


@given(seed=st.sampled_from(SEEDS), data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_gives_a_report_or_a_sentence(bring: Bring, seed: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(seed)))
    length = data.draw(st.integers(0, 40))
    damaged = seed[:place] + data.draw(st.binary(max_size=40)) + seed[place + length :]
    with suppress(TrackwayError):  # any other error fails the test
        bring(damaged, "cameras.xlsx", dry_run=True)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_report_or_a_sentence(bring: Bring, text: str) -> None:
    for content in (text, f"編號,經度,緯度\n{text}", f"編號,名稱,經度,緯度\nA,{text},121.6,23.9\n"):
        with suppress(TrackwayError):
            bring(content.encode("utf-8", "surrogatepass"), dry_run=True)


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_inside_a_workbook_gives_a_report_or_a_sentence(bring: Bring, data: st.DataObject) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(SEEDS[3])) as good:
        for part in good.namelist():
            parts[part] = good.read(part)
    part = data.draw(st.sampled_from(sorted(parts)))
    if data.draw(st.booleans()):
        del parts[part]
    else:
        text = parts[part]
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        parts[part] = text[:place] + data.draw(st.binary(max_size=20)) + text[place + length :]
    with suppress(TrackwayError):
        bring(zipped(**parts), "cameras.xlsx", dry_run=True)
