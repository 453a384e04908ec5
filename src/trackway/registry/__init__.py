"""The register: small facts about stations, sites and cameras, in SQL; files of cameras in and out."""

from trackway.registry.coordinates import Crs, parse_crs
from trackway.registry.exporting import export_csv, export_geojson
from trackway.registry.ground_file import GivenGround, GivenLane, GivenPoint, read_ground, read_lanes
from trackway.registry.grounds import SavedGround
from trackway.registry.importing import import_cameras
from trackway.registry.register import Change, ImportedFile, Registry
from trackway.registry.report import ColumnUse, Confidence, ImportReport, RowProblem, Said, Updated
from trackway.registry.roads_file import ROADS_FILE, read_roads, roads_in, save_roads
from trackway.registry.selection import MAX_CAMERAS, Nearby, Selection, StationCount
from trackway.registry.streams import GivenStream, SavedStream, check_stream_url
from trackway.registry.streams_file import GivenRow, StreamFile, StreamProblem, read_streams_file
from trackway.registry.table import Unreadable

__all__ = [
    "MAX_CAMERAS",
    "ROADS_FILE",
    "Change",
    "ColumnUse",
    "Confidence",
    "Crs",
    "GivenGround",
    "GivenLane",
    "GivenPoint",
    "GivenRow",
    "GivenStream",
    "ImportReport",
    "ImportedFile",
    "Nearby",
    "Registry",
    "RowProblem",
    "Said",
    "SavedGround",
    "SavedStream",
    "Selection",
    "StationCount",
    "StreamFile",
    "StreamProblem",
    "Unreadable",
    "Updated",
    "check_stream_url",
    "export_csv",
    "export_geojson",
    "import_cameras",
    "parse_crs",
    "read_ground",
    "read_lanes",
    "read_roads",
    "read_streams_file",
    "roads_in",
    "save_roads",
]
