"""The store of passages and their pictures. Nothing here answers without a permit from trust."""

from trackway.passages.columns import Meaning, columns
from trackway.passages.memory import MemoryPassages
from trackway.passages.opening import open_passages
from trackway.passages.pictures import Pictures
from trackway.passages.store import (
    MAX_HISTORIES,
    MAX_HISTORY,
    MAX_PLATES,
    MAX_WAYS,
    Answer,
    EmptyBecause,
    NoPermit,
    PassageStore,
    TooMany,
    Usual,
    Way,
    check_histories,
)

__all__ = [
    "MAX_HISTORIES",
    "MAX_HISTORY",
    "MAX_PLATES",
    "MAX_WAYS",
    "Answer",
    "EmptyBecause",
    "Meaning",
    "MemoryPassages",
    "NoPermit",
    "PassageStore",
    "Pictures",
    "TooMany",
    "Usual",
    "Way",
    "check_histories",
    "columns",
    "open_passages",
]
