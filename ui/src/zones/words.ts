/** What a zone is, in words. */
import type { ZoneFacts } from "../api/types";
import type { Say } from "../app/settings";
import { fullText } from "../time/taipei";
import { hoursOf, type Stretch } from "./week";

/** The rules of a zone, one phrase each. */
export function ruleWords(say: Say, { rule }: Pick<ZoneFacts, "rule">): string[] {
  const groups = (names: readonly string[]) =>
    names.map((name) => say.word("vehicle_group", name)).join("、");
  const found: string[] = [];
  if (rule.allowed_only) found.push(say("zones.rule_allowed"));
  if (rule.forbidden?.length) found.push(say("zones.rule_forbidden", { what: groups(rule.forbidden) }));
  if (rule.oneway_deg != null) found.push(say("zones.rule_oneway", { n: Math.round(rule.oneway_deg) }));
  if (rule.max_stay_s != null) found.push(say("zones.rule_stay", { n: Math.round(rule.max_stay_s / 60) }));
  if (rule.exempt?.length) found.push(say("zones.rule_exempt", { what: groups(rule.exempt) }));
  return found;
}

export function timeWords(say: Say, zone: Pick<ZoneFacts, "timetable">): string {
  const stretches = (zone.timetable.stretches ?? []) as readonly Stretch[];
  const days = (zone.timetable.off ?? []).length + (zone.timetable.full ?? []).length;
  const hours =
    stretches.length === 0 ? say("zones.always") : say("zones.hours_a_week", { n: hoursOf(stretches) });
  return days === 0 ? hours : `${hours} · ${say("zones.days_apart", { n: days })}`;
}

export function spanWords(say: Say, { starts, ends }: Pick<ZoneFacts, "starts" | "ends">): string {
  const minute = (iso: string) => fullText(Date.parse(iso)).slice(0, 16);
  return say("zones.span", {
    from: minute(starts),
    to: ends === null ? say("zones.for_good") : minute(ends),
  });
}

/** `3 h 05 min` */
export function lastingWords(say: Say, seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say("zones.minutes", { n: minutes });
  return say("zones.hours_minutes", { h: Math.floor(minutes / 60), m: minutes % 60 });
}
