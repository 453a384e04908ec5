"""Where places are on the screen, by the position that the page's own address gives."""

import math
import re
from urllib.parse import unquote

from playwright.sync_api import Page

from trackway.model.area import Area, parse_area

_TILE_PX = 512


def _mercator(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    world = _TILE_PX * 2**zoom
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return (lon + 180) / 360 * world, (1 - y / math.pi) / 2 * world


def on_screen(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """The pixels of a place in the window; the map must not be turned."""
    found = re.search(r"[?&]at=([\d.,-]+)", page.url)
    assert found, page.url
    centre_lon, centre_lat, zoom = (float(part) for part in found[1].split(",")[:3])
    box = page.get_by_test_id("map").bounding_box()
    assert box is not None
    centre_x, centre_y = _mercator(centre_lon, centre_lat, zoom)
    x, y = _mercator(lon, lat, zoom)
    return box["x"] + box["width"] / 2 + x - centre_x, box["y"] + box["height"] / 2 + y - centre_y


def area_in(page: Page) -> Area:
    """The area that the page's address holds."""
    found = re.search(r"[?&]area=([^&]+)", page.url)
    assert found, page.url
    return parse_area(unquote(found[1]))
