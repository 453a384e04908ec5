"""The program as people start it: exit codes, sentences, and the demonstration from end to end."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-c", "from trackway.node import main; main()"]
ENVIRONMENT = {**os.environ, "COLUMNS": "200"}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--no-such-option"], 2, "no-such-option"),
        (["nonsense"], 2, "nonsense"),
        (["find", "ABC*", "--data", "."], 2, "--case"),
        (
            ["find", "ABC*", "--data", ".", "--case", "c", "--reason", "r", "--from", "2026-11-01T08:00"],
            2,
            "time zone",
        ),
        (["trail", "😀", "--data", ".", "--case", "c", "--reason", "r"], 1, "is not a plate"),
        (["cameras", "list", "--data", "no/such/parent"], 1, "cannot be made"),
        (["cameras", "list", "--data", "a-file"], 1, "is a file"),
        (["read", "missing.jpg"], 1, "missing.jpg"),
        (["map", "import", "a-file", "--data", "."], 1, "neither .pmtiles nor"),
    ],
)
def test_mistakes_end_in_one_sentence(arguments: list[str], code: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("hello")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--data", "data", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr


def test_the_demonstration_is_built_once_and_answers(tmp_path: Path) -> None:
    built = run("demo", "--once", "--data", "county", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    story = json.loads((tmp_path / "county" / "demo.json").read_text(encoding="utf-8"))
    assert story["cameras"] == {"plate": 240, "ordinary": 5000, "sites": 60, "stations": 14}
    assert story["passages"] > 300_000
    assert story["clip_passages"] >= story["clips"]
    assert len(story["incidents"]) == 6
    assert all(incident["title_zh"] in built.stdout for incident in story["incidents"])

    stolen = story["incidents"][0]
    trail = run(
        "trail", stolen["plates"][0], "--data", "county", "--from", stolen["from"], "--to", stolen["to"],
        "--case", "示範-001", "--reason", "test", "--json", cwd=tmp_path,
    )  # fmt: skip
    assert trail.returncode == 0, trail.stderr
    lines = [json.loads(line) for line in trail.stdout.splitlines()]
    assert {line["source"] for line in lines} == {"simulated", "recorded"}, (
        "the imported clip extends the trail"
    )

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen(
        [*PROGRAM, "demo", "--data", "county", "--port", str(port)],
        cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert served.stdout is not None
        said = ""
        while "案件" not in said:  # printed when everything is open
            said += served.stdout.readline()
        page = _answer(f"http://127.0.0.1:{port}/")
        assert re.search(r"<div id=.root.", page)
        assert json.loads(_answer(f"http://127.0.0.1:{port}/api/v1/session"))["demo"] is True
    finally:
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=30) in (0, -signal.SIGTERM)
        if served.stdout is not None:
            served.stdout.close()


def _answer(url: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as reply:  # noqa: S310  our own loopback
                return str(reply.read().decode())
        except ConnectionError:
            time.sleep(0.05)  # the socket listens already; the first answer waits for the server's loop
    raise AssertionError(f"{url} does not answer")
