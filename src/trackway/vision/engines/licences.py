"""Licences of engines and their weights, in classes that an owner allows or not.

A licence is an SPDX expression (``MIT``, ``Apache-2.0 AND BSD-3-Clause``), ``own`` for what the owner trained
or commissioned, ``LicenseRef-…`` for what was bought under a contract. Whatever else is said is unknown,
and unknown is refused like a licence that takes more than it gives.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from trackway.model.errors import Denied

__all__ = ["ALLOWED", "EngineRefused", "LicenceClass", "demand_allowed", "is_allowed", "licence_alternatives"]


class LicenceClass(StrEnum):
    """What kind of terms a licence sets."""

    OWN = "own"
    """The owner's own work."""
    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak-copyleft"
    """Changes to the part itself are to be published, nothing else (MPL, LGPL)."""
    PROPRIETARY = "proprietary"
    """Bought; the contract says what may be done."""
    GPL = "gpl"
    AGPL = "agpl"
    """Whoever offers it over a network publishes all of the program."""
    NON_COMMERCIAL = "non-commercial"
    UNKNOWN = "unknown"


class EngineRefused(Denied):
    """The licence of this engine is not among those the owner allows."""


ALLOWED = frozenset(
    {LicenceClass.OWN, LicenceClass.PERMISSIVE, LicenceClass.WEAK_COPYLEFT, LicenceClass.PROPRIETARY}
)
"""What is allowed unless the owner says otherwise."""

_PERMISSIVE = frozenset(
    {
        *("0bsd", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "bsl-1.0", "cc-by-3.0", "cc-by-4.0"),
        *("cc0-1.0", "cdla-permissive-2.0", "isc", "mit", "mit-0", "psf-2.0", "python-2.0", "unlicense"),
        "zlib",
    }
)
_BY_NAME: tuple[tuple[str, LicenceClass], ...] = (
    (r"own", LicenceClass.OWN),
    (r"agpl-[0-9.]+(-only|-or-later|\+)?", LicenceClass.AGPL),
    (r"gpl-[0-9.]+(-only|-or-later|\+)?", LicenceClass.GPL),
    (r"(lgpl|mpl|epl)-[0-9.]+(-only|-or-later|\+)?", LicenceClass.WEAK_COPYLEFT),
    (r"cc-by-nc(-nd|-sa)?-[0-9.]+", LicenceClass.NON_COMMERCIAL),
    (r"licenseref-[a-z0-9.-]+", LicenceClass.PROPRIETARY),
)


def licence_alternatives(expression: str) -> tuple[frozenset[LicenceClass], ...]:
    """The classes of an SPDX expression: one set for each way (``OR``) in which it may be taken.

    Expressions with brackets are not read: they are unknown.
    """
    return tuple(frozenset(_classes(way)) for way in re.split(r"\s+OR\s+", expression.strip()))


def is_allowed(expression: str, allowed: Collection[LicenceClass] = ALLOWED) -> bool:
    """Whether there is a way to take the licence whose every part is allowed."""
    return any(way <= set(allowed) for way in licence_alternatives(expression))


def demand_allowed(engine: str, expression: str, allowed: Collection[LicenceClass]) -> None:
    """Raise ``EngineRefused`` when the licence is not allowed, naming the classes that would have to be."""
    if is_allowed(expression, allowed):
        return
    over = [way - set(allowed) for way in licence_alternatives(expression)]
    missing = min((sorted(way) for way in over), key=lambda way: (len(way), way))  # the nearest to allowed
    said = expression.strip() or "none stated"
    raise EngineRefused(
        f"The engine {engine} is refused by its licence ({said}): {', '.join(missing)} is not among the "
        f"allowed licences ({', '.join(sorted(allowed))}); the owner may allow it in trackway.toml "
        "under [engines] allowed_licences."
    )


def _classes(way: str) -> Iterator[LicenceClass]:
    for name in re.split(r"\s+AND\s+", way):
        plain = re.split(r"\s+WITH\s+", name.strip().lower(), flags=re.IGNORECASE)[0]
        if plain in _PERMISSIVE:
            yield LicenceClass.PERMISSIVE
        else:
            yield next((kind for form, kind in _BY_NAME if re.fullmatch(form, plain)), LicenceClass.UNKNOWN)
