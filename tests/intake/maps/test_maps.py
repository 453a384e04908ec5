import gzip
import json
import struct
from pathlib import Path

import pytest

from trackway.intake.maps import import_map, layers
from trackway.model.area import Rectangle
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.time import Instant

OSM = """<osm version="0.6">
<node id="1" lat="23.97" lon="121.60"/><node id="2" lat="23.98" lon="121.61"/>
<node id="3" lat="35.00" lon="139.00"/><node id="4" lat="35.10" lon="139.10"/>
<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="示範路"/></way>
<way id="6"><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/><tag k="name" v="遠方"/></way>
<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way>
<way id="8"><nd ref="2"/><nd ref="1"/><tag k="waterway" v="river"/></way>
</osm>"""


class _Clock:
    def now(self) -> Instant:
        return Instant(1_800_000_000_000_000)


def _pmtiles(path: Path, *, tile_bytes: int = 4) -> Path:
    metadata = gzip.compress(json.dumps({"attribution": "Map makers"}).encode())
    header = struct.pack(
        "<7sB11Q6B4iB2i",
        b"PMTiles", 3,
        127, 0, 127, len(metadata), 127 + len(metadata), 0, 127 + len(metadata), tile_bytes,
        1, 1, 1,
        1, 2, 2, 1, 0, 14,
        1_209_000_000, 229_000_000, 1_219_500_000, 245_000_000,
        10, 1_215_000_000, 239_000_000,
    )  # fmt: skip
    path.write_bytes(header + metadata + b"tile")
    return path


def test_a_pmtiles_archive_becomes_a_layer(tmp_path: Path) -> None:
    layer = import_map(_pmtiles(tmp_path / "taiwan.pmtiles"), tmp_path / "map", _Clock())
    assert (layer.kind, layer.max_zoom, layer.attribution) == ("pmtiles", 14, "Map makers")
    assert layers(tmp_path / "map") == (layer,)
    assert (tmp_path / "map" / layer.file).read_bytes() == (tmp_path / "taiwan.pmtiles").read_bytes()


def test_an_extract_keeps_roads_and_rivers_of_the_area(tmp_path: Path) -> None:
    source = tmp_path / "some.osm"
    source.write_text(OSM)
    layer = import_map(source, tmp_path / "map", _Clock(), name="roads")
    drawn = json.loads((tmp_path / "map" / "roads.geojson").read_text())
    assert [f["properties"]["rank"] for f in drawn["features"]] == ["highway", "river"]
    assert drawn["features"][0]["properties"]["name_zh"] == "示範路"
    assert layer.features == 2
    assert "OpenStreetMap" in layer.attribution


def test_an_extract_of_elsewhere_says_so(tmp_path: Path) -> None:
    source = tmp_path / "some.osm"
    source.write_text(OSM)
    with pytest.raises(Invalid, match="holds no road inside"):
        import_map(source, tmp_path / "map", _Clock(), area=Rectangle(10, 10, 11, 11))
    assert layers(tmp_path / "map") == ()
    assert not list((tmp_path / "map").glob("*.part"))


def test_a_name_is_taken_once(tmp_path: Path) -> None:
    import_map(_pmtiles(tmp_path / "a.pmtiles"), tmp_path / "map", _Clock())
    with pytest.raises(Conflict, match="named a is there already"):
        import_map(tmp_path / "a.pmtiles", tmp_path / "map", _Clock())


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.pmtiles", None, "is cut off"),
        ("text.pmtiles", b"hello", "is not a PMTiles archive"),
        ("empty.pmtiles", b"", "is not a PMTiles archive"),
        ("old.pmtiles", b"PMTiles\x02" + bytes(200), "only version 3"),
        ("bad.osm.pbf", b"hello", "cannot be read as an OpenStreetMap extract"),
        ("photo.jpg", b"hello", "neither .pmtiles nor"),
    ],
)
def test_what_is_no_map_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    source = tmp_path / name
    if content is None:
        _pmtiles(source, tile_bytes=999)
    else:
        source.write_bytes(content)
    with pytest.raises(Invalid, match=says):
        import_map(source, tmp_path / "map", _Clock())
    assert layers(tmp_path / "map") == ()


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        import_map(tmp_path / "none.pmtiles", tmp_path / "map", _Clock())
    with pytest.raises(Invalid, match="is not a file"):
        import_map(tmp_path, tmp_path / "map", _Clock())


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "x" * 65])
def test_a_layer_cannot_be_named_outside_its_folder(tmp_path: Path, name: str) -> None:
    source = _pmtiles(tmp_path / "...pmtiles")
    with pytest.raises(Invalid, match="cannot name a map layer"):
        import_map(source, tmp_path / "map", _Clock(), name=name)
