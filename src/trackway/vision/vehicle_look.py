"""Look: what a vehicle looks like, its kind and its colour, told from one view of it or from several.

::

    views ─► network ─► vote ─┬─► kind, surely enough?   ─┐
                              └─► colour, surely enough? ─┴─► VehicleLook, else "cannot tell"

What a plate's letters make one expect (``kind_of``) is another matter and has no part in this.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Reading
from trackway.model.vehicle import Colour, VehicleKind
from trackway.video import Bgr, Frame
from trackway.vision.vehicle_colour import seen_colour
from trackway.vision.vehicle_kind import seen_kind
from trackway.vision.vehicle_network import told
from trackway.vision.vehicle_sights import Sights
from trackway.vision.vehicle_view import View, around_plate, in_outline

__all__ = ["VehicleLook", "look_at_outlines", "look_at_photograph", "look_at_plates", "look_at_vehicle"]


@dataclass(frozen=True, slots=True)
class VehicleLook:
    """Kind and colour as seen, each with its confidence; unknown with 0 where they cannot be told."""

    kind: VehicleKind = VehicleKind.UNKNOWN
    kind_confidence: float = 0.0
    colour: Colour = Colour.UNKNOWN
    colour_confidence: float = 0.0


def look_at_vehicle(views: Sequence[View]) -> VehicleLook:
    """What these views of one vehicle show; nothing can be told from none."""
    if not views:
        return VehicleLook()
    kinds, colours = told(views)
    return VehicleLook(*seen_kind(kinds, views), *seen_colour(colours, views))


def look_at_photograph(picture: Bgr, reading: Reading) -> VehicleLook:
    """What the vehicle around a plate in a photograph looks like."""
    return look_at_vehicle([_around(picture, reading.box, reading.colours)])


def look_at_plates(sights: Sights[Reading], colours: PlateColours) -> VehicleLook:
    """What the vehicle looks like whose plate, of these colours, was seen in these frames."""
    views = [_around(_whole(frame), reading.box, colours) for frame, reading in sights.best_first]
    return look_at_vehicle(views)


def look_at_outlines(sights: Sights[Box]) -> VehicleLook:
    """What a vehicle looks like that was seen only as something that moves."""
    return look_at_vehicle([in_outline(_whole(frame), box) for frame, box in sights.best_first])


def _around(picture: Bgr, plate: Box, colours: PlateColours) -> View:
    is_white = colours.ground in (Colour.WHITE, Colour.UNKNOWN)
    return around_plate(picture, plate, is_white=is_white)


def _whole(frame: Frame) -> Bgr:
    return frame.colour(Box(0, 0, *frame.size))
