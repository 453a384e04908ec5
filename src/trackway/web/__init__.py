"""The HTTP face: the API at ``/api/v1`` and the built page. Pydantic stays in here."""

from trackway.web.app import create_app
from trackway.web.parts import FootageProgress, Recorded
from trackway.web.server import server_config
from trackway.web.settings import MapSettings, SessionSettings, Settings, read_settings

__all__ = [
    "FootageProgress",
    "MapSettings",
    "Recorded",
    "SessionSettings",
    "Settings",
    "create_app",
    "read_settings",
    "server_config",
]
