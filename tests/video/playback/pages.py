"""What the page does with the parts of a timeline: from a second of the video to the wall clock."""

from trackway.model.time import Instant
from trackway.video.playback import Timeline


def moment_of(shown: Timeline, second: float) -> Instant:
    """When what stands at that second was taken."""
    part = [one for one in shown.parts if one.at_s <= second + 1e-9][-1]
    share = (second - part.at_s) / (part.to_s - part.at_s)
    return part.start.plus(min(share, 1.0) * part.end.since(part.start))
