/**
 * Every text on screen, from one catalogue: `zh-TW.json` first, `en.json` with the same keys.
 *
 * `{name}` is filled in; `{n|camera|cameras}` writes the number and the word that goes with it.
 */
import en from "./en.json";
import zh from "./zh-TW.json";

export type Language = "zh-TW" | "en";
export type TextKey = keyof typeof zh;
export type Fillings = Readonly<Record<string, string | number>>;

const CATALOGUES: Record<Language, Readonly<Record<TextKey, string>>> = { "zh-TW": zh, en };

/** The text of a key in a language. */
export function textOf(language: Language, key: TextKey, fillings: Fillings = {}): string {
  return CATALOGUES[language][key].replace(
    /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g,
    (whole, name, one, many) => {
      const value = fillings[name];
      if (value === undefined) return whole;
      const shown = typeof value === "number" ? value.toLocaleString("en-US") : value;
      return one === undefined ? shown : `${shown} ${value === 1 ? one : many}`;
    },
  );
}

/** Whether a word the server sent, such as a colour, has a text of its own. */
export function isTextKey(key: string): key is TextKey {
  return key in zh;
}
