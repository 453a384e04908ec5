"""Playback: recorded footage as HLS from the files themselves, exact by the wall clock, across gaps."""

from trackway.video.playback.playback import Library, Playback
from trackway.video.playback.playlist import PLAYLIST_TYPE, master_playlist, media_playlist
from trackway.video.playback.ticket import Ticket, TicketRefused, Tickets
from trackway.video.playback.timeline import LONGEST_S, Part, Timeline, timeline

__all__ = [
    "LONGEST_S",
    "PLAYLIST_TYPE",
    "Library",
    "Part",
    "Playback",
    "Ticket",
    "TicketRefused",
    "Tickets",
    "Timeline",
    "master_playlist",
    "media_playlist",
    "timeline",
]
