"""This device in Chromium: allowed, tested through a real push service, shown by the page's worker.

The one thing that is not real is the browser maker's service, which no test reaches: what the browser would
ask it for is answered here, with keys whose private half the test holds.
"""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Worker, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import Site
from tests.notify.browser import UserAgent, b64
from tests.notify.listening import Reply, WebServer, message, picture, web_server

from trackway.notify import Stage
from trackway.notify.outbox import GivenChannel, Recipient
from trackway.notify.web_push import push_payload

pytestmark = pytest.mark.browser

SUBSCRIBED = """
const given = %s;
let now = null;
PushManager.prototype.getSubscription = async () => now;
PushManager.prototype.subscribe = async () => {
  now = {
    endpoint: given.endpoint,
    toJSON: () => given,
    unsubscribe: async () => { now = null; return true; },
  };
  return now;
};
"""
LISTENED = """() => {
  const show = self.registration.showNotification.bind(self.registration);
  self.told = [];
  self.notices = {};
  self.registration.showNotification = async (title, options) => {
    await show(title, options);
    for (let tries = 0; tries < 200 && !self.notices[options.data.key]; tries++)
      [self.notices[options.data.key]] = await self.registration.getNotifications({ tag: options.tag });
    self.told.push({ title, ...options, actions: options.actions.map(({ action }) => action) });
  };
}"""
"""Keeps what the worker shows: a browser without a screen puts notices away by itself, sooner or later."""
CLICK = """([key, action]) => self.dispatchEvent(
  new NotificationEvent("notificationclick", { notification: self.notices[key], action }))"""


@pytest.fixture(scope="module")
def service(site: Site) -> Iterator[WebServer]:
    """A push service on this machine, named in the settings of a Web Push channel."""
    with web_server() as server:
        server.answers = [Reply(201)]
        settings = {"contact": "mailto:duty@example.gov.tw", "hosts": ["127.0.0.1"]}
        added = site.rooms.channels.add(GivenChannel("推播", "web_push", settings), by="chen")
        yield server
        site.rooms.channels.remove(added.id)


@pytest.fixture
def agent(desk: Page, site: Site, service: WebServer) -> UserAgent:
    """Whoever holds the keys of the browser's subscription."""
    agent = UserAgent(f"{service.url}/p/1")
    keys = {"p256dh": b64(agent.p256dh), "auth": b64(agent.auth)}
    desk.context.grant_permissions(["notifications"], origin=site.address)
    desk.add_init_script(SUBSCRIBED % json.dumps({"endpoint": agent.endpoint, "keys": keys}))
    return agent


def worker_of(page: Page) -> Worker:
    """The page's worker, at work and in charge of the page."""
    page.evaluate("navigator.serviceWorker.register('/push-worker.js').then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    (worker,) = page.context.service_workers
    worker.evaluate(LISTENED)
    return worker


def shown(page: Page, worker: Worker, count: int) -> list[dict[str, Any]]:
    """What the worker has shown, once that are so many."""
    until = time.monotonic() + 60
    while len(told := worker.evaluate("() => self.told")) < count:
        assert time.monotonic() < until
        page.wait_for_timeout(20)
    assert len(told) == count
    return list(told)


def deliver(page: Page, site: Site, payload: bytes) -> None:
    """Have the browser hand a push to the page's worker, as it does with one from its maker's service."""
    session: CDPSession = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(20)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site.address, "registrationId": found[0], "data": payload.decode()},
    )
    session.detach()


def test_a_device_is_allowed_told_and_removed(
    desk: Page, site: Site, service: WebServer, agent: UserAgent
) -> None:
    desk.goto(f"{site.address}/#/footage")
    desk.get_by_role("button", name="這個裝置的通知").click()
    dialog = desk.get_by_role("dialog", name="這個裝置的通知")
    dialog.get_by_label("裝置名稱").fill("值班手機")
    dialog.get_by_role("button", name="允許這個裝置").click()
    expect(dialog.get_by_text("這個裝置會收到警示：值班手機")).to_be_visible()
    dialog.get_by_role("button", name="測試").click()
    expect(dialog.get_by_text("推播服務已收下測試", exact=False)).to_be_visible()
    assert axe_problems(desk) == []

    payload = agent.read(service.seen[-1].body)
    assert payload["title"] == "車行軌跡測試 Trackway test"
    worker = worker_of(desk)
    deliver(desk, site, json.dumps(payload).encode())
    assert shown(desk, worker, 1)[0]["title"] == payload["title"]

    # Telephones push to a page only when it can be put on their home screen.
    manifest = desk.request.get(f"{site.address}/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    for icon in manifest.json()["icons"]:
        assert desk.request.get(site.address + icon["src"]).headers["content-type"] == icon["type"]

    dialog.get_by_role("button", name="移除").click()
    expect(dialog.get_by_label("裝置名稱")).to_be_visible()
    assert site.rooms.devices.of("wang") == ()
    assert {"push_device_added", "push_device_tested", "push_device_removed"} <= set(site.actions())


def test_seen_is_acknowledged_by_its_token(
    desk: Page, site: Site, agent: UserAgent, service: WebServer
) -> None:
    """The button of a real delivery's notice, told to the centre by its token alone."""
    outbox, (channel,) = site.rooms.outbox, site.rooms.channels.all()
    outbox.put(message(key="seen-1"), [Recipient(channel.id, "wang", "wang")])
    delivery = outbox.take(channel.id)
    assert delivery is not None
    told = outbox.message(delivery)
    assert told.acknowledge
    desk.goto(f"{site.address}/#/footage")
    worker = worker_of(desk)
    deliver(desk, site, push_payload(told, with_picture=False))
    shown(desk, worker, 1)
    worker.evaluate(CLICK, [told.key, "seen"])
    until = time.monotonic() + 60
    while outbox.delivery(delivery.id).acknowledged is None:
        assert time.monotonic() < until
        desk.wait_for_timeout(20)
    shown(desk, worker, 1)
    assert "alert_acknowledged" in site.actions()


def test_the_worker_shows_an_alert_and_leads_to_it(desk: Page, site: Site, agent: UserAgent) -> None:
    desk.goto(f"{site.address}/#/footage")
    worker = worker_of(desk)
    one = message(
        picture=picture(160, 96),
        link="https://elsewhere.example/#/audit",
        acknowledge=f"{site.address}/api/v1/nothing-here",
    )
    deliver(desk, site, push_payload(one, with_picture=True))
    (first,) = shown(desk, worker, 1)
    assert first["title"] == "比中失竊車輛 Stolen vehicle seen"
    assert first["tag"] == "alert-7"
    assert first["image"].startswith("data:image/jpeg;base64,/9j/")
    assert (first["requireInteraction"], first["renotify"]) == (True, True)
    assert first["actions"][:2] == ["seen", "later"]

    deliver(desk, site, push_payload(message(key="k2", stage=Stage.OVER), with_picture=False))
    over = shown(desk, worker, 2)[1]
    assert (over["tag"], over["silent"], over["requireInteraction"]) == ("alert-7", True, False)
    assert over["actions"] == ["open"]

    worker.evaluate(CLICK, [one.key, "later"])
    worker.evaluate(CLICK, [one.key, "seen"])
    failed = shown(desk, worker, 3)[2]
    assert failed["tag"] == "failed-a7-1-duty", "later does nothing; what cannot be acknowledged is said"

    with desk.expect_navigation(url=re.compile("#/audit")):
        worker.evaluate(CLICK, [one.key, ""])
    assert desk.url.startswith(site.address), "an alert's link leads nowhere but into this page"
