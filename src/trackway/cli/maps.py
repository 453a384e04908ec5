"""`trackway map import FILE` and `trackway map list`."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from trackway.cli.house import House
from trackway.intake.maps import HUALIEN, MapLayer, import_map, layers
from trackway.model.area import Rectangle, parse_area
from trackway.model.errors import WrongUse

__all__ = ["commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about base maps."""
    app = App()
    maps = App(name="map", help="底圖 Base maps: add a PMTiles archive or an OpenStreetMap extract.")
    app.command(maps)

    @maps.command(name="import")
    def import_(file: Path, *, data: Path, name: str = "", area: str = "", json: Json = False) -> None:
        """匯入底圖 Check a map file and add it to the layer list.

        Parameters
        ----------
        file
            A .pmtiles archive, or an OpenStreetMap extract (.osm.pbf, .osm).
        name
            The layer's name; the file's own when left out.
        area
            What to keep of an extract, rectangle:WEST,SOUTH,EAST,NORTH; Hualien when left out.
        """
        wanted = parse_area(area) if area else HUALIEN
        if not isinstance(wanted, Rectangle):
            raise WrongUse("A map is cut by a rectangle; write --area rectangle:WEST,SOUTH,EAST,NORTH.")
        _print(import_map(file, data / "map", house.clock, name=name, area=wanted), json)

    @maps.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出底圖 The imported maps."""
        found = layers(data / "map")
        if not found and not json:
            print("尚未匯入底圖。 No map has been imported yet.")
        for layer in found:
            _print(layer, json)

    return app


def _print(layer: MapLayer, json: bool) -> None:
    if json:
        print(msgspec.json.encode(layer).decode())
    else:
        amount = f", {layer.features:,} features" if layer.features else ""
        print(f"{layer.name}: {layer.kind} from {layer.original}{amount}; {layer.attribution}")
