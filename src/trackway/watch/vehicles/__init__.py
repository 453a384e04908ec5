"""The imported vehicle register 車籍: what a plate's vehicle is, so that a swapped plate stands out."""

from trackway.watch.vehicles.fact import RegisterFile, VehicleFact, VehicleStatus
from trackway.watch.vehicles.importing import MOST_VEHICLES, VehicleReport, import_vehicles
from trackway.watch.vehicles.vehicles import Vehicles

__all__ = [
    "MOST_VEHICLES",
    "RegisterFile",
    "VehicleFact",
    "VehicleReport",
    "VehicleStatus",
    "Vehicles",
    "import_vehicles",
]
