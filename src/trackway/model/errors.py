"""Every error Trackway raises on purpose, drawn as one tree.

::

    TrackwayError                 exit   HTTP   try again?
    ├── Invalid                    1     422    no   what was given cannot be used: a file, a row, a body
    │   └── WrongUse               2     400    no   an argument or option is off
    ├── NotFound                   1     404    no   the thing named is not here
    ├── Denied                     1     403    no   who asks may not, or did not say why
    │   └── NotSignedIn            1     401    no   nobody is signed in
    ├── Conflict                   1     409    no   somebody else holds it, or it is there already
    ├── Unavailable                1     503    yes  a part that is needed does not answer
    └── Lost                       1     500    no   what should be on disk is missing or damaged

A message is one sentence a person can act on: it names what and where. A class's own docstring is
its message when none is given. Narrower errors live beside the code that raises them and inherit
from one of these, so that every front (command line, HTTP, page) needs this table only.
"""

from typing import ClassVar

__all__ = [
    "Conflict",
    "Denied",
    "Invalid",
    "Lost",
    "NotFound",
    "NotSignedIn",
    "TrackwayError",
    "Unavailable",
    "WrongUse",
]


class TrackwayError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    retry: ClassVar[bool] = False

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])

    @property
    def kind(self) -> str:
        """The stable name of this error in JSON: the class name in snake case."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


class Invalid(TrackwayError):
    """What was given cannot be used."""

    http_status = 422


class WrongUse(Invalid):
    """An argument or option is off."""

    exit_code = 2
    http_status = 400


class NotFound(TrackwayError):
    """The thing named is not here."""

    http_status = 404


class Denied(TrackwayError):
    """You may not do this."""

    http_status = 403


class NotSignedIn(Denied):
    """Sign in first."""

    http_status = 401


class Conflict(TrackwayError):
    """It is there already, or somebody else holds it."""

    http_status = 409


class Unavailable(TrackwayError):
    """A part that is needed does not answer; try again."""

    http_status = 503
    retry = True


class Lost(TrackwayError):
    """What should be on disk is missing or damaged."""
