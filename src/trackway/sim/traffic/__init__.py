"""Seeded traffic: who drives where and when, and what the plate cameras make of it."""

from trackway.sim.traffic.bulk import bulk_tables
from trackway.sim.traffic.days import Drives, drives
from trackway.sim.traffic.faults import Clocks, Outage, clocks, outages
from trackway.sim.traffic.fleet import Fleet, Use, fleet
from trackway.sim.traffic.gates import GATEWAYS, Crossing, Places, Ways, edges_crossings, places, ways
from trackway.sim.traffic.inventing import invent_plates, plates_for
from trackway.sim.traffic.looks import COLOURS, KINDS, PLATE_COLOURS
from trackway.sim.traffic.passing import Passings, joined, passings
from trackway.sim.traffic.seeing import HEADINGS, Fate, Seen, see

__all__ = [
    "COLOURS",
    "GATEWAYS",
    "HEADINGS",
    "KINDS",
    "PLATE_COLOURS",
    "Clocks",
    "Crossing",
    "Drives",
    "Fate",
    "Fleet",
    "Outage",
    "Passings",
    "Places",
    "Seen",
    "Use",
    "Ways",
    "bulk_tables",
    "clocks",
    "drives",
    "edges_crossings",
    "fleet",
    "invent_plates",
    "joined",
    "outages",
    "passings",
    "places",
    "plates_for",
    "see",
    "ways",
]
