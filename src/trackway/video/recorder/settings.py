"""How the recorder goes about it: times and limits, each with its reason."""

from dataclasses import dataclass

__all__ = ["RecorderSettings"]


@dataclass(frozen=True, slots=True)
class RecorderSettings:
    """Times in seconds, sizes in bytes.

    A fragment is one group of pictures, but at least ``fragment_least_s`` (cameras that send nothing but
    keyframes would have the disk sync 25 times a second) and at most ``fragment_most_s`` or
    ``fragment_most_bytes`` (a camera with a group of 10 s must not raise what a power cut loses). A file
    holds ``segment_s``. No picture for ``stall_s`` is a stall; the first one may take ``connect_s``, for
    some cameras send a keyframe in 50 s only. The pauses before another try are ``backoff_s``, the last one
    for ever; ``log_in_backoff_s`` after a refused log-in, for cameras lock out who tries seven times in half
    an hour. Streams start ``stagger_s`` apart, for 100 at once are a storm. What waits for the disk is
    bounded by ``queued_most_bytes`` for all streams together and ``stream_most_bytes`` for each: footage is
    dropped, with a gap, before memory runs out. ``tick_s`` is how often stalls and the clock are looked at,
    ``commit_s`` how often rows are written.
    """

    fragment_least_s: float = 0.4
    fragment_most_s: float = 4.0
    fragment_most_bytes: int = 8_000_000
    segment_s: float = 60.0
    stall_s: float = 2.0
    connect_s: float = 75.0
    backoff_s: tuple[float, ...] = (0.0, 1.0, 2.0, 5.0, 10.0)
    log_in_backoff_s: float = 300.0
    stagger_s: float = 0.02
    queued_most_bytes: int = 256_000_000
    stream_most_bytes: int = 24_000_000
    viewer_most_bytes: int = 32_000_000
    tick_s: float = 0.5
    commit_s: float = 1.0
