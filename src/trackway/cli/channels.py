"""`trackway channels list | test | log | forget-secrets` and `trackway duty now | import`."""

import time
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.errors import Invalid, NotFound, Unavailable
from trackway.model.time import Instant
from trackway.notify.outbox import Delivery, DeliveryState, Recipient, SetUp, trial_message
from trackway.watch import LOWEST
from trackway.watch.duty import read_roster

__all__ = ["commands", "delivery_object"]

_WAITING = {DeliveryState.QUEUED, DeliveryState.SENDING}
_LOOK_S = 0.2
_MOST_BYTES = 1_000_000
_STATES = {
    DeliveryState.QUEUED: "等待中 queued",
    DeliveryState.SENDING: "傳送中 sending",
    DeliveryState.ACCEPTED: "業者已收 accepted",
    DeliveryState.DELIVERED: "已送達 delivered",
    DeliveryState.FAILED: "未送達 failed",
    DeliveryState.REFUSED: "被拒 refused",
    DeliveryState.UNCLEAR: "不明 unclear",
    DeliveryState.EXPIRED: "逾時未送 expired",
    DeliveryState.ACKNOWLEDGED: "已知悉 acknowledged",
}
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about channels and duty."""
    app = App()
    channels = App(name="channels", help="通知管道 Channels by which people are told of alerts.")
    duty = App(name="duty", help="值勤 Who is on duty, and who is told of alerts.")
    app.command(channels)
    app.command(duty)
    _add_channels(channels, house)
    _add_duty(duty, house)
    return app


def _add_channels(channels: App, house: House) -> None:
    @channels.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出管道 Every channel and how it did in the last day; they are set up on the page.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.watch(data) as rooms:
            found = [(one, rooms.channels.health(one.id)) for one in rooms.channels.all()]
        if json:
            print_lines(
                {
                    **_channel_object(one),
                    "queued": health.queued,
                    "told": health.told,
                    "untold": health.untold,
                    "unclear": health.unclear,
                    "failures": health.failures,
                    "last_says": health.last_says,
                }
                for one, health in found
            )
            return
        table = Table("管道 Channel", "種類 Kind", "狀態 State", "送出 Told", "未送 Untold", "等待 Queued")
        for one, health in found:
            table.add_row(
                Text(one.name),
                one.kind,
                Text(one.trouble or ("啟用 on" if one.is_enabled else "停用 off")),
                str(health.told),
                str(health.untold + health.unclear),
                str(health.queued),
            )
        print_table(table)

    @channels.command
    def test(name: str, address: str, /, *, data: Path, wait: float = 30.0, json: Json = False) -> None:
        """測試管道 Send a test message by the running centre, and say what became of it.

        Parameters
        ----------
        name
            The channel's name.
        address
            Where to: a telephone number, a mailbox, a topic, as the channel has it.
        data
            The data folder.
        wait
            Seconds to wait for the gateway's answer.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            channel = rooms.channels.named(name)
            to = rooms.channels.kind(channel.kind).check(address)
            trust.note(asker(trust, ""), "channel_tested", {"channel": channel.name, "address": to})
            rooms.outbox.put(trial_message(house.clock.now()), [Recipient(channel.id, to)])
            delivery = rooms.outbox.log(channel=channel.id, alert=0, limit=1)[0]
            until = time.monotonic() + wait
            while delivery.state in _WAITING and time.monotonic() < until:
                time.sleep(_LOOK_S)
                delivery = rooms.outbox.delivery(delivery.id)
        _print([delivery], json=json)
        if delivery.state in _WAITING:
            raise Unavailable(
                f"尚未送出（{_STATES[delivery.state]}）：{delivery.says or 'trackway serve 是否在執行？'} "
                "Not sent yet; is the centre running? It is tried for ten minutes."
            )
        if delivery.state not in {
            DeliveryState.ACCEPTED,
            DeliveryState.DELIVERED,
            DeliveryState.ACKNOWLEDGED,
        }:
            raise Invalid(f"{channel.name}: {_STATES[delivery.state]}: {delivery.says}")

    @channels.command
    def log(
        *,
        data: Path,
        channel: str = "",
        state: DeliveryState | None = None,
        alert: int | None = None,
        limit: int = 50,
        json: Json = False,
    ) -> None:
        """通知紀錄 What was to be sent and what became of it, newest first; kept for 90 days.

        Parameters
        ----------
        data
            The data folder.
        channel
            Only of the channel of this name.
        state
            Only those in this state.
        alert
            Only of this alert; 0 for tests.
        limit
            At most so many.
        """
        with house.watch(data) as rooms:
            number = rooms.channels.named(channel).id if channel else None
            found = rooms.outbox.log(channel=number, state=state, alert=alert, limit=limit)
        _print(list(found), json=json)

    @channels.command(name="forget-secrets")
    def forget_secrets(*, data: Path) -> None:
        """清除密鑰 Drop the secrets of all channels, when the key they were sealed with is lost.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            count = rooms.channels.forget_secrets()
            trust.note(asker(trust, ""), "channel_secrets_forgotten", {"channels": count})
        print(f"已清除 {count} 個管道的密鑰並停用，請重新設定。 {count} channels lost theirs and are off.")


def _add_duty(duty: App, house: House) -> None:
    @duty.command
    def now(*, data: Path, json: Json = False) -> None:
        """現在通知誰 Whom an alert that names no group would be told to, if it came now.

        Parameters
        ----------
        data
            The data folder.
        """
        at = house.clock.now()
        with house.watch(data) as rooms:
            names = {one.id: one.name for one in rooms.channels.all() if one.is_enabled}
            found = [
                (priority, told)
                for priority in range(1, LOWEST + 1)
                for told in rooms.duty.told((), at, priority=priority)
                if told.contact.channel in names
            ]
        if json:
            print_lines(
                {
                    "priority": priority,
                    "group": told.group,
                    "username": told.username,
                    "channel": names[told.contact.channel],
                    "not_before": str(told.not_before) if told.not_before > at else None,
                    "is_in_gap": told.is_in_gap,
                }
                for priority, told in found
            )
            return
        if not found:
            print("現在沒有任何人會被通知。 Nobody would be told now.")
            return
        table = Table("優先 Priority", "群組 Group", "人員 Who", "管道 Channel", "何時 When")
        for priority, told in found:
            when = f"{_clock(told.not_before)} 起 (quiet)" if told.not_before > at else "立即 at once"
            who = told.username or "（系統 machine）"
            table.add_row(str(priority), Text(told.group), who, Text(names[told.contact.channel]), when)
        print_table(table)

    @duty.command(name="import")
    def import_(
        file: Path,
        /,
        *,
        data: Path,
        dry_run: Annotated[bool, Parameter(negative="")] = False,
    ) -> None:
        """匯入勤務表 Give groups the shifts and substitutions of a CSV file.

        Parameters
        ----------
        file
            A CSV with a header: 群組, 帳號, 星期, 時段; for substitutions also 日期, 代替.
        data
            The data folder.
        dry_run
            Say what would happen and write nothing.
        """
        found = read_roster(_content(file))
        for problem in found.problems:
            print(f"第 {problem.row} 列 row {problem.row}: {problem.says}")
        if found.problems:
            raise Invalid(f"{file.name} has rows that cannot be used; nothing was changed.")
        if not dry_run:
            with house.watch(data) as rooms, house.trust(data) as trust:
                rooms.duty.take_roster(found)
                shifts = {name: len(rows) for name, rows in found.shifts.items()}
                trust.note(asker(trust, ""), "duty_roster_imported", {"shifts": shifts})
        for name, rows in found.shifts.items():
            print(f"{name}: {len(rows)} 個班次 shifts{'（試匯 dry run）' if dry_run else ''}")


def delivery_object(one: Delivery) -> dict[str, object]:
    """A delivery with the names that the HTTP interface uses, without what it tells."""
    return {
        "id": one.id,
        "channel_name": one.channel_name,
        "address": one.address,
        "member": one.member,
        "alert": one.alert,
        "priority": one.priority,
        "stage": one.stage.value,
        "is_drill": one.drill,
        "state": one.state.value,
        "tries": one.tries,
        "queued": str(one.queued),
        "changed": str(one.changed),
        "number": one.number,
        "says": one.says,
    }


def _channel_object(one: SetUp) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "settings": dict(one.settings),
        "secrets": list(one.secrets),
        "is_enabled": one.is_enabled,
        "is_plate_allowed": one.is_plate_allowed,
        "trouble": one.trouble,
    }


def _print(found: list[Delivery], *, json: bool) -> None:
    if json:
        print_lines(delivery_object(one) for one in found)
        return
    table = Table("時間 At", "警示 Alert", "收件 To", "管道 Channel", "狀態 State", "試 Tries", "回覆 Said")
    for one in found:
        table.add_row(
            _clock(one.queued),
            "測試 test" if one.alert == 0 else str(one.alert),
            Text(one.member or one.address),
            Text(one.channel_name),
            _STATES[one.state],
            str(one.tries),
            Text(one.says),
        )
    print_table(table)


def _clock(at: Instant) -> str:
    return f"{at.taipei():%m-%d %H:%M:%S}"


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.") from None
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror}.") from error
    return content
