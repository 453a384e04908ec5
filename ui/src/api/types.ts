/** The API's own words, as the page uses them. */
import type { Area } from "../geo/area";

export type Role = "investigator" | "administrator" | "auditor";
export interface Officer {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly is_active?: boolean;
}
export interface Session {
  readonly officer: Officer | null;
  readonly needs_first_administrator: boolean;
  readonly demo: boolean;
}
export interface Purpose {
  readonly id: number;
  readonly case_no: string;
  readonly reason: string;
}
export type CameraKind = "plate" | "ordinary";
export interface Camera {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly kind: CameraKind;
  readonly lon: number;
  readonly lat: number;
  readonly heading_deg: number | null;
  readonly fov_deg: number | null;
  readonly site_id: string | null;
  readonly station_id: string | null;
  readonly model: string | null;
  readonly installed_year: number | null;
}
export interface Station {
  readonly id: string;
  readonly name: string;
  readonly precinct: string;
  readonly lon: number;
  readonly lat: number;
}
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
}
export interface Register {
  readonly cameras: readonly Camera[];
  readonly stations: readonly Station[];
  readonly sites: readonly Site[];
}
export interface StationCount {
  readonly id: string;
  readonly name: string;
  readonly precinct: string;
  readonly count: number;
}
export interface Selection {
  readonly count: number;
  readonly cameras: readonly string[];
  readonly stations: readonly StationCount[];
}
export type Box = readonly [number, number, number, number];
export interface PassagePicture {
  readonly url: string;
  readonly at_s: number;
  readonly plate_box: Box | null;
}
export interface PlateText {
  readonly text: string;
  readonly display: string;
  readonly series: string;
  readonly is_valid: boolean;
}
export interface PassageCamera {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly heading_deg: number | null;
}
export interface Passage {
  readonly id: string;
  readonly at: string;
  readonly clock: string;
  readonly error_s: number | null;
  readonly source: string;
  readonly camera: PassageCamera;
  readonly plate: PlateText | null;
  readonly confidence: number;
  readonly alternatives: readonly string[];
  readonly looks: number;
  readonly is_single_look: boolean;
  readonly kind: string;
  readonly colour: string;
  readonly heading: string;
  readonly speed_kmh: number | null;
  readonly model: string;
  readonly pictures: readonly PassagePicture[];
}
export interface Letter {
  readonly symbol: string;
  readonly probability: number;
  readonly rivals: readonly (readonly [string, number])[];
}
export interface Reading {
  readonly text: string;
  readonly confidence: number;
  readonly found: number;
  readonly at_s: number;
  readonly box: Box;
  readonly letters: readonly Letter[];
}
export interface OpenedPassage extends Passage {
  readonly readings: readonly Reading[];
}
export interface SearchBody {
  readonly purpose_id: number;
  readonly pattern?: string;
  readonly from: string;
  readonly to: string;
  readonly area?: Area;
  readonly cameras?: readonly string[];
  readonly colours?: readonly string[];
  readonly kinds?: readonly string[];
  readonly headings?: readonly string[];
  readonly has_plate?: boolean;
  readonly min_confidence?: number;
  readonly order?: "newest" | "oldest";
  readonly limit?: number;
}
export type EmptyBecause = "no_cameras_in_area" | "no_passages_in_span" | "nothing_matches";
export interface Answer {
  readonly audit_id: number;
  readonly rows: readonly Passage[];
  readonly more: boolean;
  readonly cameras_asked: number | null;
  readonly empty_because: EmptyBecause | null;
  readonly elapsed_ms: number;
}
export type LegStatus = "usual" | "gap" | "unknown" | "impossible";
export interface Leg {
  readonly status: LegStatus;
  readonly distance_m: number;
  readonly seconds: number;
  readonly usual_s: number | null;
  readonly error_s: number | null;
}
export interface TrailAnswer {
  readonly audit_id: number;
  readonly plate: PlateText;
  readonly passages: readonly Passage[];
  readonly legs: readonly Leg[];
}
export interface AuditRow {
  readonly id: number;
  readonly at: string;
  readonly officer: { readonly username: string; readonly name: string };
  readonly action: string;
  readonly case_no: string | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly outcome: string | null;
  readonly rows_found: number | null;
}
export interface ImportedFile {
  readonly path: string;
  readonly camera_id: string;
  readonly state: string;
  readonly done_s: number;
  readonly total_s: number | null;
  readonly passages: number;
  readonly error: string | null;
}
export interface MapLayer {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly kind: "builtin" | "raster" | "pmtiles" | "geojson" | "google";
  readonly url: string;
  readonly attribution: string;
  readonly max_zoom: number;
  readonly needs_internet: boolean;
}
export interface Incident {
  readonly id: string;
  readonly kind: string;
  readonly title_zh: string;
  readonly title_en: string;
  readonly story_zh: string;
  readonly story_en: string;
  readonly plates: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly link: string;
}
