/** This browser as something that can be pushed to: whether it can, whether it is, and changing that. */
import { api, type Result } from "../api/client";
import type { PushDevice } from "../api/types";

const WORKER = "/push-worker.js";

export type Ability = "can" | "insecure" | "unsupported" | "blocked";

export function ability(): Ability {
  if (!globalThis.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window))
    return "unsupported";
  return Notification.permission === "denied" ? "blocked" : "can";
}

/** Which of one's own devices this is; `null` for none of them. */
export async function thisOne(devices: readonly PushDevice[]): Promise<PushDevice | null> {
  const subscription = await current();
  if (!subscription) return null;
  const mine = await fingerprint(subscription.endpoint);
  return devices.find((device) => device.fingerprint === mine) ?? null;
}

/** Asks the browser, and tells the centre where to push. */
export async function allow(name: string, publicKey: string): Promise<Result<PushDevice>> {
  if ((await Notification.requestPermission()) !== "granted") return failed("push_blocked");
  let subscription: PushSubscription;
  try {
    await navigator.serviceWorker.register(WORKER);
    const { pushManager } = await navigator.serviceWorker.ready;
    // One that was made with another key, of a centre set up before, is of no use to this one.
    await (await pushManager.getSubscription())?.unsubscribe();
    subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(publicKey),
    });
  } catch {
    return failed("push_unreachable");
  }
  const { p256dh = "", auth = "" } = subscription.toJSON().keys ?? {};
  const added = await api.addPushDevice({ name, endpoint: subscription.endpoint, p256dh, auth });
  if (!added.ok) await subscription.unsubscribe();
  return added;
}

/** Pushed to no more; for this browser its own subscription ends too. */
export async function remove(device: PushDevice): Promise<Result<void>> {
  const subscription = await current();
  if (subscription && (await fingerprint(subscription.endpoint)) === device.fingerprint)
    await subscription.unsubscribe();
  return api.removePushDevice(device.id);
}

/** Marks in a browser's own words, the telling ones first: all of them call themselves Safari too. */
const SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux"];
const BROWSERS = ["Edg", "Firefox", "Chrome", "Safari"];

/** A name to begin with, such as `Android · Chrome`. */
export function usualName(agent: string = navigator.userAgent): string {
  const system = SYSTEMS.find((mark) => agent.includes(mark));
  const browser = BROWSERS.find((mark) => agent.includes(mark))?.replace("Edg", "Edge");
  return [system, browser].filter(Boolean).join(" · ");
}

async function current(): Promise<PushSubscription | null> {
  if (ability() === "insecure" || ability() === "unsupported") return null;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function fingerprint(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** From base64url without padding. */
function bytes(written: string): Uint8Array<ArrayBuffer> {
  const raw = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

function failed(kind: string): { ok: false; kind: string; message: string; status: number } {
  return { ok: false, kind, message: "", status: 0 };
}
