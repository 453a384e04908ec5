"""Maps that an owner brings: PMTiles as they are, OpenStreetMap extracts as roads and rivers.

The built-in base map is schematic and always there; what is imported here lies over it as one more
layer of the list. Everything is checked and kept in one folder, beside a note of where it came from.
"""

from trackway.intake.maps.layer import HUALIEN, MapLayer, import_map, layers

__all__ = ["HUALIEN", "MapLayer", "import_map", "layers"]
