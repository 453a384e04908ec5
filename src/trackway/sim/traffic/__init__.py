"""Seeded traffic: who drives where and when, and what the plate cameras make of it."""

from trackway.sim.traffic.bulk import bulk_tables
from trackway.sim.traffic.days import Drives, drives
from trackway.sim.traffic.eyes import Eyes, eyes
from trackway.sim.traffic.faults import Clocks, ClockStep, Outage, clocks, outages
from trackway.sim.traffic.fleet import Fleet, Use, fleet
from trackway.sim.traffic.gates import GATEWAYS, Crossing, Places, Ways, edges_crossings, places, ways
from trackway.sim.traffic.inventing import invent_plates, plates_for
from trackway.sim.traffic.looks import COLOURS, KINDS, PLATE_COLOURS
from trackway.sim.traffic.passing import Passings, joined, passings
from trackway.sim.traffic.platoons import Holds, holds
from trackway.sim.traffic.seeing import HEADINGS, Fate, Seen, see

__all__ = [
    "COLOURS",
    "GATEWAYS",
    "HEADINGS",
    "KINDS",
    "PLATE_COLOURS",
    "ClockStep",
    "Clocks",
    "Crossing",
    "Drives",
    "Eyes",
    "Fate",
    "Fleet",
    "Holds",
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
    "eyes",
    "fleet",
    "holds",
    "invent_plates",
    "joined",
    "outages",
    "passings",
    "places",
    "plates_for",
    "see",
    "ways",
]
