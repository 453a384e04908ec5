/** What an analysis puts on the map: the places asked, the passages of a finding numbered, and its own facts. */
import type { AnalysisAnswer, Camera, Finding, Passage, SeenBy } from "../api/types";
import { type Area, type Bounds, boundsOf } from "../geo/area";
import { metresBetween } from "../geo/geodesic";
import type { Mark, MarkLine, Overlay, Tone } from "../map/analysis_layer";
import { percent } from "../parts/confidence_words";
import { factsIn, numberIn, ringIn, textIn, textsIn } from "./facts";
import { lifeOf } from "./lives";
import type { AskedPlace } from "./use_places";
import { shortClock } from "./words";

export interface AnalysisOverlay extends Overlay {
  /** What the map should show of it; `null` when there is nothing. */
  readonly bounds: Bounds | null;
}

type Cameras = ReadonlyMap<number, Camera>;

export function overlayOf(
  asked: readonly AskedPlace[],
  answer: AnalysisAnswer | null,
  finding: Finding | null,
  cameras: Cameras,
): AnalysisOverlay {
  const drawn = asked.flatMap(({ area, label, isEdited }) => (area ? [{ area, label, isEdited }] : []));
  const areas = [...drawn, ...(answer ? stayAreas(answer) : [])];
  const named = asked.flatMap(({ camera, label }): Mark[] => {
    const found = camera === null ? undefined : [...cameras.values()].find(({ id }) => id === camera);
    return found ? [{ lon: found.lon, lat: found.lat, label, tone: "asked", says: "" }] : [];
  });
  const passages = finding && answer ? finding.evidence.flatMap((id) => answer.passages[id] ?? []) : [];
  const seen = finding ? evidenceMarks(finding, passages) : [];
  const lines = finding ? evidenceLines(finding, passages) : [];
  const next = answer ? nextMarks(answer) : [];
  const reach = answer ? reachOf(answer) : null;
  const others = finding ? cameraMarks(finding.cameras, [...seen, ...next]) : [];
  const counts = finding || !answer || next.length > 0 ? [] : countMarks(answer);
  const marks = [...counts, ...others, ...next, ...seen, ...named];
  return {
    areas,
    reach,
    marks,
    lines,
    bounds: boundsAround(
      areas.map(({ area }) => boundsOf(area)),
      marks,
    ),
  };
}

const MOST_NUMBERS = 2;

/** Nearer than this, cameras stand at one place: a junction has several poles. */
const ONE_PLACE_M = 120;

/** One mark per place, in both colours where both vehicles were, with its passages' numbers or how many. */
function evidenceMarks(finding: Finding, passages: readonly Passage[]): Mark[] {
  const places: { mark: Mark; numbers: number[] }[] = [];
  passages.forEach((passage, i) => {
    const { lon, lat } = passage.camera;
    if (lon === null || lat === null) return;
    const tone: Tone = lifeOf(finding, passage);
    const near = places.find(({ mark }) => metresBetween(mark, { lon, lat }) < ONE_PLACE_M);
    if (!near) places.push({ mark: { lon, lat, label: "", tone, says: "" }, numbers: [i + 1] });
    else {
      near.numbers.push(i + 1);
      if (near.mark.tone !== tone) near.mark = { ...near.mark, tone: "both" };
    }
  });
  return places.map(({ mark, numbers }) => ({
    ...mark,
    label: numbers.length <= MOST_NUMBERS ? numbers.join("·") : `×${numbers.length}`,
  }));
}

/** Where a vehicle stays, as far as cameras can tell: footholds with their rank. */
function stayAreas(answer: AnalysisAnswer): { area: Area; label: string; isEdited: boolean }[] {
  return answer.findings.flatMap(({ facts }, i) => {
    const [lon, lat, radius_m] = [facts.lon, facts.lat, facts.within_m].map(numberIn);
    if (lon == null || lat == null || radius_m == null) return [];
    const area: Area = { shape: "circle", lon, lat, radius_m: Math.max(radius_m, LEAST_STAY_M) };
    return [{ area, label: String(i + 1), isEdited: false }];
  });
}

