/** Terms: what a search asks for, as typed and clicked; read from and written to the address. */
import type { Colour, Heading, PlateColours, SearchBody, VehicleKind } from "../api/types";
import { type Area, areaText } from "../geo/area";
import type { Span } from "../time/span";
import { isoText } from "../time/taipei";

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
    order: params.order === "oldest" ? "oldest" : "newest",
    limit: Number.isInteger(limit) && limit > 0 ? limit : LIMIT,
  };
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
    order: terms.order,
    limit: terms.limit,
  });
}

type Gapless<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

function withoutGaps<Value extends object>(value: Value): Gapless<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Gapless<Value>;
}

/** How a row matched: `=` the plate read as asked, `≈` only another text its looks allow. */
export function howMatched(
  pattern: string,
  plate: string | undefined,
  alternatives: readonly string[],
): "=" | "≈" | "" {
  const wanted = pattern
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^A-Z0-9?*]/g, "");
  if (wanted === "" || plate === undefined) return "";
  const source = wanted.replace(/\*/g, "[A-Z0-9]*").replace(/\?/g, "[A-Z0-9]");
  const test = new RegExp(`^${source}$`);
  if (test.test(plate)) return "=";
  return alternatives.some((text) => test.test(text)) ? "≈" : "";
}
