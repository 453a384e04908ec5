"""Calibration: a stated probability made to mean how often it is right.

The spelling leaves doubt for look-alikes that the networks hardly mix up any more, so that what it calls
90 % is right in 99 of 100. One exponent on the odds mends that, as a temperature does for logits (Guo et
al., ICML 2017). Small plates are the exception that people act on: half of what is sure and wrong is on
them, so they must be surer than others to be stated at 90 % or more. Both were chosen on rendered readings
and are measured on others: see the model card, docs/reference/models.md.
"""

from trackway.model.reading import Letter

__all__ = ["calibrated"]

_EXPONENT = 1.7
_SMALL_PX = 60
_UNSURE, _SURE = 0.89, 0.98
"""On a small plate nothing is stated between these: what is less sure than the second is the first."""


def calibrated(letters: tuple[Letter, ...], width_px: float) -> tuple[Letter, ...]:
    """The same letters with probabilities that are right as often as they say; rivals share the rest.

    ``width_px`` is how wide the plate stood in the picture.
    """
    return tuple(_calibrated(letter, is_small=width_px < _SMALL_PX) for letter in letters)


def _calibrated(letter: Letter, *, is_small: bool) -> Letter:
    doubt = 1 - letter.probability
    if not 0 < doubt < 1:
        return letter
    for_it, against = letter.probability**_EXPONENT, doubt**_EXPONENT
    stated = for_it / (for_it + against)
    if is_small and _UNSURE < stated < _SURE:
        stated = _UNSURE
    share = (1 - stated) / doubt
    return Letter(letter.symbol, stated, tuple((symbol, chance * share) for symbol, chance in letter.rivals))
