"""A recorder that answers like Hikvision's: ISAPI time, content search in pages, download by playback URI."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from defusedxml.ElementTree import fromstring

from trackway.sim.recorders.film import Film, program_stream
from trackway.sim.recorders.recorder import FakeRecorder, Reply, running

__all__ = ["running_hikvision"]

_SPACE = "http://www.hikvision.com/ver20/XMLSchema"
_FORM = "%Y%m%dT%H%M%SZ"
_PAGE = 2
"""Results in one answer, so that a client has to ask again."""


@contextmanager
def running_hikvision(recorder: FakeRecorder) -> Iterator[FakeRecorder]:
    """Serve it until the block ends."""
    with running(recorder, _answer):
        yield recorder


def _answer(recorder: FakeRecorder, method: str, path: str, body: bytes) -> Reply:
    match path.partition("?")[0]:
        case "/ISAPI/System/time":
            return _xml(
                f'<Time version="2.0" xmlns="{_SPACE}"><timeMode>NTP</timeMode>'
                f"<localTime>{recorder.now():%Y-%m-%dT%H:%M:%S}+08:00</localTime>"
                "<timeZone>CST-8:00:00</timeZone></Time>"
            )
        case "/ISAPI/ContentMgmt/search" if method == "POST":
            return _search(recorder, body)
        case "/ISAPI/ContentMgmt/download":
            if method == "GET" and recorder.odd.no_get_with_body:
                return Reply(b"", 400)
            return _download(recorder, body)
    return Reply(b"", 404)


def _search(recorder: FakeRecorder, body: bytes) -> Reply:
    root = fromstring(body)
    track = int(root.findtext("trackList/trackID") or 0)
    position = int(root.findtext("searchResultPostion") or 0)
    start, end = (
        _moment(root.findtext(f"timeSpanList/timeSpan/{name}") or "") for name in ("startTime", "endTime")
    )
    found = recorder.between(track // 100, start, end)
    page = found[position : position + _PAGE]
    items = "".join(_item(recorder, one, track) for one in page)
    status = "NO MATCHES" if not found else "MORE" if position + _PAGE < len(found) else "OK"
    return _xml(
        f'<CMSearchResult version="2.0" xmlns="{_SPACE}"><responseStatus>true</responseStatus>'
        f"<responseStatusStrg>{status}</responseStatusStrg><numOfMatches>{len(page)}</numOfMatches>"
        f"<matchList>{items}</matchList></CMSearchResult>"
    )


def _item(recorder: FakeRecorder, film: Film, track: int) -> str:
    end = film.end + timedelta(seconds=recorder.odd.claims_more_s)
    uri = (
        f"rtsp://192.0.2.7/Streaming/tracks/{track}/?starttime={film.start:{_FORM}}&amp;"
        f"endtime={end:{_FORM}}&amp;name=ch01_{film.start:%H%M%S}&amp;size={len(program_stream(film))}"
    )
    return (
        f"<searchMatchItem><sourceID>{{0}}</sourceID><trackID>{track}</trackID><timeSpan>"
        f"<startTime>{film.start:%Y-%m-%dT%H:%M:%SZ}</startTime><endTime>{end:%Y-%m-%dT%H:%M:%SZ}</endTime>"
        "</timeSpan><mediaSegmentDescriptor><contentType>video</contentType><codecType>H.264-BP</codecType>"
        f"<playbackURI>{uri}</playbackURI></mediaSegmentDescriptor></searchMatchItem>"
    )


def _download(recorder: FakeRecorder, body: bytes) -> Reply:
    if recorder.odd.refuses_downloads:
        return Reply(b"no", recorder.odd.refuses_downloads)
    root = fromstring(body)
    uri = next((one.text or "" for one in root.iter() if one.tag.rpartition("}")[2] == "playbackURI"), "")
    parts = urlsplit(uri)
    channel = int(parts.path.strip("/").split("/")[-1]) // 100
    start = datetime.strptime(parse_qs(parts.query)["starttime"][0], _FORM)  # noqa: DTZ007  its own time
    film = next((one for one in recorder.films.get(channel, ()) if one.start == start), None)
    if film is None:
        return Reply(b"", 404)
    return Reply(program_stream(film), kind="video/mpeg", is_footage=True)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _xml(text: str) -> Reply:
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode(), kind="application/xml")
