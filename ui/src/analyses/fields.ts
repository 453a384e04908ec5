/** Fields: the parts of a question, from its JSON schema, each with the control a person fills it in by. */
import type { Said } from "../api/types";

export type Format = "span" | "moment" | "place" | "visit" | "plate" | "pattern" | "band" | "text";

export type Control =
  | { readonly kind: "text"; readonly format: Format }
  /** `group` names the enumeration: its words stand in the catalogue of texts under it. */
  | { readonly kind: "choice"; readonly group: string; readonly words: readonly string[] }
  | { readonly kind: "number"; readonly isWhole: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: "flag" };

export interface Field {
  readonly name: string;
  readonly title: Said;
  readonly isRequired: boolean;
  /** Whether it takes several. */
  readonly isMany: boolean;
  readonly least: number;
  readonly most: number;
  readonly control: Control;
  /** What holds when nothing is filled in, as a form writes it. */
  readonly fallback: Value;
}

/** What a form holds for a field: text, or several; a number as its digits, a flag as `yes` or `no`. */
export type Value = string | readonly string[];

interface Node {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly $ref?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Node>>;
}

const FORMATS: readonly string[] = ["span", "moment", "place", "visit", "plate", "pattern", "band"];
/** Spans that must be given start with the week that has just passed, moments with now. */
const FIRST_SPAN = "now-7d~now";

/** Asked by the page itself while places are drawn, never by a person. */
export const COUNT_ONLY = "count_only";

/** The fields of a question in the order in which they are asked. */
export function fieldsOf(schema: unknown): Field[] {
  const root = schema as Node;
  const required = new Set(root.required ?? []);
  return Object.entries(root.properties ?? {})
    .filter(([name]) => name !== COUNT_ONLY)
    .map(([name, node]) => fieldOf(name, node, required.has(name), root.$defs ?? {}));
}

function fieldOf(name: string, node: Node, isRequired: boolean, defs: Readonly<Record<string, Node>>): Field {
  const whole = meant(node, defs);
  const isMany = whole.type === "array";
  const one = isMany ? meant(whole.items ?? {}, defs) : whole;
  const control = controlOf(name, one);
  return {
    name,
    title: { zh: node.title ?? name, en: (node.description ?? name).replace(/\.$/, "") },
    isRequired: isRequired || (isMany && (whole.minItems ?? 0) > 0),
    isMany,
    least: isMany ? (whole.minItems ?? (isRequired ? 1 : 0)) : Number(isRequired),
    most: isMany ? (whole.maxItems ?? 1000) : 1,
    control,
    fallback: fallbackOf(node.default, isMany, control, isRequired),
  };
}

/** A node without its detours: what a reference names, the part of a choice that is not "nothing". */
function meant(node: Node, defs: Readonly<Record<string, Node>>): Node {
  if (node.$ref !== undefined) return meant(defs[node.$ref.split("/").at(-1) ?? ""] ?? {}, defs);
  const choice = (node.anyOf ?? node.allOf ?? []).find(({ type }) => type !== "null");
  return choice ? { ...meant(choice, defs) } : node;
}

function controlOf(name: string, node: Node): Control {
  if (node.enum) {
    return { kind: "choice", group: groupOf(node.title ?? name), words: node.enum.map(String) };
  }
  if (node.type === "boolean") return { kind: "flag" };
  if (node.type === "integer" || node.type === "number") {
    const min = node.minimum ?? node.exclusiveMinimum;
    return {
      kind: "number",
      isWhole: node.type === "integer",
      ...(min === undefined ? {} : { min }),
      ...(node.maximum === undefined ? {} : { max: node.maximum }),
    };
  }
  const format = FORMATS.find((known) => known === node.format) ?? "text";
  return { kind: "text", format: format as Format };
}

/** `VehicleKind` → `kind`, `PlateColours` → `plate_colours`: as the texts call them. */
function groupOf(title: string): string {
  const snake = title.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return snake === "vehicle_kind" ? "kind" : snake;
}

function fallbackOf(given: unknown, isMany: boolean, control: Control, isRequired: boolean): Value {
  if (isMany) return Array.isArray(given) ? given.map(String) : [];
  if (control.kind === "flag") return given === true ? "yes" : "no";
  if (typeof given === "object" && given !== null) return bandOf(given);
  if (given !== undefined && given !== null) return String(given);
  if (control.kind !== "text" || !isRequired) return "";
  return { span: FIRST_SPAN, moment: "now" }[control.format as "span" | "moment"] ?? "";
}

/** `22:00-05:00` of its minutes after midnight; nothing for what is no band: then the centre's default holds. */
function bandOf(given: object): string {
  const { start, end } = given as { start?: unknown; end?: unknown };
  if (typeof start !== "number" || typeof end !== "number") return "";
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return `${clock(start)}-${clock(end)}`;
}

/** Whether a field stands in the open; what has a good default is folded away. */
export function isInFront(field: Field): boolean {
  if (field.isRequired) return true;
  const { control, name } = field;
  if (name.startsWith("without_") || name === "leave_out") return false;
  return control.kind === "text" && control.format !== "text" && control.format !== "band";
}
