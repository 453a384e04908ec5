"""Officers, sessions, links, purposes, throttle."""

import logging
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.trust.conftest import PASSWORD

from trackway.model.errors import Conflict, Denied, Invalid, Lost, NotFound, NotSignedIn, Unavailable
from trackway.model.question import Officer, Role
from trackway.trust import (
    LinkSpent,
    Passwords,
    SessionLife,
    SignedIn,
    TooManyTries,
    Trust,
    UnfitPassword,
    WrongPassword,
)
from trackway.trust.throttle import wait_after


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all at the same moment, each in a thread; what each returned or raised."""
    barrier = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(n: int) -> None:
        barrier.wait()
        try:
            results[n] = jobs[n]()
        except Denied as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestFirstAdministrator:
    def test_one_link_one_administrator(self, trust: Trust, chief: Officer) -> None:
        assert not trust.officers.has_administrator
        token = trust.first_administrator_link(chief)
        signed_in = trust.use_first_administrator_link(
            token, " Chen ", "陳 大文", PASSWORD, address="10.0.0.1"
        )
        assert trust.officer_of(signed_in.token) == signed_in.officer
        assert (signed_in.officer.username, signed_in.officer.role) == ("chen", Role.ADMINISTRATOR)
        assert [row.action for row in trust.audit_rows(chief)][::-1] == [
            "link_opened",
            "first_administrator",
            "sign_in",
        ]
        with pytest.raises(LinkSpent):
            trust.use_first_administrator_link(token, "second", "二號", PASSWORD)
        with pytest.raises(Conflict, match="already"):
            trust.first_administrator_link(chief)

    def test_of_many_at_once_one_wins(self, path: Path, clock: FakeClock, cheap: Passwords) -> None:
        """Two programs over one file, three threads each."""
        with Trust(path, clock, passwords=cheap) as one, Trust(path, clock, passwords=cheap) as two:
            token = one.first_administrator_link(one.command_line_officer("nobody"))

            def use(trust: Trust, name: str) -> Callable[[], object]:
                return lambda: trust.use_first_administrator_link(token, name, name, PASSWORD)

            results = at_once([use(t, f"{n}{i}") for n, t in (("one", one), ("two", two)) for i in range(3)])
            winners = [r for r in results if isinstance(r, SignedIn)]
            assert len(winners) == 1
            assert sum(isinstance(r, LinkSpent) for r in results) == 5
            assert [a.officer for a in two.officers.all()] == [winners[0].officer]

    def test_a_bad_password_does_not_spend_it(self, trust: Trust, chief: Officer) -> None:
        token = trust.first_administrator_link(chief)
        with pytest.raises(UnfitPassword):
            trust.use_first_administrator_link(token, "chen", "陳", "short")
        assert trust.use_first_administrator_link(token, "chen", "陳", PASSWORD)

    def test_it_expires_and_gives_way_to_a_newer_one(
        self, trust: Trust, chief: Officer, clock: FakeClock
    ) -> None:
        old, new = trust.first_administrator_link(chief), trust.first_administrator_link(chief)
        with pytest.raises(LinkSpent):
            trust.use_first_administrator_link(old, "chen", "陳", PASSWORD)
        clock.advance(24 * 3600)
        with pytest.raises(LinkSpent):
            trust.use_first_administrator_link(new, "chen", "陳", PASSWORD)


class TestSignIn:
    def test_right_and_wrong(self, trust: Trust, wang: Officer) -> None:
        for typed in ("wang", "WANG ", "ｗａｎｇ"):
            assert trust.sign_in(typed, PASSWORD).officer == wang
        for username, password in (("wang", "wrong horse 88"), ("wong", PASSWORD), ("", ""), ("wang", "")):
            with pytest.raises(WrongPassword, match=r"^The user name or the password is wrong\.$"):
                trust.sign_in(username, password)

    def test_the_same_letters_from_another_keyboard(self, trust: Trust, wang: Officer) -> None:
        assert trust.sign_in("wang", "ｃｏｒｒｅｃｔ horse 88").officer == wang

    def test_an_unknown_user_costs_a_hash_too(
        self, trust: Trust, wang: Officer, cheap: Passwords, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked: list[str] = []
        real = PasswordHasher.verify

        def verify(self: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
            checked.append(str(kept))
            return real(self, kept, password)

        monkeypatch.setattr(PasswordHasher, "verify", verify)
        for username in ("wang", "unknown"):
            with pytest.raises(WrongPassword):
                trust.sign_in(username, "wrong horse 88")
        assert len(checked) == 2
        assert extract_parameters(checked[0]) == extract_parameters(checked[1])

    def test_old_costs_are_renewed(
        self, path: Path, clock: FakeClock, cheap: Passwords, trust: Trust, wang: Officer
    ) -> None:
        dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
        with Trust(path, clock, passwords=dearer) as later:
            later.sign_in("wang", PASSWORD)
            kept = later._database.only("officer_by_username", username="wang")["password_hash"]
        assert extract_parameters(kept).time_cost == 2
        assert trust.sign_in("wang", PASSWORD).officer == wang

    def test_rows(self, trust: Trust, wang: Officer, chief: Officer) -> None:
        with pytest.raises(WrongPassword):
            trust.sign_in("wang", "wrong horse 88", address="10.0.0.7")
        with pytest.raises(WrongPassword):
            trust.sign_in("my secret password", "wang", address="10.0.0.7")
        token = trust.sign_in("wang", PASSWORD, address="10.0.0.7").token
        trust.sign_out(token, address="10.0.0.7")
        rows = trust.audit_rows(chief, limit=4)[::-1]
        assert [(r.action, r.username, r.details.get("username"), r.address) for r in rows] == [
            ("sign_in_failed", "", "wang", "10.0.0.7"),
            ("sign_in_failed", "", None, "10.0.0.7"),  # it may be a password in the wrong box
            ("sign_in", "wang", None, "10.0.0.7"),
            ("sign_out", "wang", None, "10.0.0.7"),
        ]

    def test_no_secret_is_kept_or_logged(
        self, trust: Trust, wang: Officer, path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        signed_in = trust.sign_in("wang", PASSWORD)
        with pytest.raises(WrongPassword):
            trust.sign_in("wang", "wrong horse 88")
        on_disk = b"".join(file.read_bytes() for file in path.parent.iterdir())
        for secret in (signed_in.token, PASSWORD, "wrong horse 88"):
            assert secret.encode() not in on_disk
            assert secret not in caplog.text
        assert signed_in.token not in repr(signed_in)


class TestThrottle:
    def test_five_tries_then_waits_that_grow(self, trust: Trust, wang: Officer, clock: FakeClock) -> None:
        def wrong() -> None:
            with pytest.raises(WrongPassword):
                trust.sign_in("wang", "wrong horse 88", address="10.0.0.7")

        for _ in range(5):
            wrong()
        for wait_s in (5, 10, 20):
            clock.advance(wait_s - 1)
            with pytest.raises(TooManyTries, match="wait 1 s") as caught:
                trust.sign_in("wang", PASSWORD, address="10.0.0.7")  # even with the right one
            assert (caught.value.wait_s, caught.value.http_status) == (1, 429)
            clock.advance(1)
            wrong()

    def test_it_stays_with_the_address_and_the_account(self, trust: Trust, wang: Officer) -> None:
        for _ in range(5):
            with pytest.raises(WrongPassword):
                trust.sign_in("wang", "wrong horse 88", address="10.0.0.7")
        assert trust.sign_in("wang", PASSWORD, address="10.0.0.8").officer == wang
        with pytest.raises(WrongPassword):
            trust.sign_in("lee", "wrong horse 88", address="10.0.0.7")

    def test_the_right_password_and_a_day_both_forget(
        self, trust: Trust, wang: Officer, clock: FakeClock
    ) -> None:
        for _ in range(3):
            for _ in range(4):
                with pytest.raises(WrongPassword):
                    trust.sign_in("wang", "wrong horse 88")
            trust.sign_in("wang", PASSWORD)
        for _ in range(5):
            with pytest.raises(WrongPassword):
                trust.sign_in("wang", "wrong horse 88")
        clock.advance(24 * 3600)
        assert trust.sign_in("wang", PASSWORD)

    def test_one_password_tried_on_everybody_ends_too(self, trust: Trust) -> None:
        for n in range(50):
            with pytest.raises(WrongPassword):
                trust.sign_in(f"officer{n}", "Hualien2026!!", address="10.0.0.7")
        with pytest.raises(TooManyTries):
            trust.sign_in("officer50", "Hualien2026!!", address="10.0.0.7")

    def test_many_at_once_gain_nothing(self, trust: Trust, wang: Officer) -> None:
        def guess() -> object:
            return trust.sign_in("wang", "wrong horse 88", address="10.0.0.7")

        results = at_once([guess] * 12)
        assert sum(isinstance(r, WrongPassword) for r in results) == 5
        assert sum(isinstance(r, TooManyTries) for r in results) == 7

    def test_a_clock_set_back_does_not_lock_anybody_out(
        self, trust: Trust, wang: Officer, clock: FakeClock
    ) -> None:
        for _ in range(5):
            with pytest.raises(WrongPassword):
                trust.sign_in("wang", "wrong horse 88")
        clock.advance(-7 * 86400)
        with pytest.raises(TooManyTries, match="wait 5 s"):
            trust.sign_in("wang", PASSWORD)

    @given(st.integers(0, 10**9))
    def test_waits_never_shrink_and_stay_bearable(self, failures: int) -> None:
        assert 0 <= wait_after(failures) <= wait_after(failures + 1) <= 900


class TestSessions:
    @pytest.fixture
    def short(self, path: Path, clock: FakeClock, cheap: Passwords, wang: Officer) -> Trust:
        return Trust(path, clock, life=SessionLife(idle_h=1, absolute_h=3), passwords=cheap)

    def test_idle_and_absolute_end(self, short: Trust, clock: FakeClock, wang: Officer) -> None:
        token = short.sign_in("wang", PASSWORD).token
        for _ in range(4):
            clock.advance(2640)  # 44 minutes: used often enough
            assert short.officer_of(token) == wang
        clock.advance(300)  # 3 h 1 min in all
        with pytest.raises(NotSignedIn):
            short.officer_of(token)
        idle = short.sign_in("wang", PASSWORD).token
        clock.advance(3600)
        with pytest.raises(NotSignedIn):
            short.officer_of(idle)
        short.close()

    def test_sign_out_ends_one(self, trust: Trust, wang: Officer) -> None:
        here, there = trust.sign_in("wang", PASSWORD).token, trust.sign_in("wang", PASSWORD).token
        trust.sign_out(here)
        with pytest.raises(NotSignedIn):
            trust.officer_of(here)
        with pytest.raises(NotSignedIn):
            trust.sign_out(here)
        assert trust.officer_of(there) == wang

    def test_disabling_ends_all_and_a_new_password_too(
        self, trust: Trust, wang: Officer, chief: Officer
    ) -> None:
        token = trust.sign_in("wang", PASSWORD).token
        trust.officers.activate(chief, "wang", is_active=False)
        with pytest.raises(NotSignedIn):
            trust.officer_of(token)
        with pytest.raises(WrongPassword):
            trust.sign_in("wang", PASSWORD)
        trust.officers.activate(chief, "wang", is_active=True)
        with pytest.raises(NotSignedIn):
            trust.officer_of(token)
        token = trust.sign_in("wang", PASSWORD).token
        trust.officers.give_password(chief, "wang", "battery staple 99")
        with pytest.raises(NotSignedIn):
            trust.officer_of(token)
        assert trust.sign_in("wang", "battery staple 99").officer == wang

    def test_another_role_counts_at_once(self, trust: Trust, wang: Officer, chief: Officer) -> None:
        token = trust.sign_in("wang", PASSWORD).token
        trust.officers.give_role(chief, "wang", Role.AUDITOR)
        assert trust.officer_of(token).role is Role.AUDITOR

    @pytest.mark.parametrize("token", ["", "x", "é", "x" * 10_000])
    def test_any_other_text_is_nobody(self, trust: Trust, token: str) -> None:
        with pytest.raises(NotSignedIn):
            trust.officer_of(token)


class TestOfficers:
    def test_changes_are_rows(self, trust: Trust, wang: Officer, chief: Officer) -> None:
        trust.officers.give_role(chief, "wang", Role.AUDITOR, address="10.0.0.1")
        trust.officers.give_password(chief, "wang", "battery staple 99")
        trust.officers.activate(chief, "WANG", is_active=False)
        rows = trust.audit_rows(chief, limit=4)[::-1]
        assert [(r.action, r.details) for r in rows] == [
            ("officer_added", {"username": "wang", "name": "王小明", "role": "investigator"}),
            ("officer_changed", {"username": "wang", "role": "auditor", "was": "investigator"}),
            ("officer_changed", {"username": "wang", "password": "changed"}),
            ("officer_changed", {"username": "wang", "is_active": False}),
        ]

    def test_the_last_administrator_stays(self, trust: Trust, chief: Officer) -> None:
        trust.officers.add(chief, "chen", "陳", PASSWORD, Role.ADMINISTRATOR)
        with pytest.raises(Conflict, match="last active administrator"):
            trust.officers.activate(chief, "chen", is_active=False)
        with pytest.raises(Conflict, match="last active administrator"):
            trust.officers.give_role(chief, "chen", Role.INVESTIGATOR)
        assert trust.officers.account("chen").is_active
        trust.officers.add(chief, "lee", "李", PASSWORD, Role.ADMINISTRATOR)
        assert not trust.officers.activate(chief, "chen", is_active=False).is_active

    def test_twice_the_same_name(self, trust: Trust, wang: Officer, chief: Officer) -> None:
        with pytest.raises(Conflict, match="wang already"):
            trust.officers.add(chief, "Ｗang", "另一個王", PASSWORD, Role.AUDITOR)

    @pytest.mark.parametrize("username", ["", "x", "a b", "🚗🚗", "-ab", "a" * 65, "王小明"])
    def test_what_cannot_be_a_user_name(self, trust: Trust, chief: Officer, username: str) -> None:
        with pytest.raises(Invalid, match="user name"):
            trust.officers.add(chief, username, "某人", PASSWORD, Role.AUDITOR)

    @pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
    def test_what_cannot_be_a_name(self, trust: Trust, chief: Officer, name: str) -> None:
        with pytest.raises(Invalid, match="name"):
            trust.officers.add(chief, "someone", name, PASSWORD, Role.AUDITOR)

    def test_nobody_to_change(self, trust: Trust, chief: Officer) -> None:
        with pytest.raises(NotFound, match="'ghost'"):
            trust.officers.activate(chief, "ghost", is_active=False)

    def test_the_command_lines_name_comes_from_the_system(self, trust: Trust) -> None:
        assert trust.command_line_officer("root").name == "root"
        assert trust.command_line_officer("no such account").name == "no such account"


class TestPasswordRules:
    @pytest.mark.parametrize(
        ("password", "says"),
        [
            ("eleven char", "at least 12"),
            ("x" * 257, "at most 256"),
            ("WANG-is-the-password", "user name"),
            ("abababababab", "different"),
            ("123456789012", "run"),
            ("lkjihgfedcba"[::1], "run"),
        ],
    )
    def test_refused(self, cheap: Passwords, password: str, says: str) -> None:
        with pytest.raises(UnfitPassword, match=says):
            cheap.hash(password, "wang")

    def test_the_costs_are_those_of_the_rfc(self) -> None:
        kept = extract_parameters(Passwords().hash(PASSWORD, "wang"))
        assert (kept.type.name, kept.time_cost, kept.memory_cost, kept.parallelism) == ("ID", 3, 65536, 4)

    @given(st.text(min_size=12, max_size=40))
    def test_what_is_accepted_fits_and_nothing_else(self, password: str) -> None:
        hashing = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        try:
            kept = hashing.hash(password, "wang")
        except UnfitPassword:
            return
        assert hashing.fits(kept, password)
        assert not hashing.fits(kept, password + "x")


class TestPurposes:
    def test_stated_named_and_recent(self, trust: Trust, wang: Officer, clock: FakeClock) -> None:
        first = trust.purposes.state(wang, " 115-1 ", "失竊")
        clock.advance(1)
        second = trust.purposes.state(wang, "115-2", "肇逃")
        assert trust.purposes.of(wang, first.id).case_no == "115-1"
        assert trust.purposes.recent(wang) == (second, first)
        clock.advance(1)
        assert trust.purposes.state(wang, "115-1", "失竊") == first
        assert trust.purposes.recent(wang) == (first, second)

    @pytest.mark.parametrize(("case_no", "reason"), [("", "x1"), ("x1", " "), ("--", "x1"), ("x1", "...")])
    def test_nothing_said(self, trust: Trust, wang: Officer, case_no: str, reason: str) -> None:
        with pytest.raises(Denied):
            trust.purposes.state(wang, case_no, reason)

    def test_anothers_is_none(self, trust: Trust, wang: Officer, chief: Officer) -> None:
        lee = trust.officers.add(chief, "lee", "李", PASSWORD, Role.INVESTIGATOR).officer
        stated = trust.purposes.state(wang, "115-1", "失竊")
        for number in (stated.id, 99):
            with pytest.raises(Denied, match="stated no purpose"):
                trust.purposes.of(lee, number)


class TestFile:
    def test_only_its_owner_can_read_it(self, trust: Trust, path: Path, wang: Officer) -> None:
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_rights_too_wide_are_narrowed(self, path: Path, clock: FakeClock) -> None:
        Trust(path, clock).close()
        path.chmod(0o644)
        Trust(path, clock).close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_everything_is_there_again(
        self, trust: Trust, wang: Officer, path: Path, clock: FakeClock, cheap: Passwords
    ) -> None:
        token = trust.sign_in("wang", PASSWORD).token
        trust.close()
        with Trust(path, clock, passwords=cheap) as again:
            assert again.officer_of(token) == wang

    def test_something_else_in_its_place(self, tmp_path: Path, clock: FakeClock) -> None:
        text = tmp_path / "notes.sqlite"
        text.write_text("not a database at all, whatever its name says" * 10)
        with pytest.raises(Lost, match="notes"):
            Trust(text, clock)
        other = tmp_path / "other.sqlite"
        with sqlite3.connect(other) as connection:
            connection.execute("create table officers (x)")
        connection.close()
        with pytest.raises(Lost, match="left as it is"):
            Trust(other, clock)
        with pytest.raises(Unavailable, match="cannot be opened"):
            Trust(tmp_path, clock)

    def test_a_newer_one(self, path: Path, clock: FakeClock) -> None:
        Trust(path, clock).close()
        with sqlite3.connect(path) as connection:
            connection.execute("pragma user_version = 99")
        connection.close()
        with pytest.raises(Conflict, match="newer"):
            Trust(path, clock)

    def test_opened_by_many_at_once(self, path: Path, clock: FakeClock) -> None:
        def use() -> object:
            with Trust(path, clock) as trust:
                return trust.note(trust.command_line_officer("nobody"), "audit_read", {})

        assert sorted(r for r in at_once([use] * 6) if isinstance(r, int)) == [1, 2, 3, 4, 5, 6]