/** A foothold between two cameras of one pole still must be seen. */
const LEAST_STAY_M = 150;

/** More legs than this are a web that tells nothing. */
const MOST_LINES = 40;

/** From each passage to the next of the same life: a chord, not a road. */
function evidenceLines(finding: Finding, passages: readonly Passage[]): MarkLine[] {
  if (passages.length > MOST_LINES) return [];
  const last = new Map<string, Passage>();
  const lines: MarkLine[] = [];
  for (const passage of passages) {
    const tone = lifeOf(finding, passage);
    const key = `${tone} ${passage.plate?.text ?? ""}`;
    const before = last.get(key)?.camera;
    last.set(key, passage);
    const { lon, lat } = passage.camera;
    if (!before || before.lon === null || before.lat === null || lon === null || lat === null) continue;
    if (metresBetween({ lon: before.lon, lat: before.lat }, { lon, lat }) < ONE_PLACE_M) continue;
    lines.push({ from: [before.lon, before.lat], to: [lon, lat], tone });
  }
  return lines;
}

/** Where it may come next: every gate of the answer with its rank; the likeliest of a place says when. */
function nextMarks(answer: AnalysisAnswer): Mark[] {
  const marks: Mark[] = [];
  answer.findings.forEach(({ facts, cameras }, i) => {
    const chance = numberIn(facts.probability);
    const at = cameras.find(({ lon, lat }) => lon !== null && lat !== null);
    if (chance === null || textIn(facts.gate) === null || !at || at.lon === null || at.lat === null) return;
    const place = { lon: at.lon, lat: at.lat };
    const near = marks.findIndex((mark) => metresBetween(mark, place) < ONE_PLACE_M);
    const before = marks[near];
    const eta = textsIn(facts.eta)[1];
    const says = [percent(chance), eta ? shortClock(Date.parse(eta)) : ""].filter(Boolean).join(" · ");
    if (before) marks[near] = { ...before, label: `${before.label}·${i + 1}` };
    else marks.push({ ...place, label: String(i + 1), tone: "next", says });
  });
  return marks;
}

/** The area a vehicle can be in by now. */
function reachOf(answer: AnalysisAnswer): [number, number][] | null {
  return ringIn(factsIn(answer.facts.area)?.ring);
}

/** Cameras of a finding where it was not seen, one mark per place. */
function cameraMarks(cameras: readonly SeenBy[], seen: readonly Mark[]): Mark[] {
  const marks: Mark[] = [];
  for (const { lon, lat } of cameras) {
    if (lon === null || lat === null) continue;
    const isNear = [...seen, ...marks].some((mark) => metresBetween(mark, { lon, lat }) < ONE_PLACE_M);
    if (!isNear) marks.push({ lon, lat, label: "", tone: "camera", says: "" });
  }
  return marks;
}

/** With no finding open: how often something was found at each place. */
function countMarks(answer: AnalysisAnswer): Mark[] {
  const places: { lon: number; lat: number; n: number }[] = [];
  for (const { camera } of Object.values(answer.passages)) {
    const { lon, lat } = camera;
    if (lon === null || lat === null) continue;
    const near = places.find((place) => metresBetween(place, { lon, lat }) < ONE_PLACE_M);
    if (near) near.n += 1;
    else places.push({ lon, lat, n: 1 });
  }
  return places.map(({ lon, lat, n }) => ({
    lon,
    lat,
    label: String(n),
    tone: "count",
    says: "",
  }));
}

const ROOM = 0.004;

function boundsAround(areas: readonly Bounds[], marks: readonly Mark[]): Bounds | null {
  const all = [
    ...areas,
    ...marks.map(({ lon, lat }) => ({
      west: lon - ROOM,
      east: lon + ROOM,
      south: lat - ROOM,
      north: lat + ROOM,
    })),
  ];
  if (all.length === 0) return null;
  return {
    west: Math.min(...all.map(({ west }) => west)),
    south: Math.min(...all.map(({ south }) => south)),
    east: Math.max(...all.map(({ east }) => east)),
    north: Math.max(...all.map(({ north }) => north)),
  };
}
