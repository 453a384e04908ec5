/** Facts read with care: what the centre hands over as free JSON is looked at before it is drawn. */

export type Facts = Readonly<Record<string, unknown>>;

/** The value as a list of numbers, `null` when it is anything else. */
export function numbersIn(value: unknown): readonly number[] | null {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number")
    ? (value as number[])
    : null;
}

export function numberIn(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function textIn(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The value as a list of objects; empty when it is none. */
export function rowsIn(value: unknown): readonly Facts[] {
  return Array.isArray(value) ? value.filter(isFacts) : [];
}

export function factsIn(value: unknown): Facts | null {
  return isFacts(value) ? value : null;
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Those facts that are one figure or word each. */
export function plainFacts(facts: Facts): [string, string | number | boolean][] {
  return Object.entries(facts).filter(
    (pair): pair is [string, string | number | boolean] =>
      typeof pair[1] === "string" || typeof pair[1] === "number" || typeof pair[1] === "boolean",
  );
}

/** The value as a list of texts; empty when it is none. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The value as a ring of longitude and latitude, `null` when it is none. */
export function ringIn(value: unknown): [number, number][] | null {
  if (!Array.isArray(value) || value.length < 4) return null;
  const ring = value.map((corner: unknown) => numbersIn(corner));
  if (ring.some((corner) => corner?.length !== 2)) return null;
  return ring as unknown as [number, number][];
}
