/** The parts of a form, from the JSON Schema of a kind's settings. */
import type { ChannelKind } from "../api/types";

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: "string" | "number" | "boolean" | "array";
  readonly usual: unknown;
  readonly choices: readonly string[];
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** Certificates and keys have many lines. */
  readonly isLong: boolean;
}

interface Part {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly allOf?: readonly Part[];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Part>>;
}

const TYPES: Readonly<Record<string, Field["type"]>> = {
  integer: "number",
  number: "number",
  boolean: "boolean",
  array: "array",
};

export function fieldsOf(kind: ChannelKind): readonly Field[] {
  const schema = kind.settings as Schema;
  return Object.entries(schema.properties ?? {}).map(([name, part]) => {
    const named = (part.$ref ?? part.allOf?.[0]?.$ref)?.split("/").at(-1);
    const whole = named === undefined ? part : { ...schema.$defs?.[named], ...part };
    const description = whole.description ?? "";
    return {
      name,
      title: whole.title ?? name,
      description,
      type: TYPES[whole.type ?? ""] ?? "string",
      usual: whole.default,
      choices: (whole.enum ?? []).map(String),
      isSecret: kind.secrets.includes(name),
      isRequired: schema.required?.includes(name) ?? false,
      isLong: /\bPEM\b/.test(description),
    };
  });
}

/** What was filled in; a secret that was not stays as it is. */
export function read(fields: readonly Field[], given: FormData): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of fields) {
    const value = String(given.get(field.name) ?? "");
    if (field.type === "boolean") found[field.name] = given.has(field.name);
    else if (field.type === "array")
      found[field.name] = value
        .split(/[\n,]+/)
        .map((one) => one.trim())
        .filter((one) => one !== "");
    else if (field.type === "number") {
      if (value !== "") found[field.name] = Number(value);
    } else if (!(field.isSecret && value === "")) found[field.name] = value;
  }
  return found;
}
