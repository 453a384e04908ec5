"""The layer list: what lies under the cameras, and which marks lie on it."""

import json
import re
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, show, wait_for_map
from tests.browser.seed import NOON
from tests.conftest import FakeClock

from trackway.intake.maps import import_map

pytestmark = pytest.mark.browser

VIOLET_BGR = (180, 40, 140)
SEA = "#/?at=121.9000,23.6000,11.00"


def _pmtiles(path: Path) -> Path:
    """A raster archive of one violet tile that covers the world (PMTiles version 3, nothing compressed)."""
    _, png = cv2.imencode(".png", np.full((256, 256, 3), VIOLET_BGR, np.uint8))
    tile, metadata = png.tobytes(), b"{}"
    length = bytes([len(tile) & 0x7F | 0x80, len(tile) >> 7])
    directory = bytes([1, 0, 1]) + length + bytes([1])
    start = 127
    offsets = (start, len(directory), start + len(directory), len(metadata), 0, 0)
    data_at = start + len(directory) + len(metadata)
    header = struct.pack("<7sB8Q3Q", b"PMTiles", 3, *offsets, data_at, len(tile), 1, 1, 1)
    header += struct.pack("<6B", 1, 1, 1, 2, 0, 0)
    header += struct.pack("<4i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    header += struct.pack("<B2i", 0, 1_219_000_000, 236_000_000)
    assert len(header) == start
    path.write_bytes(header + directory + metadata + tile)
    return path


def _middle(page: Page) -> NDArray[np.uint8]:
    """The colour, BGR, at the middle of the map, where there is only sea."""
    wait_for_map(page)
    picture = np.frombuffer(page.get_by_test_id("map").screenshot(), np.uint8)
    image = cv2.imdecode(picture, cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image[image.shape[0] // 2 + 60, image.shape[1] // 2 - 110], np.uint8)


def test_an_imported_map_lies_under_the_cameras_and_goes_again(
    table: Page, site: Site, tmp_path: Path
) -> None:
    import_map(_pmtiles(tmp_path / "violet.pmtiles"), site.map_folder, FakeClock(NOON), name="violet")
    roads = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"rank": "highway", "road": "", "name_zh": "試路", "name_en": ""},
                "geometry": {"type": "LineString", "coordinates": [[121.5, 23.6], [122.3, 23.6]]},
            }
        ],
    }
    note = json.loads((site.map_folder / "violet.json").read_text())
    note |= {"name": "roads", "kind": "geojson", "file": "roads.geojson", "attribution": "測路"}
    (site.map_folder / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    (site.map_folder / "roads.json").write_text(json.dumps(note), encoding="utf-8")

    show(table, site, SEA)
    sea = _middle(table)
    assert not np.allclose(sea, VIOLET_BGR, atol=12)
    table.keyboard.press("l")
    layers = table.get_by_role("region", name="圖層")
    expect(layers.get_by_role("radio", name=re.compile("^內建"))).to_be_checked()
    expect(layers.get_by_role("radio", name=re.compile("正射影像圖"))).to_be_visible()
    expect(layers).to_contain_text("需要網際網路")
    layers.get_by_role("radio", name=re.compile("^violet")).check()
    expect(table.get_by_text("violet.pmtiles · ")).to_be_visible()
    assert np.allclose(_middle(table), VIOLET_BGR, atol=12)
    layers.get_by_role("radio", name=re.compile("^roads")).check()
    expect(table.get_by_text("測路 · ")).to_be_visible()
    assert np.allclose(_middle(table), sea, atol=12)
    layers.get_by_role("radio", name=re.compile("^內建")).check()
    expect(table.get_by_text("測路 · ")).to_be_hidden()
    assert np.allclose(_middle(table), sea, atol=12)
    layers.get_by_role("checkbox", name="一般鏡頭").uncheck()
    expect(layers.get_by_role("checkbox", name="一般鏡頭")).not_to_be_checked()
    layers.get_by_role("checkbox", name="一般鏡頭").check()
    table.keyboard.press("Escape")
    expect(layers).to_be_hidden()
