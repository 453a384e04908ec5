"""Playback: recorded footage as HLS from the files themselves, exact by the wall clock, across gaps."""

from trackway.video.playback.copies import COPY_LABEL, Copies, CopyFailed
from trackway.video.playback.playback import Library, Playback
from trackway.video.playback.playlist import PLAYLIST_TYPE, copy_playlist, media_playlist
from trackway.video.playback.ticket import Ticket, TicketRefused, Tickets
from trackway.video.playback.timeline import LONGEST_S, Part, Timeline, timeline

__all__ = [
    "COPY_LABEL",
    "LONGEST_S",
    "PLAYLIST_TYPE",
    "Copies",
    "CopyFailed",
    "Library",
    "Part",
    "Playback",
    "Ticket",
    "TicketRefused",
    "Tickets",
    "Timeline",
    "copy_playlist",
    "media_playlist",
    "timeline",
]
