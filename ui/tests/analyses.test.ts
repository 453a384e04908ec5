import { describe, expect, it } from "vitest";
import { fieldsOf, isInFront } from "../src/analyses/fields";
import { overlayOf } from "../src/analyses/overlay";
import { stepsOf } from "../src/analyses/pictures/steps";
import { isAsked, paramsOf, questionAt, valuesFrom, valuesOf } from "../src/analyses/question";
import { circled, parsePlace, parseTyped, parseVisit, visitText } from "../src/analyses/visits";
import { figure, spoken } from "../src/analyses/words";
import type { AnalysisAnswer, Finding, Passage } from "../src/api/types";
import { parseRoute, routeHash } from "../src/app/address";
import { type Fillings, type TextKey, textOf } from "../src/texts";

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

  it("begin with what holds when nobody says otherwise", () => {
    const fields = fieldsOf({
      required: ["at"],
      properties: {
        at: { type: "string", format: "moment" },
        band: { type: "string", format: "band", default: { start: 1320, end: 300 } },
        count_only: { type: "boolean" },
      },
    });
    expect(fields.map(({ name, fallback }) => [name, fallback])).toEqual([
      ["at", "now"],
      ["band", "22:00-05:00"],
    ]);
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

  it.each([
    ["2026-11-16T00:00:00%2B08:00/2026-11-22T21:00:00%2B08:00", "2026-11-16T00:00:00", "2026-11-22T21:00:00"],
    ["2026-11-16T00:00:00+08:00/2026-11-22T21:00:00+08:00", "2026-11-16T00:00:00", "2026-11-22T21:00:00"],
    ["2026-11-15T16:00:00Z/2026-11-22T22:00:00%2B09:00", "2026-11-16T00:00:00", "2026-11-22T21:00:00"],
    ["2026-11-15T16:00:00.000Z~2026-11-22T13:00:00.000Z", "2026-11-16T00:00:00", "2026-11-22T21:00:00"],
    ["now-7d/now", "2026-11-13T12:00:00", "2026-11-20T12:00:00"],
    ["now-7d", "2026-11-13T12:00:00", "2026-11-20T12:00:00"],
    ["now-1d/d/now/d", "2026-11-19T00:00:00", "2026-11-20T00:00:00"],
    ["2026/11/1/2026/11/2", "2026-11-01T00:00:00", "2026-11-03T00:00:00"],
  ])("takes from a link the span %s", (text, from, to) => {
    const fields = fieldsOf({
      required: ["span", "at", "visits"],
      properties: {
        span: { type: "string", format: "span" },
        at: { type: "string", format: "moment" },
        visits: { type: "array", items: { type: "string", format: "visit" } },
      },
    });
    const [moment = ""] = /^now-7d|^now-1d\/d|^2026\/11\/1|^[^/~]+/.exec(text) ?? [];
    const link = `#/analyses/x?q.span=${text}&q.at=${moment}&q.visits=${CIRCLE} @ ${text}`;
    const made = questionAt(fields, valuesOf(fields, parseRoute(link).params), NOW);
    expect(made).toEqual({
      ok: true,
      question: {
        span: `${from}+08:00/${to}+08:00`,
        at: `${from}+08:00`,
        visits: [`${CIRCLE} @ ${from}+08:00 / ${to}+08:00`],
      },
    });
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
    expect(parseTyped("now/d")).toEqual({ from: "now/d", to: "now" });
    expect(parseTyped("who/knows")).toEqual({ from: "who/knows", to: "now" });
    expect(parseVisit(`${CIRCLE} @ now-2d / now-1d`)).toEqual({
      place: CIRCLE,
      span: { from: "now-2d", to: "now-1d" },
    });
  });

  it("are named in order", () => {
    expect([0, 8, 19, 20].map(circled).join("")).toBe("①⑨⑳(21)");
  });
});

describe("what is said", () => {
  const zh = Object.assign((key: TextKey, fillings?: Fillings) => textOf("zh-TW", key, fillings), {
    language: "zh-TW" as const,
    word: (_group: string, word: string) => word,
  });

  it("names areas in words", () => {
    const said = { zh: "circle:121.6,23.98,900.0：若曾經過", en: "" };
    expect(spoken(zh, said)).toBe("圓形，半徑 900 公尺：若曾經過");
  });

  it.each([
    ["median_gap_s", 42, "42 秒"],
    ["bound_m", 12_345, "12.3 公里"],
    ["night_share_low", 0.8765, "87.6%"],
    ["chance_probability", 1e-9, "< 0.1%"],
    ["lift", 1234.56, "1,235"],
    ["drives_expected", 1e-6, "< 0.001"],
    ["first", "2026-11-20T00:00:00Z", "2026-11-20 08:00:00"],
    ["was_seen", true, "是"],
  ])("gives %s its unit", (name, value, expected) => {
    expect(figure(zh, name, value)).toBe(expected);
  });
});

describe("the gaps between two vehicles", () => {
  it("are as many steps ahead as behind, empty ones too", () => {
    const rows = [
      { from_s: -10, to_s: 0, times: 2 },
      { from_s: 20, to_s: 30, times: 5 },
    ];
    expect(stepsOf(rows)).toEqual({ from: -30, to: 30, counts: [0, 0, 2, 0, 0, 5] });
    expect(stepsOf([])).toBeNull();
  });
});

describe("the map of an answer", () => {
  const camera = (number: number, lon: number) => ({
    id: `C${number}`,
    number,
    name: "",
    lon,
    lat: 23.9,
    heading_deg: null,
  });
  const passage = (id: string, number: number, lon: number, text = "ABC1234") =>
    ({ id, at: "2026-11-20T00:00:00Z", camera: camera(number, lon), plate: { text } }) as Passage;
  const finding = {
    score: 1,
    says: [],
    plates: [],
    evidence: ["1", "2", "3"],
    caveats: [],
    cameras: [camera(9, 121.9)],
    facts: { lives: [{ evidence: ["1"] }, { evidence: ["3"] }] },
  } as Finding;
  const answer = {
    analysis: "cloned",
    findings: [finding],
    passages: {
      "1": passage("1", 1, 121.5),
      "2": passage("2", 2, 121.5005),
      "3": passage("3", 3, 121.6),
    },
    facts: {},
  } as unknown as AnalysisAnswer;

  it("numbers the evidence by place, each life in its colour, and shows where it was missed", () => {
    const { marks, lines } = overlayOf([], answer, finding, new Map());
    expect(marks.map(({ label, tone }) => [label, tone])).toEqual([
      ["", "camera"],
      ["1·2", "a"],
      ["3", "b"],
    ]);
    expect(lines).toEqual([]);
  });

  it("says how many passages there are where two vehicles came by more than once", () => {
    const ids = ["1", "2", "3", "4"];
    const together = { ...finding, evidence: ids, facts: { target: "XYZ5678" } } as Finding;
    const passages = Object.fromEntries(
      ids.map((id) => [id, passage(id, 1, 121.5, Number(id) % 2 === 0 ? "ABC1234" : "XYZ5678")]),
    );
    const { marks } = overlayOf([], { ...answer, passages }, together, new Map());
    expect(marks.map(({ label, tone }) => [label, tone])).toEqual([
      ["", "camera"],
      ["×4", "both"],
    ]);
  });

  it("with nothing open counts what was found at each place", () => {
    const { marks, bounds } = overlayOf([], answer, null, new Map());
    expect(marks.map(({ label, tone }) => [label, tone])).toEqual([
      ["2", "count"],
      ["1", "count"],
    ]);
    expect(bounds?.west).toBeCloseTo(121.496);
  });
});
