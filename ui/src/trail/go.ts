/** The way from a passage to its trail. */
import { toPage } from "../app/route";
import { DAY_MS, dateText, startOfDay } from "../time/taipei";

/** The trail of the three days around a passage. */
export function showTrail(plate: string, at: number): void {
  const from = dateText(startOfDay(at) - DAY_MS);
  const to = dateText(startOfDay(at) + DAY_MS);
  toPage("trail", plate, { from, to, area: "" });
}
