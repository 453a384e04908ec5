"""The settings file: small, checked, and clear about what is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import TrackwayError, Unavailable
from trackway.web import MapSettings, SessionSettings, Settings, read_settings
from trackway.web.settings import (
    CameraSettings,
    FootageSettings,
    JournalSettings,
    RetentionSettings,
    UnfitSettings,
)


def test_none_is_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "trackway.toml") == Settings()


def test_everything(tmp_path: Path) -> None:
    path = tmp_path / "trackway.toml"
    path.write_text(
        'secure_cookies = "always"\ntrusted_proxies = ["127.0.0.1", "10.1.0.0/16"]\n'
        "[session]\nidle_hours = 0.5\nabsolute_hours = 12\n"
        '[map]\ngoogle_maps_key = " AIza "\nextra_tile_hosts = ["tiles.example.tw", "http://10.0.0.5:8090"]\n'
        "[retention]\ndays = 180\n"
        '[cameras]\nnetworks = ["10.20.0.0/16", "127.0.0.1"]\n'
        "[footage]\nimportant_days = 365\nbrief_days = 3\nreserve_percent = 5\nmost_gb = 2000\n"
        'volumes = ["/mnt/disk1/footage"]\n'
        '[journal]\nnats = "nats://10.0.0.9:4222"\ncredentials = "/etc/trackway/nats.creds"\nreplicas = 3\n'
    )
    assert read_settings(path) == Settings(
        secure_cookies="always",
        trusted_proxies=("127.0.0.1", "10.1.0.0/16"),
        session=SessionSettings(0.5, 12.0),
        map=MapSettings("AIza", ("tiles.example.tw", "http://10.0.0.5:8090")),
        retention=RetentionSettings(180),
        cameras=CameraSettings(("10.20.0.0/16", "127.0.0.1")),
        footage=FootageSettings(31, 365, 3, 5.0, 2000.0, ("/mnt/disk1/footage",)),
        journal=JournalSettings("nats://10.0.0.9:4222", "/etc/trackway/nats.creds", 3),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sesion = 1", "sesion is no setting; did you mean session?"),
        ("[session]\nidle_hour = 1", "session.idle_hour is no setting; did you mean idle_hours?"),
        ("[map]\nzzz = 1", r"map.zzz is no setting \(known: google_maps_key, extra_tile_hosts\)"),
        ("session = 3", r"session is a table: write \[session\]"),
        ("[session]\nidle_hours = 0", "session.idle_hours must be a number of hours"),
        ("[session]\nidle_hours = true", "session.idle_hours must be"),
        ('[session]\nabsolute_hours = "1"', "session.absolute_hours must be"),
        ("[session]\nabsolute_hours = nan", "session.absolute_hours must be"),
        ('secure_cookies = "sometimes"', "secure_cookies must be auto, always or never"),
        ("secure_cookies = true", "secure_cookies must be"),
        ("[map]\ngoogle_maps_key = 5", "map.google_maps_key must be plain text"),
        ('[map]\nextra_tile_hosts = "a.tw"', "map.extra_tile_hosts must be a list"),
        ('[map]\nextra_tile_hosts = ["a.tw; script-src *"]', "map.extra_tile_hosts must be a list"),
        ("[map]\nextra_tile_hosts = ['*']", "map.extra_tile_hosts must be a list"),
        ('trusted_proxies = ["*"]', "trusted_proxies must be a list of addresses"),
        ('trusted_proxies = "127.0.0.1"', "trusted_proxies must be a list of addresses"),
        ("[retention]\ndays = 366", "retention.days must be a whole number from 2 to 365"),
        ("[retention]\ndays = 1", "retention.days must be"),
        ("[retention]\ndays = 30.5", "retention.days must be"),
        ("[retention]\ndays = true", "retention.days must be"),
        ('[cameras]\nnetworks = ["10.20.0.1/16"]', "cameras.networks must be a list of networks"),
        ('[cameras]\nnetworks = "10.20.0.0/16"', "cameras.networks must be a list of networks"),
        ('[journal]\nnats = "10.0.0.9"', "journal.nats must be an address like nats://"),
        ("[journal]\nreplicas = 2", "journal.replicas must be 1, 3 or 5"),
        ("[footage]\nordinary_days = 366", "footage.ordinary_days must be a whole number from 1 to 365"),
        ("[footage]\nbrief_days = 0", "footage.brief_days must be"),
        ("[footage]\nreserve_percent = 51", "footage.reserve_percent must be a number from 0 to 50"),
        ("[footage]\nreserve_percent = nan", "footage.reserve_percent must be"),
        ("[footage]\nmost_gb = -1", "footage.most_gb must be a number of gigabytes from 0"),
        ('[footage]\nvolumes = ["disk"]', "footage.volumes must be a list of absolute paths"),
        ('[footage]\nvolumes = ["/mnt/../etc"]', "footage.volumes must be a list of absolute paths"),
        ('[footage]\nvolumes = "/mnt"', "footage.volumes must be a list of absolute paths"),
        ('[footage]\nvolumes = ["/mnt/a", "/mnt/a"]', "footage.volumes names a folder twice"),
        ("= 3", "are no TOML"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "trackway.toml"
    path.write_text(text)
    with pytest.raises(UnfitSettings, match=says) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "trackway.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnfitSettings, match="no TOML"):
        read_settings(path)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        read_settings(tmp_path)


@given(st.binary(max_size=60))
def test_anything_is_settings_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, text: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text)
    try:
        assert isinstance(read_settings(path), Settings)
    except TrackwayError as error:
        assert str(error).count("\n") == 0  # noqa: PT017
