"""Coverage: how much of what was asked the cameras could have seen."""
