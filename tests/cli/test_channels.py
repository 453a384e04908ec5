"""`trackway channels` and `trackway duty`: listed, tried, logged, rostered."""

import json
from pathlib import Path

import pytest
from tests.cli.test_lists import trackway
from tests.notify.listening import Reply, web_server

from trackway.node.clock import SystemClock
from trackway.node.trackway_house import TrackwayHouse
from trackway.notify.outbox import GivenChannel, Senders
from trackway.watch.duty import Contact, Group, Person

SECRET = "a secret of sixteen"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "trackway.toml").write_text('[notify]\nnetworks = ["127.0.0.1/32"]\n')
    with TrackwayHouse().watch(folder) as rooms:
        rooms.channels.add(GivenChannel("介接", "webhook", {"secret": SECRET}), "chen")
        for name in ("wang", "lee"):
            rooms.duty.put_person(Person(name, name, (Contact(1, f"http://127.0.0.1/{name}"),)))
        rooms.duty.put_group(Group(0, "勤務中心", ("wang", "lee"), is_default=True))
    return folder


def test_a_test_is_sent_by_the_centre_and_logged(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with web_server() as server, TrackwayHouse().watch(data) as rooms:
        server.answers = [Reply(200, b"taken")]
        to = f"{server.url}/in"
        assert trackway("channels", "test", "介接", to, "--wait", "0", "--data", data) == 1
        assert "is the centre running" in capsys.readouterr().err
        senders = Senders(rooms.outbox, rooms.channels, SystemClock(), data / "notify.lock")
        senders.start()  # as `trackway serve` does
        try:
            assert trackway("channels", "test", "介接", to, "--wait", "60", "--data", data, "--json") == 0
        finally:
            senders.close()
    sent = json.loads(capsys.readouterr().out)
    assert (sent["state"], sent["says"]) == ("accepted", "200 taken")
    assert trackway("channels", "log", "--alert", "0", "--data", data, "--json") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert trackway("channels", "list", "--data", data) == 0
    listed = capsys.readouterr().out
    assert "介接" in listed
    assert SECRET not in listed
    assert trackway("channels", "test", "沒有", to, "--data", data) == 1
    assert trackway("channels", "forget-secrets", "--data", data) == 0
    assert trackway("channels", "list", "--data", data, "--json") == 0
    *_, line = capsys.readouterr().out.splitlines()
    assert json.loads(line)["secrets"] == []


def test_a_roster_is_imported_and_says_who_is_told_now(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("群組,帳號,星期,時段\n勤務中心,wang,,全日\n勤務中心,lee,九,8-20\n")
    assert trackway("duty", "import", file, "--data", data) == 1
    file.write_text("群組,帳號,星期,時段\n勤務中心,wang,,全日\n")
    assert trackway("duty", "import", file, "--dry-run", "--data", data) == 0
    assert trackway("duty", "now", "--data", data, "--json") == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert {one["username"] for one in said} == {"wang", "lee"}
    assert trackway("duty", "import", file, "--data", data) == 0
    assert trackway("duty", "now", "--data", data) == 0
    shown = capsys.readouterr().out
    assert "wang" in shown
    assert "lee" not in shown
