"""Questions that officers saved, to be asked again."""

from trackway.trails.saved.saved import Answered, Saved, SavedQuestion

__all__ = ["Answered", "Saved", "SavedQuestion"]
