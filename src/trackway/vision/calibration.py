"""Calibration: a stated probability made to mean how often it is right.

The spelling leaves doubt for look-alikes that the networks hardly mix up any more, so that what it calls
90 % is right in 99 of 100. One exponent on the odds mends that, as a temperature does for logits (Guo et
al., ICML 2017). It was chosen on 1,700 rendered readings and is measured on others: see the model card,
docs/reference/models.md.
"""

from trackway.model.reading import Letter

__all__ = ["calibrated"]

_EXPONENT = 1.7


def calibrated(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """The same letters with probabilities that are right as often as they say; rivals share the rest."""
    return tuple(_calibrated(letter) for letter in letters)


def _calibrated(letter: Letter) -> Letter:
    doubt = 1 - letter.probability
    if not 0 < doubt < 1:
        return letter
    for_it, against = letter.probability**_EXPONENT, doubt**_EXPONENT
    share = against / (for_it + against) / doubt
    rivals = tuple((symbol, chance * share) for symbol, chance in letter.rivals)
    return Letter(letter.symbol, for_it / (for_it + against), rivals)
