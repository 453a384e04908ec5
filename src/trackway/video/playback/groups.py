"""Groups: fragments that can only be decoded together, from a keyframe up to the next."""

from collections.abc import Sequence

from trackway.video.fragment import Fragment

__all__ = ["groups_of"]


def groups_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """The fragments in groups, each beginning with a keyframe; those before the first are left out."""
    groups: list[list[Fragment]] = []
    for one in fragments:
        if one.is_key:
            groups.append([one])
        elif groups:
            groups[-1].append(one)
    return groups
