/** Alerts in words. */
import type { AlertLine, AlertStep, Said } from "../api/types";
import type { Say } from "../app/settings";

/** What the server says in both languages, in this person's. */
export function said(say: Say, { zh, en }: Pick<Said, "zh" | "en">): string {
  return say.language === "en" ? en : zh;
}

/** What kind of alert it is; an exercise says so first. */
export function titleOf(say: Say, alert: AlertLine): string {
  const category = say.word("alert_category", alert.category);
  return alert.origin === "drill" ? `${say("alerts.drill_mark")} ${category}` : category;
}

/** `3:07`, `1:03:07`: for a number that counts up under somebody's eyes. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A step's own words: a reason or an outcome, then what was written with it; or what was doubted. */
export function stepText(say: Say, { kind, says }: AlertStep): string {
  const [word = "", ...rest] = says.split(": ");
  const note = rest.join(": ");
  switch (kind) {
    case "rejected":
      return [say.word("alert_rejection", word), note].filter(Boolean).join("：");
    case "closed":
      return [say.word("alert_outcome", word), note].filter(Boolean).join("：");
    case "doubted":
      return says
        .split(",")
        .map((one) => say.word("alert_doubt", one))
        .join("、");
    case "seen_again":
      return "";
    case "noted":
      return says === "drill" ? say("alerts.drill_started") : says;
    default:
      return says;
  }
}
