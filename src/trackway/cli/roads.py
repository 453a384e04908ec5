"""`trackway roads import FILE` and `trackway roads show`."""

from pathlib import Path

from cyclopts import App

from trackway.cli.found import said
from trackway.cli.house import House
from trackway.model.roads import Roads
from trackway.registry import save_roads

__all__ = ["commands"]


def commands(house: House) -> App:
    """The commands about the road network."""
    app = App()
    roads = App(name="roads", help="路網 The road network: how far one place is from another by road.")
    app.command(roads)

    @roads.command(name="import")
    def import_(file: Path, *, data: Path) -> None:
        """匯入路網 Check a GeoJSON file of roads and keep it, instead of one imported before.

        Parameters
        ----------
        file
            Lines with kmh (or maxspeed) and oneway; see docs/how-to/travel-times.md.
        data
            The data folder.
        """
        said(_counted(save_roads(file, data)))

    @roads.command
    def show(*, data: Path) -> None:
        """路網概況 What was imported.

        Parameters
        ----------
        data
            The data folder.
        """
        known = house.roads(data)
        if known is None:
            said("尚未匯入路網，以直線距離估計。 No roads were imported; straight lines are used.")
        else:
            said(_counted(known))

    return app


def _counted(roads: Roads) -> str:
    km = float(roads.metres.sum()) / 1000
    return (
        f"路網：{len(roads.lon):,} 個節點，{len(roads.start):,} 段，{km:,.0f} 公里（雙向各計一次）。 "
        f"Roads: {len(roads.lon):,} nodes, {len(roads.start):,} edges, {km:,.0f} km (each way counted)."
    )
