/*
 * The page's worker for pushes: it shows an alert while the page is closed, and opens it.
 * Kept as plain JavaScript of its own: browsers fetch it by this name, whatever the page's version.
 *
 *   push ─► notification ─┬─ 看到了 Seen: acknowledged at the centre, without signing in
 *                         ├─ 開啟 Open, or a touch: the alert in a window of the page
 *                         └─ 稍後 Later: put away; the centre tells of it again while nobody has taken it
 */
"use strict";

const SEEN = { action: "seen", title: "看到了 Seen" };
const OPEN = { action: "open", title: "開啟 Open" };
const LATER = { action: "later", title: "稍後 Later" };
const ICON = "/icon-192.png";
const URGENT = 2;
/** Felt through a pocket: long, short, long. */
const SHAKE_MS = [400, 120, 120, 120, 400];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  const { action, notification } = event;
  notification.close();
  if (action === LATER.action) return;
  const told = notification.data;
  event.waitUntil(action === SEEN.action && told.acknowledge ? acknowledge(told) : open(told));
});

/** What was pushed. What cannot be read is shown as an alert all the same: a browser wants to show something. */
function read(data) {
  const unread = { key: "", alert: 0, priority: 1, title: "有新的警示 New alert", body: "請開啟車行軌跡查看。", link: "" };
  try {
    return { ...unread, ...data.json() };
  } catch {
    return unread;
  }
}

async function show(told) {
  const tag = told.alert ? `alert-${told.alert}` : `message-${told.key}`;
  const before = await self.registration.getNotifications({ tag });
  const isAgain = before.some((one) => told.key !== "" && one.data?.key === told.key);
  const isOver = told.stage === "over";
  // Most browsers show two buttons: a touch on the notice itself opens it anyway.
  const most = Notification.maxActions ?? 2;
  const wanted = told.acknowledge ? [SEEN, LATER, OPEN] : [OPEN, LATER];
  await self.registration.showNotification(told.title, {
    body: told.body,
    icon: ICON,
    tag,
    renotify: !isAgain && !isOver,
    silent: isAgain || isOver,
    requireInteraction: told.priority <= URGENT && !isOver,
    timestamp: told.made,
    data: { key: told.key, link: told.link, acknowledge: told.acknowledge ?? "" },
    actions: isOver ? [OPEN] : wanted.slice(0, most),
    ...(told.picture ? { image: `data:image/jpeg;base64,${told.picture}` } : {}),
    ...(isAgain || isOver || told.priority > URGENT ? {} : { vibrate: SHAKE_MS }),
  });
}

/** The address within this page: of an alert's link only what is behind its host counts. */
function here(link) {
  const { pathname, search, hash } = new URL(link || "/", self.location.origin);
  return self.location.origin + pathname + search + hash;
}

async function acknowledge(told) {
  let isTaken = false;
  try {
    isTaken = (await fetch(here(told.acknowledge), { method: "POST", credentials: "omit" })).ok;
  } catch {
    // No connection: say so below.
  }
  if (isTaken) return;
  await self.registration.showNotification("沒有回報成功 Not acknowledged", {
    body: "請開啟警示確認。Open the alert, please.",
    tag: `failed-${told.key}`,
    data: { ...told, acknowledge: "" },
    actions: [OPEN],
  });
}

async function open(told) {
  const address = here(told.link);
  const [window] = await self.clients.matchAll({ type: "window" });
  try {
    const led = await window?.navigate(address);
    if (led) return void (await led.focus().catch(() => {}));
  } catch {
    // A window that this worker may not lead: another one, then.
  }
  await self.clients.openWindow(address);
}
