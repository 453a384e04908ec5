"""The symbols of plates, in the order of the reader's outputs."""

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate_series import MARKS

__all__ = ["SEPARATOR", "SYMBOLS", "in_columns"]

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" + MARKS
"""What stands on plates; a spelling's columns come in this order."""
SEPARATOR, _NOTHING = len(SYMBOLS), len(SYMBOLS) + 1
"""The columns behind those of the symbols: the raised dot, and no character here (CTC's blank)."""
_READER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-試使領外臨軍"
"""What the network's outputs mean, behind CTC's blank; the hyphen is the raised dot."""
_FROM = np.array([_READER.index(symbol) + 1 for symbol in SYMBOLS + "-"] + [0])


def in_columns(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The reader's logits (steps, classes) as probabilities (steps, symbols, separator, nothing)."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray((odds / odds.sum(axis=1, keepdims=True))[:, _FROM], dtype=np.float32)
