import { describe, expect, it } from "vitest";
import { fieldsOf, isInFront } from "../src/analyses/fields";
import { isAsked, paramsOf, questionAt, valuesFrom, valuesOf } from "../src/analyses/question";
import { circled, parsePlace, parseTyped, parseVisit, visitText } from "../src/analyses/visits";
import { parseRoute, routeHash } from "../src/app/address";

const NOW = Date.parse("2026-11-20T12:00:00+08:00");
const SCHEMA = {
  properties: {
    plates: {
      type: "array",
      title: "車號",
      description: "The plates.",
      items: { type: "string", format: "plate" },
    },
    visits: { type: "array", minItems: 2, title: "到過", items: { type: "string", format: "visit" } },
    span: { type: "string", format: "span", title: "期間", description: "Over which time." },
    again: { type: "string", format: "span", default: null, title: "比對期間" },
    kinds: { type: "array", default: [], title: "車型", items: { $ref: "#/$defs/VehicleKind" } },
    heading: { anyOf: [{ $ref: "#/$defs/Heading" }, { type: "null" }], default: null, title: "方向" },
    window_s: { type: "number", minimum: 5, maximum: 600, default: 60, title: "相隔" },
    least: { type: "integer", minimum: 1, default: 3, title: "至少" },
    is_fuzzy: { type: "boolean", default: true, title: "相似車號" },
  },
  required: ["plates", "visits", "span"],
  $defs: {
    VehicleKind: { enum: ["unknown", "sedan", "truck"], title: "VehicleKind", type: "string" },
    Heading: { enum: ["n", "s"], title: "Heading", type: "string" },
  },
};
const FIELDS = fieldsOf(SCHEMA);
const CIRCLE = "circle:121.6,23.98,1500";

describe("the fields of a question", () => {
  it("take their controls from the schema", () => {
    const control = (name: string) => FIELDS.find((field) => field.name === name)?.control;
    expect(control("plates")).toEqual({ kind: "text", format: "plate" });
    expect(control("again")).toEqual({ kind: "text", format: "span" });
    expect(control("kinds")).toEqual({ kind: "choice", group: "kind", words: ["unknown", "sedan", "truck"] });
    expect(control("heading")).toEqual({ kind: "choice", group: "heading", words: ["n", "s"] });
    expect(control("window_s")).toEqual({ kind: "number", isWhole: false, min: 5, max: 600 });
    expect(FIELDS[0]?.title).toEqual({ zh: "車號", en: "The plates" });
  });

  it("fold away what has a good default", () => {
    expect(FIELDS.filter(isInFront).map(({ name }) => name)).toEqual(["plates", "visits", "span", "again"]);
  });
});

describe("a question", () => {
  const filled = {
    ...valuesOf(FIELDS, {}),
    plates: ["ABC1234", "XYZ5678"],
    visits: [`${CIRCLE}@now-2d~now-1d`, "camera:HL-0001@2026-11-19 08:00~2026-11-19 09:00"],
    kinds: ["truck"],
    is_fuzzy: "no",
  };

  it("comes back from its address", () => {
    const route = { page: "analyses" as const, id: "convoy", params: paramsOf(FIELDS, filled) };
    const back = parseRoute(routeHash(route));
    expect(valuesOf(FIELDS, back.params)).toEqual(filled);
    expect(isAsked(back.params)).toBe(true);
    expect(isAsked({ at: "121,23,9" })).toBe(false);
  });

  it("leaves out of the address what is as it was at first", () => {
    expect(Object.keys(paramsOf(FIELDS, filled))).toEqual([
      "q.plates",
      "q.visits",
      "q.span",
      "q.kinds",
      "q.is_fuzzy",
    ]);
  });

  it("keeps in the address that a part was emptied", () => {
    const fields = fieldsOf({
      properties: { days: { type: "array", default: ["sat"], items: { enum: ["sat", "sun"] } } },
    });
    const params = paramsOf(fields, { days: [] });
    expect(valuesOf(fields, parseRoute(routeHash({ page: "analyses", id: "x", params })).params)).toEqual({
      days: [],
    });
  });

  it("is asked with absolute times", () => {
    expect(questionAt(FIELDS, filled, NOW)).toEqual({
      ok: true,
      question: {
        plates: ["ABC1234", "XYZ5678"],
        visits: [
          `${CIRCLE} @ 2026-11-18T12:00:00+08:00 / 2026-11-19T12:00:00+08:00`,
          "camera:HL-0001 @ 2026-11-19T08:00:00+08:00 / 2026-11-19T09:00:00+08:00",
        ],
        span: "2026-11-13T12:00:00+08:00/2026-11-20T12:00:00+08:00",
        kinds: ["truck"],
        window_s: 60,
        least: 3,
        is_fuzzy: false,
      },
    });
  });

  it.each([
    [{ plates: [] }, { plates: "missing" }],
    [{ visits: [filled.visits[0] ?? ""] }, { visits: "missing" }],
    [{ span: "yesterdayish~now" }, { span: "unreadable" }],
    [{ span: "now~now-1d" }, { span: "unreadable" }],
    [{ window_s: "601" }, { window_s: "unreadable" }],
    [{ least: "2.5" }, { least: "unreadable" }],
  ])("with %j says what is wrong", (change, wrong) => {
    expect(questionAt(FIELDS, { ...filled, ...change }, NOW)).toEqual({ ok: false, wrong });
  });

  it("that the centre kept is the same when it is asked again", () => {
    const made = questionAt(FIELDS, filled, NOW);
    if (!made.ok) throw new Error("it was complete");
    const held = valuesFrom(FIELDS, { ...made.question, again: null, heading: null });
    expect(questionAt(FIELDS, held, NOW)).toEqual(made);
  });
});

describe("places", () => {
  it("are areas or cameras", () => {
    expect(parsePlace("camera:HL-0001")).toEqual({ camera: "HL-0001" });
    expect(parsePlace("rectangle:121.5,23.9,121.6,24")).toHaveProperty("area.shape", "rectangle");
    expect(parsePlace("somewhere")).toBeNull();
  });

  it("carry their time, which may hold a slash", () => {
    const visit = { place: CIRCLE, span: { from: "now/d", to: "115/11/1 08:00" } };
    expect(parseVisit(visitText(visit))).toEqual(visit);
    expect(parseTyped("now-7d")).toEqual({ from: "now-7d", to: "now" });
  });

  it("are named in order", () => {
    expect([0, 8, 19, 20].map(circled).join("")).toBe("①⑨⑳(21)");
  });
});
