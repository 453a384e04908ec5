"""Areas as JSON: what is drawn on the map."""

from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, Field, FiniteFloat

from trackway.model.area import Area, Circle, Polygon, Rectangle
from trackway.model.place import Point

__all__ = ["AreaBody", "CircleBody", "PolygonBody", "RectangleBody", "area_of"]


class CircleBody(BaseModel):
    """Everything within ``radius_m`` metres."""

    shape: Literal["circle"]
    lon: FiniteFloat
    lat: FiniteFloat
    radius_m: FiniteFloat


class RectangleBody(BaseModel):
    """Everything between two meridians and two parallels, degrees."""

    shape: Literal["rectangle"]
    west: FiniteFloat
    south: FiniteFloat
    east: FiniteFloat
    north: FiniteFloat


class PolygonBody(BaseModel):
    """Everything within a ring of [lon, lat] corners."""

    shape: Literal["polygon"]
    ring: list[tuple[FiniteFloat, FiniteFloat]] = Field(max_length=10_001)


AreaBody = Annotated[CircleBody | RectangleBody | PolygonBody, Field(discriminator="shape")]


def area_of(body: CircleBody | RectangleBody | PolygonBody) -> Area:
    """The area meant. Raises ``Invalid`` for places off the globe and shapes that are none."""
    match body:
        case CircleBody():
            return Circle(Point(body.lon, body.lat), body.radius_m)
        case RectangleBody():
            return Rectangle(body.west, body.south, body.east, body.north)
        case PolygonBody():
            return Polygon(tuple(Point(lon, lat) for lon, lat in body.ring))
        case _:
            assert_never(body)
