/** Times of the local day and days of the week, as typed and as the address has them. */

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const BANDS = [
  { name: "band.night", band: "22:00-05:00" },
  { name: "band.morning", band: "07:00-09:00" },
  { name: "band.evening", band: "17:00-19:00" },
] as const;

const TIME = "(\\d{1,2})(?:[:.點]?(\\d{2}))?";
const BAND = new RegExp(`^${TIME}\\s*(?:[-–—~]|至|到)\\s*${TIME}$`);

/** `22:00-05:00` of what people type, `null` when it is no time of day; 24:00 is an end only. */
export function bandText(typed: string): string | null {
  const found = BAND.exec(typed.normalize("NFKC").trim());
  if (!found) return null;
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const first = h1 * 60 + m1;
  const last = h2 * 60 + m2 || 1440;
  if (m1 > 59 || m2 > 59 || first >= 1440 || last > 1440 || first === last) return null;
  return `${clock(first)}-${clock(last)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
