"""The demonstration county: roads, stations, sites and cameras at believable places in Hualien.

Roads follow kilometre posts and junctions as facts (``facts/SOURCES.md``); stations, sites and cameras
are invented and say so: every name starts with 示範.
"""

from trackway.sim.county.lines import Rank, Road
from trackway.sim.county.network import RoadGraph, Spot
from trackway.sim.county.roads import network_geojson
from trackway.sim.county.sites import PlateSite
from trackway.sim.county.whole import County, county

__all__ = ["County", "PlateSite", "Rank", "Road", "RoadGraph", "Spot", "county", "network_geojson"]
