/** How this person likes the page: language, light or dark. Kept in the browser, never sent. */
import { useSyncExternalStore } from "react";
import type { Theme } from "../map/palette";
import type { Fillings, Language, TextKey } from "../texts";
import { isTextKey, textOf } from "../texts";
import { wallTime } from "../time/taipei";

export type ThemeChoice = "auto" | Theme;

interface Settings {
  readonly language: Language;
  readonly theme: ThemeChoice;
}

const KEY = "trackway.settings";
const DUSK = 18;
const DAWN = 6;

let settings = load();
const listeners = new Set<() => void>();

function load(): Settings {
  const fallback: Settings = { language: "zh-TW", theme: "auto" };
  const kept = localStorage.getItem(KEY);
  if (kept === null) return fallback;
  try {
    const read = JSON.parse(kept) as Partial<Settings>;
    return {
      language: read.language === "en" ? "en" : "zh-TW",
      theme: read.theme === "light" || read.theme === "dark" ? read.theme : "auto",
    };
  } catch {
    return fallback;
  }
}

export function change(wanted: Partial<Settings>): void {
  settings = { ...settings, ...wanted };
  localStorage.setItem(KEY, JSON.stringify(settings));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Dark when the system says so, or between dusk and dawn, unless somebody chose. */
export function themeOf(choice: ThemeChoice): Theme {
  if (choice !== "auto") return choice;
  if (matchMedia("(prefers-color-scheme: dark)").matches) return "dark";
  const { hour } = wallTime(Date.now());
  return hour >= DUSK || hour < DAWN ? "dark" : "light";
}

export interface Say {
  (key: TextKey, fillings?: Fillings): string;
  readonly language: Language;
  /** The text of a word the server sent, e.g. `say.word("colour", "red")`; the word itself if unknown. */
  word(group: string, word: string): string;
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, () => settings);
}

const SAYS: Record<Language, Say> = { "zh-TW": sayIn("zh-TW"), en: sayIn("en") };

function sayIn(language: Language): Say {
  const say = (key: TextKey, fillings?: Fillings) => textOf(language, key, fillings);
  const word = (group: string, name: string) => {
    const key = `${group}.${name}`;
    return isTextKey(key) ? textOf(language, key) : name;
  };
  return Object.assign(say, { language, word });
}

/** The texts in this person's language. */
export function useSay(): Say {
  return SAYS[useSettings().language];
}
