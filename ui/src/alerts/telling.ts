/** How this browser tells: with sound, with a notice of the desktop. Kept in the browser, off until switched on. */
import { useSyncExternalStore } from "react";
import type { Say } from "../app/settings";
import type { Told } from "./news";
import { play, soundOf } from "./sounds";
import { titleOf } from "./words";

interface Choice {
  readonly sound: boolean;
  readonly notices: boolean;
}

const KEY = "trackway.alerts";
const TELLS = new Set(["opened", "escalated"]);

let choice = load();
let isMute = false;
const listeners = new Set<() => void>();

function load(): Choice {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Choice>;
    return { sound: read.sound === true, notices: read.notices === true };
  } catch {
    return { sound: false, notices: false };
  }
}

function set(part: Partial<Choice>, mute: boolean): void {
  choice = { ...choice, ...part };
  isMute = mute;
  localStorage.setItem(KEY, JSON.stringify(choice));
  for (const listener of listeners) listener();
}

/** Sound on or off; switching it on is heard, or it stays off. */
export async function chooseSound(isOn: boolean): Promise<void> {
  if (isOn) set({ sound: true }, !(await play("chime")));
  else set({ sound: false }, false);
}

/** Notices of the desktop on or off; the browser asks the person first. */
export async function chooseNotices(isOn: boolean): Promise<void> {
  if (!isOn) return set({ notices: false }, isMute);
  set({ notices: (await Notification.requestPermission()) === "granted" }, isMute);
}

/** Notices need https or this very machine: elsewhere the browser has none. */
export function canNotify(): boolean {
  return "Notification" in window && isSecureContext;
}

/** Whether this browser tells of alerts while nobody looks at the page. */
export function tellsUnseen(): boolean {
  return choice.sound || choice.notices;
}

const chosen = () => choice;
const muted = () => isMute;
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What is chosen, and whether the browser keeps the sound back until the page is touched. */
export function useTelling(): Choice & { readonly isMute: boolean } {
  const found = useSyncExternalStore(subscribe, chosen);
  return { ...found, isMute: useSyncExternalStore(subscribe, muted) };
}

/** Tells of a step that somebody should hear of: an alert was opened, or nobody took it. */
export async function tellOf(say: Say, { step, alert }: Told, open: (id: number) => void): Promise<void> {
  if (!TELLS.has(step.kind) || alert.state !== "new") return;
  if (choice.notices && document.hidden && canNotify() && Notification.permission === "granted") {
    // No plate: others may see this screen while it is locked.
    const notice = new Notification(titleOf(say, alert), {
      body: `${alert.camera.name} · ${say("alerts.priority", { n: alert.priority })}`,
      tag: `alert-${alert.id}`,
    });
    notice.addEventListener("click", () => {
      window.focus();
      open(alert.id);
      notice.close();
    });
  }
  if (choice.sound) {
    const isHeard = await play(soundOf(alert));
    if (isHeard === isMute) set({}, !isHeard);
  }
}
