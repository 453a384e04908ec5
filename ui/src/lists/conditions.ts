/** When, where and which way an entry holds, and who is told of it, in words. */
import type { Heading, WatchEntry } from "../api/types";
import type { Say } from "../app/settings";
import { parseArea } from "../geo/area";
import { areaWords } from "../search/area_words";
import { WEEKDAYS, type Weekday } from "../search/hours";

/** What narrows an entry; nothing chosen is any. The area is in the API's text. */
export interface Conditions {
  readonly bands: readonly string[];
  readonly weekdays: readonly Weekday[];
  readonly area: string;
  readonly headings: readonly Heading[];
}

export const ANY: Conditions = { bands: [], weekdays: [], area: "", headings: [] };

/** The compass from the north, as far round as there are chips for. */
export const HEADINGS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

type Told = Pick<WatchEntry, "terms" | "retro_days" | "asked" | "approver">;

/** One sentence for each thing that is not as for any entry. */
export function conditionWords(say: Say, entry: Conditions & Told): readonly string[] {
  const days = WEEKDAYS.filter((day) => entry.weekdays.includes(day));
  const ways = HEADINGS.filter((way) => entry.headings.includes(way));
  const when = [
    days.length > 0
      ? say("lists.on_days", { days: days.map((day) => say(`weekday.${day}`)).join("、") })
      : "",
    entry.bands.join("、"),
  ].filter(Boolean);
  return [
    when.length > 0 ? say("lists.only_when", { when: when.join(" ") }) : "",
    entry.area ? say("lists.only_in", { area: areaSaid(say, entry.area) }) : "",
    ways.length > 0
      ? say("lists.only_to", { ways: ways.map((way) => say.word("heading", way)).join("、") })
      : "",
    entry.terms.recipients.length > 0 ? say("lists.told", { groups: entry.terms.recipients.join("、") }) : "",
    entry.terms.covert ? say("lists.covert") : "",
    entry.asked && !entry.approver ? say("lists.asked_of", { who: entry.asked }) : "",
    entry.retro_days > 0 ? say("lists.back_days", { n: entry.retro_days }) : "",
  ].filter(Boolean);
}

/** An area of the API in words; its own text where it cannot be read. */
export function areaSaid(say: Say, text: string): string {
  const area = parseArea(text);
  return area ? areaWords(say, area) : text;
}

export function isAny(value: Conditions): boolean {
  return value.bands.length + value.weekdays.length + value.headings.length === 0 && value.area === "";
}
