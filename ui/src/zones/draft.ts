/** A zone as it is typed, and the body that is sent of it. */
import type { LookoutSide, VehicleGroup, Zone, ZoneBody } from "../api/types";
import type { Area } from "../geo/area";
import { DAY_MS, dateText, isoText, wallTime } from "../time/taipei";
import type { Stretch } from "./week";

export const GROUPS: readonly VehicleGroup[] = [
  "large",
  "truck",
  "light_truck",
  "trailer",
  "bus",
  "coach",
  "taxi",
  "car",
  "scooter",
  "heavy_motorcycle",
  "bicycle",
  "military",
  "diplomatic",
];
export const SIDES: readonly LookoutSide[] = ["both", "entry", "exit", "inside", "left_out"];

export interface Draft {
  readonly name: string;
  readonly area: Area | null;
  readonly cameras: readonly string[];
  readonly sides: Readonly<Record<string, LookoutSide>>;
  readonly inward: Readonly<Record<string, number>>;
  readonly isAllowedOnly: boolean;
  readonly forbidden: readonly VehicleGroup[];
  readonly exempt: readonly VehicleGroup[];
  readonly oneway: string;
  readonly stayMinutes: string;
  readonly isAlways: boolean;
  readonly stretches: readonly Stretch[];
  readonly off: string;
  readonly full: string;
  readonly starts: string;
  readonly ends: string;
  readonly isPermanent: boolean;
  readonly legalBasis: string;
  readonly caseNo: string;
  readonly owner: string;
  readonly priority: number;
  readonly isCovert: boolean;
  readonly recipients: string;
  readonly leftAfterHours: string;
  readonly note: string;
  readonly isEmergency: boolean;
}

export function emptyDraft(now: number, area: Area | null, owner: string): Draft {
  return {
    name: "",
    area,
    cameras: [],
    sides: {},
    inward: {},
    isAllowedOnly: true,
    forbidden: [],
    exempt: [],
    oneway: "",
    stayMinutes: "",
    isAlways: true,
    stretches: [],
    off: "",
    full: "",
    starts: localText(now),
    ends: localText(now + 7 * DAY_MS),
    isPermanent: false,
    legalBasis: "",
    caseNo: "",
    owner,
    priority: 3,
    isCovert: false,
    recipients: "",
    leftAfterHours: "24",
    note: "",
    isEmergency: false,
  };
}

export function draftOf(zone: Zone): Draft {
  return {
    name: zone.name,
    area: zone.area as Area | null,
    cameras: zone.cameras,
    sides: Object.fromEntries(zone.sides.map(({ camera, side }) => [camera, side])),
    inward: Object.fromEntries(
      zone.sides.flatMap(({ camera, inward_deg }) =>
        inward_deg === null || inward_deg === undefined ? [] : [[camera, inward_deg]],
      ),
    ),
    isAllowedOnly: zone.rule.allowed_only ?? false,
    forbidden: zone.rule.forbidden ?? [],
    exempt: zone.rule.exempt ?? [],
    oneway: zone.rule.oneway_deg == null ? "" : String(zone.rule.oneway_deg),
    stayMinutes: zone.rule.max_stay_s == null ? "" : String(zone.rule.max_stay_s / 60),
    isAlways: (zone.timetable.stretches ?? []).length === 0,
    stretches: (zone.timetable.stretches ?? []) as Stretch[],
    off: (zone.timetable.off ?? []).join(" "),
    full: (zone.timetable.full ?? []).join(" "),
    starts: localText(Date.parse(zone.starts)),
    ends: zone.ends === null ? "" : localText(Date.parse(zone.ends)),
    isPermanent: zone.lasting === "permanent",
    legalBasis: zone.legal_basis,
    caseNo: zone.case_no,
    owner: zone.owner,
    priority: zone.terms.priority ?? 3,
    isCovert: zone.terms.covert ?? false,
    recipients: (zone.terms.recipients ?? []).join("、"),
    leftAfterHours: String(zone.left_after_s / 3600),
    note: zone.note,
    isEmergency: false,
  };
}

/** What is sent; the centre says what is wrong with it. */
export function bodyOf(draft: Draft): ZoneBody {
  return {
    name: draft.name,
    area: draft.area as NonNullable<ZoneBody["area"]> | null,
    cameras: draft.area ? [] : draft.cameras,
    sides: Object.entries(draft.sides).map(([camera, side]) => ({
      camera,
      side,
      inward_deg: draft.inward[camera] ?? null,
    })),
    rule: {
      allowed_only: draft.isAllowedOnly,
      forbidden: draft.forbidden,
      exempt: draft.exempt,
      oneway_deg: numberOf(draft.oneway),
      max_stay_s: scaled(draft.stayMinutes, 60),
    },
    timetable: {
      stretches: draft.isAlways ? [] : draft.stretches.map(([a, b]): [number, number] => [a, b]),
      off: listed(draft.off),
      full: listed(draft.full),
    },
    starts: instantText(draft.starts) ?? "now",
    ends: draft.isPermanent ? null : instantText(draft.ends),
    lasting: draft.isPermanent ? "permanent" : "temporary",
    legal_basis: draft.legalBasis,
    case_no: draft.caseNo,
    owner: draft.owner,
    terms: {
      priority: draft.priority,
      covert: draft.isCovert,
      recipients: listed(draft.recipients),
      act: "notify",
      danger: "",
    },
    left_after_s: scaled(draft.leftAfterHours, 3600) ?? DAY_MS / 1000,
    note: draft.note,
  };
}

/** What a field for local date and time shows of an instant. */
export function localText(ms: number): string {
  const { hour, minute } = wallTime(ms);
  return `${dateText(ms)}T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** The instant that such a field means in Taipei, `null` for an empty one. */
export function instantText(local: string): string | null {
  if (local === "") return null;
  const ms = Date.parse(`${local}:00+08:00`);
  return Number.isNaN(ms) ? null : isoText(ms);
}

export function listed(text: string): string[] {
  return text.split(/[\s,、，;；]+/).filter((part) => part !== "");
}

function numberOf(text: string): number | null {
  return text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text);
}

function scaled(text: string, by: number): number | null {
  const value = numberOf(text);
  return value === null ? null : value * by;
}
