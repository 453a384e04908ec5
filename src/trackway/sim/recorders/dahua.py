"""A recorder that answers like Dahua's: its time, media file search in pages, download by time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from trackway.sim.recorders.film import Film, dav
from trackway.sim.recorders.recorder import FakeRecorder, Reply, running

__all__ = ["running_dahua"]

_FORM = "%Y-%m-%d %H:%M:%S"
_PAGE = 2
_OTHER = timedelta(days=1)


@contextmanager
def running_dahua(recorder: FakeRecorder) -> Iterator[FakeRecorder]:
    """Serve it until the block ends."""
    searches: dict[str, list[Film]] = {}

    def answer(recorder: FakeRecorder, method: str, path: str, body: bytes) -> Reply:
        _ = method, body
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path, asked.get("action", ""):
            case "/cgi-bin/global.cgi", "getCurrentTime":
                return _text(f"result={recorder.now():{_FORM}}")
            case "/cgi-bin/mediaFileFind.cgi", action:
                return _text(_find(recorder, searches, action, asked))
            case "/cgi-bin/loadfile.cgi", "startLoad":
                return _load(recorder, asked)
        return Reply(b"Error", 404)

    with running(recorder, answer):
        yield recorder


def _find(recorder: FakeRecorder, searches: dict[str, list[Film]], action: str, asked: dict[str, str]) -> str:
    number = asked.get("object", "")
    match action:
        case "factory.create":
            number = str(len(searches) + 1)
            searches[number] = []
            return f"result={number}"
        case "findFile" if number in searches:
            start, end = (_moment(asked[f"condition.{name}Time"]) for name in ("Start", "End"))
            searches[number] = recorder.between(int(asked["condition.Channel"]), start, end)
            return "OK" if searches[number] else "Error"
        case "findNextFile" if number in searches:
            page, searches[number] = searches[number][:_PAGE], searches[number][_PAGE:]
            return "\r\n".join(
                [f"found={len(page)}", *(_item(recorder, i, one) for i, one in enumerate(page))]
            )
        case "close" | "destroy":
            searches.pop(number, None) if action == "destroy" else None
            return "OK"
    return "Error"


def _item(recorder: FakeRecorder, i: int, film: Film) -> str:
    end = film.end + timedelta(seconds=recorder.odd.claims_more_s)
    facts = {
        "Channel": "0",
        "StartTime": f"{film.start:{_FORM}}",
        "EndTime": f"{end:{_FORM}}",
        "FilePath": f"/mnt/dvr/sda0/{film.start:%Y/%m/%d/dav/%H/%H.%M.%S}[R][0@0][0].dav",
        "Length": str(len(dav(film))),
        "Type": "dav",
    }
    return "\r\n".join(f"items[{i}].{name}={value}" for name, value in facts.items())


def _load(recorder: FakeRecorder, asked: dict[str, str]) -> Reply:
    if recorder.odd.refuses_downloads:
        return Reply(b"no", recorder.odd.refuses_downloads)
    start, end = _moment(asked["startTime"]), _moment(asked["endTime"])
    films = [
        one for one in recorder.films.get(int(asked["channel"]), ()) if one.start < end and one.end > start
    ]
    if not films:
        return Reply(b"", 404)
    body = b"".join(dav(one.between(max(start, one.start), end)) for one in films)
    if recorder.odd.sends_other_footage:
        film = films[0]
        body = dav(Film(film.start - _OTHER, film.coded, film.fps, film.size))
    return Reply(body, kind="application/octet-stream", is_footage=True)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(text: str) -> Reply:
    return Reply(f"{text}\r\n".encode())
