"""What may be wrong with an engine."""

from trackway.model.errors import Invalid, Unavailable, WrongUse

__all__ = ["EngineMissing", "UnfitEngine", "UnknownEngine"]


class UnknownEngine(WrongUse):
    """There is no engine of that name."""


class EngineMissing(Unavailable):
    """A package or a file that this engine needs is not installed."""


class UnfitEngine(Invalid):
    """The files of this engine cannot be used."""
