"""A seeded county: roads, cameras, traffic, incidents, drawn plates and clips; for demo, bench and tests."""

from trackway.sim.county import County, county, network_geojson
from trackway.sim.filming import film
from trackway.sim.footage import Footage, demo_footage
from trackway.sim.incidents import Incident, IncidentKind
from trackway.sim.live import LiveTraffic
from trackway.sim.pictures import passage_picture, pictured
from trackway.sim.scene import Scene, Shown, Truth, simulate
from trackway.sim.traffic import bulk_tables

__all__ = [
    "County",
    "Footage",
    "Incident",
    "IncidentKind",
    "LiveTraffic",
    "Scene",
    "Shown",
    "Truth",
    "bulk_tables",
    "county",
    "demo_footage",
    "film",
    "network_geojson",
    "passage_picture",
    "pictured",
    "simulate",
]
