/** Terms: what a search asks for, as typed and clicked; read from and written to the address. */
import type { Colour, Heading, PlateColours, SearchBody, VehicleKind } from "../api/types";
import { type Area, areaText } from "../geo/area";
import type { Span } from "../time/span";
import { isoText } from "../time/taipei";
import { bandText, WEEKDAYS, type Weekday } from "./hours";

export const COLOURS = [
  "white",
  "silver",
  "grey",
  "black",
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "brown",
  "purple",
] as const;
export const PLATE_COLOURS = [
  "white_black",
  "white_red",
  "white_green",
  "white_blue",
  "green_white",
  "red_white",
  "red_black",
  "yellow_black",
] as const;
export const KINDS = [
  "car",
  "sedan",
  "suv",
  "van",
  "pickup",
  "taxi",
  "truck",
  "trailer",
  "bus",
  "coach",
  "scooter",
  "heavy_motorcycle",
] as const;
export const HEADINGS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

export interface Terms {
  readonly pattern: string;
  readonly from: string;
  readonly to: string;
  readonly colours: readonly Colour[];
  readonly plateColours: readonly PlateColours[];
  readonly kinds: readonly VehicleKind[];
  readonly headings: readonly Heading[];
  readonly cameras: readonly string[];
  /** `yes`: with a plate only, `no`: without one only. */
  readonly hasPlate: "" | "yes" | "no";
  /** No look-alikes: what was asked, letter by letter. */
  readonly isExact: boolean;
  /** Times of the local day such as `22:00-05:00`. */
  readonly bands: readonly string[];
  readonly weekdays: readonly Weekday[];
  readonly lanes: readonly number[];
  /** km/h as typed; empty: any. */
  readonly speedFrom: string;
  readonly speedTo: string;
  readonly order: "newest" | "oldest";
  readonly limit: number;
}

type Params = Readonly<Record<string, string>>;

const LIMIT = 500;
export const FIRST_TERMS: Terms = {
  pattern: "",
  from: "now-24h",
  to: "now",
  colours: [],
  plateColours: [],
  kinds: [],
  headings: [],
  cameras: [],
  hasPlate: "",
  isExact: false,
  bands: [],
  weekdays: [],
  lanes: [],
  speedFrom: "",
  speedTo: "",
  order: "newest",
  limit: LIMIT,
};

export function termsOf(params: Params): Terms {
  const limit = Number(params.limit);
  return {
    pattern: params.q ?? "",
    from: params.from ?? FIRST_TERMS.from,
    to: params.to ?? FIRST_TERMS.to,
    colours: known(COLOURS, params.colour),
    plateColours: known(PLATE_COLOURS, params.plate_colours),
    kinds: known(KINDS, params.kind),
    headings: known(HEADINGS, params.heading),
    cameras: (params.cameras ?? "").split(",").filter((id) => id !== ""),
    hasPlate: params.has === "yes" || params.has === "no" ? params.has : "",
    isExact: params.exact === "yes",
    bands: (params.band ?? "").split(",").flatMap((text) => bandText(text) ?? []),
    weekdays: known(WEEKDAYS, params.weekday),
    lanes: (params.lane ?? "").split(",").map(Number).filter(isLane),
    ...speedsOf(params.speed),
    order: params.order === "oldest" ? "oldest" : "newest",
    limit: Number.isInteger(limit) && limit > 0 ? limit : LIMIT,
  };
}

export const LANES = [1, 2, 3, 4] as const;

function isLane(lane: number): boolean {
  return Number.isInteger(lane) && lane > 0 && lane < 256;
}

/** `60-`, `-40` or `60-90`, km/h. */
function speedsOf(text = ""): Pick<Terms, "speedFrom" | "speedTo"> {
  const [, speedFrom = "", speedTo = ""] = /^(\d{0,3})-(\d{0,3})$/.exec(text) ?? [];
  return { speedFrom, speedTo };
}

/** Those of the words that mean something. */
function known<Word extends string>(words: readonly Word[], text = ""): Word[] {
  const named = new Set(text.split(","));
  return words.filter((word) => named.has(word));
}

export function paramsOf(terms: Terms): Record<string, string> {
  return {
    q: terms.pattern,
    from: terms.from,
    to: terms.to,
    colour: terms.colours.join(","),
    plate_colours: terms.plateColours.join(","),
    kind: terms.kinds.join(","),
    heading: terms.headings.join(","),
    cameras: terms.cameras.join(","),
    has: terms.hasPlate,
    exact: terms.isExact ? "yes" : "",
    band: terms.bands.join(","),
    weekday: terms.weekdays.join(","),
    lane: terms.lanes.join(","),
    speed: terms.speedFrom === "" && terms.speedTo === "" ? "" : `${terms.speedFrom}-${terms.speedTo}`,
    order: terms.order === "newest" ? "" : terms.order,
    limit: terms.limit === LIMIT ? "" : String(terms.limit),
  };
}

/** What makes two searches the same one. */
export function keyOf(terms: Terms, area: Area | null): string {
  return JSON.stringify([paramsOf(terms), area ? areaText(area) : ""]);
}

export function bodyOf(
  terms: Terms,
  area: Area | null,
  span: Span & { ok: true },
  purposeId: number,
): SearchBody {
  const some = <Value>(values: readonly Value[]) => (values.length > 0 ? values : undefined);
  const pattern = terms.pattern.trim();
  return withoutGaps({
    purpose_id: purposeId,
    from: isoText(span.from),
    to: isoText(span.to),
    pattern: pattern === "" ? undefined : pattern,
    area: area ?? undefined,
    cameras: some(terms.cameras),
    colours: some(terms.colours),
    plate_colours: some(terms.plateColours),
    kinds: some(terms.kinds),
    headings: some(terms.headings),
    has_plate: terms.hasPlate === "" ? undefined : terms.hasPlate === "yes",
    look_alikes: terms.isExact ? 0 : undefined,
    bands: some(terms.bands),
    weekdays: some(terms.weekdays),
    lanes: some(terms.lanes),
    speed_from_kmh: terms.speedFrom === "" ? undefined : Number(terms.speedFrom),
    speed_to_kmh: terms.speedTo === "" ? undefined : Number(terms.speedTo),
    order: terms.order,
    limit: terms.limit,
  });
}

type Gapless<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

function withoutGaps<Value extends object>(value: Value): Gapless<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Gapless<Value>;
}
