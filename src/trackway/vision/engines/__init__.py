"""Engines 判讀引擎: what may find and read plates in place of our own, by name.

::

    name ─► catalogue ─► licence allowed? ─► installed? files as they should be? ─► Engine
"""

from trackway.vision.engines.catalogue import (
    DEFAULT,
    EngineFacts,
    engine_facts,
    engine_named,
    engines_known,
)
from trackway.vision.engines.errors import EngineMissing, UnfitEngine, UnknownEngine
from trackway.vision.engines.licences import ALLOWED, EngineRefused, LicenceClass, is_allowed

__all__ = [
    "ALLOWED",
    "DEFAULT",
    "EngineFacts",
    "EngineMissing",
    "EngineRefused",
    "LicenceClass",
    "UnfitEngine",
    "UnknownEngine",
    "engine_facts",
    "engine_named",
    "engines_known",
    "is_allowed",
]
