"""Our files in a real browser: Chromium's own parser of MP4, fed through Media Source Extensions."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.video.playback.shelf import KEY, START, Shelf

from trackway.model.time import Span
from trackway.video.playback import Playback, Ticket

pytestmark = pytest.mark.browser

PLAY = """
async ([type, pieces, moments]) => {
  if (!MediaSource.isTypeSupported(type)) throw new Error("not supported: " + type);
  const source = new MediaSource();
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  video.src = URL.createObjectURL(source);
  await new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
  const buffer = source.addSourceBuffer(type);
  for (const piece of pieces) {
    const bytes = await (await fetch(piece)).arrayBuffer();
    await new Promise((resolve, reject) => {
      buffer.addEventListener("updateend", resolve, { once: true });
      buffer.addEventListener("error", () => reject(new Error("refused " + piece)), { once: true });
      buffer.appendBuffer(bytes);
    });
  }
  source.endOfStream();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const shown = [];
  for (const moment of moments) {
    // "seeked" may come before the picture has: what counts is that it was painted.
    await new Promise((resolve, reject) => {
      const look = (_, { mediaTime }) => {
        if (Math.abs(moment - 0.02 - mediaTime) < 0.03) resolve();
        else video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      video.addEventListener("error", () => reject(new Error(video.error.message)), { once: true });
      video.currentTime = moment;
    });
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const row = pen.getImageData(0, Math.floor(canvas.height / 20), canvas.width, 1).data;
    let code = 0;
    for (let bit = 0; bit < 16; bit++) {
      if (row[4 * Math.floor((canvas.width * (bit + 0.5)) / 16)] > 128) code += 2 ** bit;
    }
    shown.push(code);
  }
  return { shown, ends: buffer.buffered.length === 1 ? buffer.buffered.end(0) : -1 };
}
"""


class Served:
    """Pieces of bytes by address, on loopback."""

    def __init__(self) -> None:
        self.pieces: dict[str, bytes] = {"/": b"<!doctype html><title>player</title>"}
        pieces = self.pieces

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = pieces.get(self.path, b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Type", "text/html" if self.path == "/" else "video/mp4")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, pieces: list[bytes]) -> list[str]:
        """Have these served; their addresses."""
        names = [f"/{len(self.pieces) + place}" for place in range(len(pieces))]
        self.pieces.update(zip(names, pieces, strict=True))
        return names


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def page(served: Served) -> Iterator[Page]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("!!! no Chromium on this machine: playback in a browser is NOT TESTED; install chromium.")
    plain: dict[str, str | float | bool] = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"], env=plain)
        opened = browser.new_page()
        opened.set_default_timeout(120_000)
        opened.goto(f"http://127.0.0.1:{served.server.server_port}/")
        yield opened
        browser.close()


def whole(shelf: Shelf, numbers: list[int], *, is_copy: bool = False) -> Ticket:
    first, last = (shelf.catalogue.segment(numbers[place]).span for place in (0, -1))
    return Ticket(KEY, Span(first.start, last.end), START.plus(7200), 3, 41, is_copy)


@pytest.mark.parametrize("audio", ["", "aac", "pcm_alaw"])
def test_recorded_files_play(shelf: Shelf, served: Served, page: Page, audio: str) -> None:
    shelf.audio = audio
    numbers = [shelf.record(2), shelf.record(2, split=2)]
    playback, ticket = Playback(shelf.catalogue), whole(shelf, numbers)
    pieces = []
    for number in numbers:
        segment = shelf.catalogue.segment(number)
        pieces.append(playback.piece(ticket, number, 0, segment.opened.init_bytes))
        pieces += [playback.piece(ticket, number, one.offset, one.size) for one in segment.fragments]
    kind = f'video/mp4; codecs="{shelf.catalogue.segment(numbers[0]).opened.codecs}"'
    moments = [0.01, 0.98, 1.5, 2.02, 3.5, 3.97]
    played = page.evaluate(PLAY, [kind, served.put(pieces), moments])
    assert played["shown"] == [int(moment * 25 + 1e-9) % 50 for moment in moments]
    assert played["ends"] == pytest.approx(4, abs=0.1)


def test_viewing_copies_play(shelf: Shelf, served: Served, page: Page) -> None:
    shelf.codec, shelf.audio = "h265", "aac"
    numbers = [shelf.record(2)]
    copies, ticket = Playback(shelf.catalogue).copies, whole(shelf, numbers, is_copy=True)
    segment = shelf.catalogue.segment(numbers[0])
    try:
        pieces = [copies.head(ticket, segment.id)]
        pieces += [copies.group(ticket, segment.id, one.offset, one.size) for one in segment.fragments]
    finally:
        copies.close()
    kind = 'video/mp4; codecs="vp09.00.11.08,mp4a.40.2"'
    played = page.evaluate(PLAY, [kind, served.put(pieces), [0.01, 1.1, 1.97]])
    assert played["shown"] == [0, 27, 49]
