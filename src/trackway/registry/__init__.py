"""The register: small facts about stations, sites and cameras, in SQL; files of cameras in and out."""

from trackway.registry.coordinates import Crs, parse_crs
from trackway.registry.csv_table import CsvRows, csv_rows
from trackway.registry.escaping import escaped, unescaped
from trackway.registry.exporting import export_csv, export_geojson
from trackway.registry.fields import key
from trackway.registry.ground_file import GivenGround, GivenLane, GivenPoint, read_ground, read_lanes
from trackway.registry.grounds import SavedGround
from trackway.registry.importing import import_cameras
from trackway.registry.register import Change, ImportedFile, Registry
from trackway.registry.report import ColumnUse, Confidence, ImportReport, RowProblem, Said, Updated
from trackway.registry.roads_file import ROADS_FILE, read_roads, roads_in, save_roads
from trackway.registry.selection import MAX_CAMERAS, Nearby, Selection, StationCount
from trackway.registry.source import SourceFile, file_kind, read_source
from trackway.registry.streams import GivenStream, SavedStream, check_stream_url
from trackway.registry.streams_file import GivenRow, StreamFile, StreamProblem, read_streams_file
from trackway.registry.table import Row, Unreadable
from trackway.registry.xlsx_table import xlsx_rows

__all__ = [
    "MAX_CAMERAS",
    "ROADS_FILE",
    "Change",
    "ColumnUse",
    "Confidence",
    "Crs",
    "CsvRows",
    "GivenGround",
    "GivenLane",
    "GivenPoint",
    "GivenRow",
    "GivenStream",
    "ImportReport",
    "ImportedFile",
    "Nearby",
    "Registry",
    "Row",
    "RowProblem",
    "Said",
    "SavedGround",
    "SavedStream",
    "Selection",
    "SourceFile",
    "StationCount",
    "StreamFile",
    "StreamProblem",
    "Unreadable",
    "Updated",
    "check_stream_url",
    "csv_rows",
    "escaped",
    "export_csv",
    "export_geojson",
    "file_kind",
    "import_cameras",
    "key",
    "parse_crs",
    "read_ground",
    "read_lanes",
    "read_roads",
    "read_source",
    "read_streams_file",
    "roads_in",
    "save_roads",
    "unescaped",
    "xlsx_rows",
]
