/** Asking the centre. A result is a union: there is no exception to forget. */
import type * as T from "./types";

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly kind: string; readonly message: string; readonly status: number };

const ROOT = "/api/v1";
let onSignedOut: () => void = () => {};

/** Called when the centre says that nobody is signed in any more. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Result<Response>> {
  const isForm = body instanceof FormData || body instanceof Blob; // as it is, not as JSON
  const init: RequestInit = { method, credentials: "same-origin", ...(signal ? { signal } : {}) };
  if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
  if (body !== undefined && !isForm) init.headers = { "Content-Type": "application/json" };
  let reply: Response;
  try {
    reply = await fetch(ROOT + path, init);
  } catch (error) {
    return { ok: false, kind: kindOf(error), message: "", status: 0 };
  }
  if (reply.ok) return { ok: true, value: reply };
  const { kind, message } = await problem(reply);
  if (reply.status === 401 && path !== "/session") onSignedOut();
  return { ok: false, kind, message, status: reply.status };
}

function kindOf(error: unknown): string {
  if (error instanceof SyntaxError) return "unreadable";
  return error instanceof DOMException && error.name === "AbortError" ? "aborted" : "unreachable";
}

async function problem(reply: Response): Promise<{ kind: string; message: string }> {
  try {
    const { error } = (await reply.json()) as { error: { kind: string; message: string } };
    return error;
  } catch {
    return { kind: "unreadable", message: reply.statusText };
  }
}

async function json<Value>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Result<Value>> {
  const reply = await ask(method, path, body, signal);
  if (!reply.ok) return reply;
  if (reply.value.status === 204) return { ok: true, value: undefined as Value };
  try {
    return { ok: true, value: (await reply.value.json()) as Value };
  } catch (error) {
    return { ok: false, kind: kindOf(error), message: "", status: reply.value.status };
  }
}

function query(params: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(params).filter(
    (pair): pair is [string, string | number] => pair[1] !== undefined,
  );
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}

export const api = {
  session: () => json<T.Session>("GET", "/session"),
  signIn: (username: string, password: string) => json<T.Session>("POST", "/session", { username, password }),
  signOut: () => json<void>("DELETE", "/session"),
  firstAdministrator: (token: string, username: string, name: string, password: string) =>
    json<T.Session>("POST", "/first-administrator", { token, username, name, password }),

  officers: () => json<{ officers: T.Account[] }>("GET", "/officers"),
  addOfficer: (officer: { username: string; name: string; password: string; role: T.Role }) =>
    json<T.Account>("POST", "/officers", officer),
  changeOfficer: (username: string, changes: { is_active?: boolean; password?: string; role?: T.Role }) =>
    json<T.Account>("PATCH", `/officers/${encodeURIComponent(username)}`, changes),

  purposes: () => json<{ purposes: T.Purpose[] }>("GET", "/purposes"),
  addPurpose: (case_no: string, reason: string) => json<T.Purpose>("POST", "/purposes", { case_no, reason }),

  register: () => json<T.Register>("GET", "/cameras"),
  select: (area: T.SearchBody["area"], kinds: readonly T.CameraKind[], signal?: AbortSignal) =>
    json<T.Selection>("POST", "/cameras/select", { area, ...(kinds.length ? { kinds } : {}) }, signal),
  exportCameras: (
    area: T.SearchBody["area"] | null,
    kinds: readonly T.CameraKind[],
    format: "csv" | "geojson",
  ) => download("/cameras/export", { ...(area ? { area } : {}), ...(kinds.length ? { kinds } : {}), format }),
  importCameras: (file: File, isDryRun: boolean, crs: string, kind: T.CameraKind) => {
    const form = new FormData();
    form.set("file", file);
    form.set("dry_run", String(isDryRun));
    if (crs) form.set("crs", crs);
    form.set("kind", kind);
    return json<T.ImportReport>("POST", "/cameras/import", form);
  },

  addCamera: (body: Pick<T.AddCameraBody, "id" | "name" | "model" | "lon" | "lat">) =>
    json<T.Camera>("POST", "/cameras", body),
  streams: () => json<{ streams: T.CameraStream[] }>("GET", "/streams"),
  setStream: (camera: string, role: T.StreamRole, body: Given<T.StreamBody>) =>
    json<T.CameraStream>("PUT", streamPath(camera, role), body),
  recordStream: (camera: string, role: T.StreamRole, is_recorded: boolean) =>
    json<T.CameraStream>("PATCH", streamPath(camera, role), { is_recorded }),
  removeStream: (camera: string, role: T.StreamRole) => json<void>("DELETE", streamPath(camera, role)),
  tryStream: (body: Given<T.TryBody>) => json<T.OpenedStream>("POST", "/streams/try", body),
  findCameras: (subnets: readonly string[]) =>
    json<T.CameraSearch>("POST", "/discovery/searches", { subnets }),
  cameraSearch: (id: string) => json<T.CameraSearch>("GET", `/discovery/searches/${id}`),
  stopCameraSearch: (id: string) => json<void>("DELETE", `/discovery/searches/${id}`),
  lookAtDevice: (body: T.DeviceBody) => json<T.DeviceLook>("POST", "/discovery/look", body),
  deviceSnapshot: (body: T.DeviceBody & { token: string }) => picture("/discovery/snapshot", body),

  search: (body: T.SearchBody, signal?: AbortSignal) =>
    json<T.Answer>("POST", "/passages/search", body, signal),
  several: (body: T.SeveralBody) => json<T.SeveralAnswer>("POST", "/passages/several", body),
  lookAlikes: (pattern: string, signal?: AbortSignal) =>
    json<T.LookAlikes>("POST", "/passages/look-alikes", { pattern }, signal),
  passage: (id: string, purpose_id: number) =>
    json<T.OpenedPassage>("GET", `/passages/${encodeURIComponent(id)}${query({ purpose_id })}`),
  correct: (id: string, body: T.CorrectionBody) =>
    json<T.Corrections>("POST", `/passages/${encodeURIComponent(id)}/corrections`, body),
  misreads: (camera: number) => json<T.Misreads>("GET", `/cameras/${camera}/misreads`),
  trail: (body: { purpose_id: number; plate: string; from: string; to: string }) =>
    json<T.TrailAnswer>("POST", "/trails", body),

  analyses: () => json<{ analyses: T.AnalysisKind[] }>("GET", "/analyses"),
  analyse: (
    name: string,
    purpose_id: number,
    question: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ) =>
    json<T.AnalysisAnswer>("POST", `/analyses/${encodeURIComponent(name)}`, { purpose_id, question }, signal),
  saved: () => json<{ saved: T.SavedQuestion[] }>("GET", "/saved"),
  saveQuestion: (body: T.SaveBody) => json<T.SavedQuestion>("POST", "/saved", body),
  askSaved: (id: number, purpose_id: number, signal?: AbortSignal) =>
    json<T.SavedAnswer>("POST", `/saved/${id}/ask`, { purpose_id }, signal),
  dropSaved: (id: number) => json<void>("DELETE", `/saved/${id}`),

  openAlerts: () => json<T.OpenAlerts>("GET", "/alerts/open"),
  alerts: (asked: { plate?: string; origin?: string; state?: string }) =>
    json<T.PastAlerts>("GET", `/alerts${query(given(asked))}`),
  alert: (id: number) => json<T.OpenedAlert>("GET", `/alerts/${id}`),
  actOnAlert: (id: number, act: string, body: Readonly<Record<string, unknown>>) =>
    json<T.OpenedAlert>("POST", `/alerts/${id}/${act}`, body),
  startDrill: (body: T.DrillBody) => json<T.OpenedAlert>("POST", "/alerts/drills", body),
  pursuit: (id: number) => json<T.Pursuit>("POST", `/alerts/${id}/pursuit`),
  roadWatches: () => json<T.RoadWatches>("GET", "/road-watches"),
  addRoadWatch: (body: T.RoadWatchBody) => json<T.RoadWatch>("POST", "/road-watches", body),
  decideRoadWatch: (id: number, act: "approve" | "end") =>
    json<T.RoadWatch>("POST", `/road-watches/${id}/${act}`),
  watchHealth: () => json<T.WatchHealth>("GET", "/watch/health"),
  alertFigures: () => json<T.AlertFigures>("GET", "/alerts/figures"),

  audit: (asked: { before?: number; limit?: number; officer?: string; action?: string }) =>
    json<{ rows: T.AuditRow[] }>("GET", `/audit${query(asked)}`),
  imports: () => json<{ files: T.ImportedFile[] }>("GET", "/imports"),
  historyEstimate: (body: T.HistoryWanted) => json<T.HistoryEstimate>("POST", "/history/estimate", body),
  startHistory: (body: T.HistoryWanted & { confirmed: boolean }) =>
    json<T.HistoryDetail>("POST", "/history/jobs", body),
  historyJobs: () => json<{ jobs: T.HistoryJob[] }>("GET", "/history/jobs"),
  historyJob: (id: number) => json<T.HistoryDetail>("GET", `/history/jobs/${id}`),
  stopHistory: (id: number) => json<T.HistoryDetail>("POST", `/history/jobs/${id}/stop`),
  resumeHistory: (id: number) => json<T.HistoryDetail>("POST", `/history/jobs/${id}/resume`),
  prioritiseHistory: (id: number, priority: number) =>
    json<T.HistoryDetail>("POST", `/history/jobs/${id}/priority`, { priority }),
  footageCameras: () => json<T.FootageCameras>("GET", "/footage/cameras"),
  footageHealth: () => json<T.FootageHealth>("GET", "/footage/health"),
  footageTimeline: (camera: number, from: string, to: string, purpose?: number) =>
    json<T.FootageTimeline>(
      "GET",
      `/footage/${camera}/timeline${query({ from, to, ...(purpose !== undefined && { purpose_id: String(purpose) }) })}`,
    ),
  footageDays: (camera: number, month: string) =>
    json<T.FootageDays>("GET", `/footage/${camera}/days${query({ month })}`),
  viewFootage: (body: T.FootageViewBody) => json<T.FootageView>("POST", "/footage/views", body),
  mapLayers: () => json<{ layers: T.MapLayer[] }>("GET", "/map/layers"),
  push: () => json<T.Push>("GET", "/push"),
  addPushDevice: (body: T.PushDeviceBody) => json<T.PushDevice>("POST", "/push/devices", body),
  removePushDevice: (id: number) => json<void>("DELETE", `/push/devices/${id}`),
  testPushDevice: (id: number) => json<{ says: string }>("POST", `/push/devices/${id}/test`),
  zones: () => json<{ zones: T.ZoneFacts[] }>("GET", "/zones"),
  zone: (id: number) => json<T.Zone>("GET", `/zones/${id}`),
  addZone: (body: T.NewZoneBody) => json<T.Zone>("POST", "/zones", body),
  changeZone: (id: number, body: T.ChangedZoneBody) => json<T.Zone>("PUT", `/zones/${id}`, body),
  approveZone: (id: number, version: number) => json<T.Zone>("POST", `/zones/${id}/approve`, { version }),
  endZone: (id: number) => json<T.Zone>("POST", `/zones/${id}/end`),
  lookouts: (body: T.LookoutsBody, signal?: AbortSignal) =>
    json<{ lookouts: T.Lookout[] }>("POST", "/zones/lookouts", body, signal),
  previewZone: (body: T.ZonePreviewBody) => json<T.ZonePreview>("POST", "/zones/preview", body),
  allowed: (zone: number) => json<T.AllowedPlates>("GET", `/zones/${zone}/allowed`),
  allow: (zone: number, body: T.AllowBody) => json<T.AllowedPlates>("POST", `/zones/${zone}/allowed`, body),
  disallow: (zone: number, id: number) => json<void>("DELETE", `/zones/${zone}/allowed/${id}`),
  importAllowed: (zone: number, file: File, isDryRun: boolean) => {
    const form = new FormData();
    form.set("file", file);
    form.set("dry_run", String(isDryRun));
    return json<T.ImportedAllowed>("POST", `/zones/${zone}/allowed/import`, form);
  },
  zoneVisits: (zone: number, body: { purpose_id: number; which: "inside" | "all" }) =>
    json<T.Visits>("POST", `/zones/${zone}/visits`, body),
  zoneCounts: (zone: number, from: string) =>
    json<T.ZoneCounts>("GET", `/zones/${zone}/counts${query({ from })}`),
  watchLists: () => json<{ lists: T.WatchList[] }>("GET", "/watch/lists"),
  makeList: (body: T.ListBody) => json<T.WatchList>("POST", "/watch/lists", body),
  exportList: (list_id: number) => download("/watch/lists/export", { list_id }),
  watchEntries: (asked: {
    list_id: number | undefined;
    states: readonly T.WatchEntryState[];
    text: string;
    before: number | undefined;
  }) => {
    const { states, ...rest } = asked;
    const chosen = states.map((state) => `&state=${state}`).join("");
    return json<T.WatchEntries>("GET", `/watch/entries${query({ ...rest, limit: 50 })}${chosen}`);
  },
  addEntry: (list: number, body: T.NewEntryBody) =>
    json<T.WatchEntry>("POST", `/watch/lists/${list}/entries`, body),
  changeEntry: (id: number, body: T.EntryBody) => json<T.WatchEntry>("PUT", `/watch/entries/${id}`, body),
  actOnEntry: (id: number, act: "approve" | "withdraw") =>
    json<T.WatchEntry>("POST", `/watch/entries/${id}/${act}`),
  previewPattern: (pattern: string, exactness: T.Exactness) =>
    json<T.PatternPreview>("GET", `/watch/preview${query({ pattern, exactness })}`),
  importList: (form: FormData) => json<T.ListFileReport>("POST", "/watch/import", form),
  listFiles: () => json<{ imports: T.ListFile[] }>("GET", "/watch/imports"),
  decideOnFile: (id: number, what: "approve" | "reject") =>
    json<T.ListFile>("POST", `/watch/imports/${id}/${what}`),
  listSources: () => json<{ sources: T.ListSource[] }>("GET", "/watch/sources"),
  approveSource: (id: number) => json<T.ListSource>("POST", `/watch/sources/${id}/approve`),
  endSource: (id: number) => json<void>("DELETE", `/watch/sources/${id}`),
  changeList: (id: number, body: T.ListBody) => json<T.WatchList>("PUT", `/watch/lists/${id}`, body),
  foreseePast: (purpose_id: number, days: number) =>
    json<T.PastCost>("GET", `/watch/retro/estimate${query({ purpose_id, days })}`),
  estimatePast: (entry: number, days: number) =>
    json<T.PastCost>("POST", `/watch/entries/${entry}/retro/estimate`, { days }),
  searchPast: (entry: number, days: number) =>
    json<T.PastSearch>("POST", `/watch/entries/${entry}/retro`, { days }),
  pastSearches: (entry: number) => json<readonly T.PastSearch[]>("GET", `/watch/entries/${entry}/retro`),
  vehicleRegister: () => json<T.VehicleRegister>("GET", "/watch/vehicles"),
  importVehicles: (form: FormData) => json<T.VehicleReport>("POST", "/watch/vehicles/import", form),
  lamps: () => json<{ lamps: T.Lamp[] }>("GET", "/lamps"),
  lampKinds: () => json<{ kinds: T.LampKind[] }>("GET", "/lamps/kinds"),
  addLamp: (body: T.LampBody) => json<T.Lamp>("POST", "/lamps", body),
  changeLamp: (id: number, body: T.LampBody) => json<T.Lamp>("PUT", `/lamps/${id}`, body),
  removeLamp: (id: number) => json<void>("DELETE", `/lamps/${id}`),
  testLamp: (id: number, show: T.LampTrial) => json<T.Lamp>("POST", `/lamps/${id}/test`, { show }),
  muteLamp: (id: number) => json<T.Lamp>("POST", `/lamps/${id}/mute`),
  guide: () => json<{ incidents: T.Incident[] }>("GET", "/demo"),
  duty: () => json<T.Duty>("GET", "/duty"),
  dutyWeek: (group: number, start: string) =>
    json<T.DutyWeek>("GET", `/duty/groups/${group}/week${query({ start })}`),
  /** A group changed, or with the number 0 made. */
  putGroup: (group: number, body: T.DutyGroupBody) =>
    json<T.DutyGroup>(group === 0 ? "POST" : "PUT", `/duty/groups${group === 0 ? "" : `/${group}`}`, body),
  dropGroup: (group: number) => json<void>("DELETE", `/duty/groups/${group}`),
  substitute: (group: number, body: T.Substitution) =>
    json<T.DutyGroup>("PUT", `/duty/groups/${group}/substitutions`, body),
  dropSubstitution: (group: number, day: string, away: string) =>
    json<T.DutyGroup>("DELETE", `/duty/groups/${group}/substitutions/${day}/${encodeURIComponent(away)}`),
  putPerson: (username: string, contacts: readonly T.DutyContact[]) =>
    json<T.DutyPerson>("PUT", `/duty/people/${encodeURIComponent(username)}`, { contacts }),
  dropPerson: (username: string) => json<void>("DELETE", `/duty/people/${encodeURIComponent(username)}`),
  roster: (file: Blob, isDry: boolean) =>
    json<T.Roster>("POST", `/duty/roster${isDry ? "?dry_run=true" : ""}`, file),
  channelKinds: () => json<T.ChannelKinds>("GET", "/channels/kinds"),
  channels: () => json<T.Channels>("GET", "/channels"),
  /** A channel set up anew, or with the number 0 for the first time. */
  putChannel: (channel: number, body: T.ChannelBody) =>
    json<T.Channel>(channel === 0 ? "POST" : "PUT", `/channels${channel === 0 ? "" : `/${channel}`}`, body),
  dropChannel: (channel: number) => json<void>("DELETE", `/channels/${channel}`),
  testChannel: (channel: number, address: string) =>
    json<T.Delivery>("POST", `/channels/${channel}/test`, { address }),
  deliveries: (asked: Readonly<Record<string, string>>) =>
    json<T.Deliveries>(
      "GET",
      `/deliveries${query(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== "")))}`,
    ),
  delivery: (id: number) => json<T.OpenedDelivery>("GET", `/deliveries/${id}`),
};

/** Asks for a file and hands it to the browser to keep. */
/** A body of which only the address must be given. */
type Given<Body extends { readonly url: string }> = Pick<Body, "url"> & Partial<Body>;

/** What was filled in. */
function given(asked: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]));
}

function streamPath(camera: string, role: T.StreamRole): string {
  return `/cameras/${encodeURIComponent(camera)}/streams/${role}`;
}

async function picture(path: string, body: unknown): Promise<Result<Blob>> {
  const reply = await ask("POST", path, body);
  return reply.ok ? { ok: true, value: await reply.value.blob() } : reply;
}

async function download(path: string, body: unknown): Promise<Result<string>> {
  const reply = await ask("POST", path, body);
  if (!reply.ok) return reply;
  const disposition = reply.value.headers.get("Content-Disposition") ?? "";
  const name = /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? "cameras";
  const address = URL.createObjectURL(await reply.value.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
  return { ok: true, value: name };
}
