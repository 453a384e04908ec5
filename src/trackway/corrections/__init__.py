"""Corrections: what officers say plates really read, beside the readings; found by what they say.

::

    officer looks ─► trust.asking ─► Corrections.add ──► corrections.sqlite
                                                              │
    question ─► CorrectedPassages ─► store of passages ───────┴─► the same passages, and those
                                                                  that a correction makes fit
"""

from trackway.corrections.corrected import CorrectedPassages
from trackway.corrections.corrections import CorrectedMeanwhile, Corrections, NothingToConfirm
from trackway.corrections.matching import matched

__all__ = ["CorrectedMeanwhile", "CorrectedPassages", "Corrections", "NothingToConfirm", "matched"]
