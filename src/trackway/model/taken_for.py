"""Kinds and colours of vehicles that are taken for one another by honest mistake: they contradict nothing."""

from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["colours_taken_for", "kinds_taken_for"]

_K = VehicleKind
_KINDS: dict[VehicleKind, tuple[VehicleKind, ...]] = {
    _K.SEDAN: (_K.SUV, _K.CAR, _K.TAXI),
    _K.SUV: (_K.SEDAN, _K.VAN, _K.CAR, _K.PICKUP),
    _K.VAN: (_K.TRUCK, _K.SUV, _K.PICKUP, _K.CAR, _K.BUS),
    _K.PICKUP: (_K.TRUCK, _K.VAN, _K.SUV),
    _K.TRUCK: (_K.VAN, _K.PICKUP, _K.TRAILER),
    _K.BUS: (_K.COACH,),
    _K.COACH: (_K.BUS,),
    _K.SCOOTER: (_K.HEAVY_MOTORCYCLE, _K.BICYCLE),
    _K.HEAVY_MOTORCYCLE: (_K.SCOOTER,),
    _K.BICYCLE: (_K.SCOOTER,),
    _K.CAR: (_K.SEDAN, _K.SUV, _K.VAN, _K.TAXI),
    _K.TAXI: (_K.CAR, _K.SEDAN, _K.SUV, _K.VAN),
    _K.TRAILER: (_K.TRUCK,),
}
_C = Colour
_COLOURS = (
    frozenset({_C.WHITE, _C.SILVER, _C.GREY}),
    frozenset({_C.GREY, _C.BLACK}),
    frozenset({_C.BLACK, _C.BLUE, _C.PURPLE}),
    frozenset({_C.RED, _C.ORANGE, _C.BROWN, _C.PURPLE}),
    frozenset({_C.YELLOW, _C.ORANGE, _C.WHITE}),
    frozenset({_C.GREEN, _C.BLUE, _C.BLACK}),
    frozenset({_C.BROWN, _C.BLACK, _C.GREY}),
)
"""Groups by lamp light, dirt or glare."""


def kinds_taken_for(kind: VehicleKind) -> frozenset[VehicleKind]:
    """What a vehicle that looks like this kind may be, itself included; any where the kind is unknown."""
    if kind is VehicleKind.UNKNOWN:
        return frozenset(VehicleKind)
    return frozenset({kind, *_KINDS.get(kind, ())})


def colours_taken_for(colour: Colour) -> frozenset[Colour]:
    """What colours a vehicle that looks like this one may have, itself included; any where it is unknown."""
    if colour is Colour.UNKNOWN:
        return frozenset(Colour)
    return frozenset({colour}).union(*(group for group in _COLOURS if colour in group))
