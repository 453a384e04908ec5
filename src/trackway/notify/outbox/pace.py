"""Pace: how long to wait before a message is tried again, and before its fate is asked for again."""

__all__ = ["again_after", "ask_after", "rest_after"]

_MOST_S = 60.0
"""A delivery is tried once a minute at the least: people are told within a minute of a gateway's return."""
_MOST_REST_S = 30.0
"""A gateway that does not answer is tried that often by whatever is most urgent: an alert that comes while
it is down is not told later than that after its return."""
_JITTER = 0.25
"""Share by which waits differ, so that many channels behind one link do not all come at once."""
_ASK_S = (15.0, 30.0, 60.0, 120.0, 300.0)
_ASK_LATER_S = 900.0
_MOST_ASKED = 60
"""Some fourteen hours: text messages wait that long for a telephone that is switched off, and longer
ones are of no use."""


def again_after(tries: int, chance: float) -> float:
    """Seconds until a delivery that was tried so often is tried again; ``chance`` is 0 to 1."""
    return min(_MOST_S, 2.0 ** min(tries, 10)) * _jitter(chance)


def rest_after(failures: int, chance: float) -> float:
    """Seconds that a channel rests after so many tries in a row that no gateway took."""
    return min(_MOST_REST_S, 0.5 * 2.0 ** min(failures, 10)) * _jitter(chance)


def ask_after(asked: int) -> float | None:
    """Seconds until a gateway that was asked so often is asked again; ``None``: no more."""
    if asked >= _MOST_ASKED:
        return None
    return _ASK_S[asked] if asked < len(_ASK_S) else _ASK_LATER_S


def _jitter(chance: float) -> float:
    return 1.0 - _JITTER + 2 * _JITTER * chance
