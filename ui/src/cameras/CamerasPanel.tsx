/** 鏡頭: the cameras in the drawn area, at once and exactly; their stations; both as a file. */
import { useEffect, useMemo, useState } from "react";
import { api } from "../api/client";
import type { Camera, CameraKind, Selection, StationCount } from "../api/types";
import { useDesk } from "../app/desk";
import { toPage } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { type Area, areaText } from "../geo/area";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { VirtualList } from "../parts/VirtualList";
import { areaWords } from "../search/area_words";
import { RadiusField } from "./RadiusField";

const ROW_HEIGHT = 52;
const KINDS: readonly CameraKind[] = ["plate", "ordinary"];

export function CamerasPanel() {
  const say = useSay();
  const { register, registerProblem, area, isLive, chosen, startDrawing, drawing, setArea, view } = useDesk();
  const [kinds, setKinds] = useState<readonly CameraKind[]>(KINDS);
  const [words, setWords] = useState("");
  const confirmed = useConfirmed(isLive ? null : area);
  const within = area ? chosen : (register?.cameras ?? []);
  const listed = useMemo(() => matching(within, kinds, words), [within, kinds, words]);
  const counts = useMemo(() => countKinds(within), [within]);

  if (registerProblem) {
    return (
      <Notice tone="bad" title={say("failed.register")}>
        {registerProblem}
      </Notice>
    );
  }
  if (!register) {
    return (
      <p className="asking" role="status">
        <span className="spinner" aria-hidden="true" />
        {say("cameras.loading")}
      </p>
    );
  }
  return (
    <div className="cameras">
      <section className="figure" aria-label={say("cameras.count_label")}>
        <p className="figure-count" aria-live="polite" data-testid="camera-count">
          <b>{within.length.toLocaleString("en-US")}</b>
          <span>{say(area || drawing ? "cameras.inside" : "cameras.all")}</span>
        </p>
        <div className="figure-kinds">
          {KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              className="chip"
              aria-pressed={kinds.includes(kind)}
              onClick={() => setKinds(flipped(kinds, kind))}
            >
              <i className={`dot dot-${kind}`} aria-hidden="true" />
              {say.word("camera_kind", kind)} {counts[kind].toLocaleString("en-US")}
            </button>
          ))}
        </div>
        {area ? (
          <div className="figure-area">
            <Icon name={area.shape} size={17} />
            <span>{areaWords(say, area)}</span>
            {area.shape === "circle" && <RadiusField circle={area} onChange={setArea} />}
          </div>
        ) : (
          <div className="figure-draw">
            {(["circle", "rectangle", "polygon"] as const).map((shape) => (
              <button
                key={shape}
                type="button"
                aria-pressed={drawing === shape}
                onClick={() => startDrawing(shape)}
              >
                <Icon name={shape} size={18} />
                {say(`draw.${shape}`)}
              </button>
            ))}
          </div>
        )}
        {area && !isLive && (
          <div className="figure-actions">
            <button type="button" className="primary" onClick={() => toPage("search")}>
              <Icon name="search" size={18} />
              {say("cameras.search_here")}
            </button>
            <button type="button" onClick={() => toPage("history")}>
              <Icon name="history" size={18} />
              {say("history.here")}
            </button>
            <button type="button" onClick={() => view?.showArea(area)}>
              <Icon name="county" size={18} />
              {say("cameras.zoom")}
            </button>
            <button type="button" onClick={() => setArea(null)}>
              <Icon name="close" size={18} />
              {say("draw.clear")}
            </button>
          </div>
        )}
      </section>
      {area && !isLive && <Confirmed selection={confirmed} mine={chosen.length} area={area} kinds={kinds} />}
      <label className="filter-box">
        <Icon name="search" size={16} />
        <input
          type="search"
          placeholder={say("cameras.filter")}
          aria-label={say("cameras.filter")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {listed.length === 0 ? (
        <Notice icon="camera" title={say("cameras.none")} />
      ) : (
        <VirtualList
          items={listed}
          rowHeight={ROW_HEIGHT}
          label={say("cameras.list")}
          keyOf={(camera) => String(camera.number)}
          onOpen={(camera) => view?.goTo(camera.lon, camera.lat, 16)}
          onPoint={(camera) => view?.found.point(camera)}
          render={(camera) => <CameraRow camera={camera} />}
        />
      )}
    </div>
  );
}

function CameraRow({ camera }: { camera: Camera }) {
  const say = useSay();
  const { stationById } = useDesk();
  const station = camera.station_id ? stationById.get(camera.station_id) : undefined;
  return (
    <>
      <i className={`dot dot-${camera.kind}`} title={say.word("camera_kind", camera.kind)} />
      <span className="camera-name">
        {camera.name}
        <small>
          {camera.id}
          {station && ` · ${station.name}`}
        </small>
      </span>
    </>
  );
}

interface ConfirmedProps {
  readonly selection: Selection | "asking" | "failed" | null;
  readonly mine: number;
  readonly area: Area;
  readonly kinds: readonly CameraKind[];
}

/** What the centre itself counts, the stations, and the files. */
function Confirmed({ selection, mine, area, kinds }: ConfirmedProps) {
  const say = useSay();
  const { tell } = useDesk();
  const asked = kinds.length === KINDS.length ? [] : kinds;
  const keep = async (format: "csv" | "geojson") => {
    const result = await api.exportCameras(area, asked, format);
    tell(
      result.ok ? say("export.done", { name: result.value }) : say("export.failed", { why: result.message }),
    );
  };
  return (
    <section className="confirmed">
      {selection === "failed" && <p className="faint">{say("cameras.unconfirmed")}</p>}
      {selection !== null && typeof selection === "object" && (
        <>
          {selection.count !== mine && (
            <p className="is-odd">{say("cameras.differs", { n: selection.count, mine })}</p>
          )}
          <Stations stations={selection.stations} />
        </>
      )}
      <div className="confirmed-files">
        <span>{say("export.label")}</span>
        <button type="button" onClick={() => void keep("csv")}>
          <Icon name="download" size={16} />
          CSV
        </button>
        <button type="button" onClick={() => void keep("geojson")}>
          <Icon name="download" size={16} />
          GeoJSON
        </button>
      </div>
    </section>
  );
}

function Stations({ stations }: { stations: readonly StationCount[] }) {
  const say = useSay();
  if (stations.length === 0) return null;
  const most = Math.max(...stations.map((station) => station.count));
  return (
    <details className="stations" open={stations.length <= 4}>
      <summary>{say("cameras.stations", { n: stations.length })}</summary>
      <ul>
        {stations.map((station) => (
          <li key={station.id}>
            <span>
              {station.name}
              <small>{station.precinct}</small>
            </span>
            <span className="meter" aria-hidden="true">
              <i style={{ width: `${(station.count / most) * 100}%` }} />
            </span>
            <b>{station.count}</b>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The centre's own answer for the finished area. */
function useConfirmed(area: Area | null): Selection | "asking" | "failed" | null {
  const { current } = useTrust();
  const [selection, setSelection] = useState<Selection | "asking" | "failed" | null>(null);
  const key = area ? areaText(area) : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the area
  useEffect(() => {
    if (!area || current.state !== "known") {
      setSelection(null);
      return;
    }
    const controller = new AbortController();
    setSelection("asking");
    void api.select(area, [], controller.signal).then((result) => {
      if (!controller.signal.aborted) setSelection(result.ok ? result.value : "failed");
    });
    return () => controller.abort();
  }, [key]);
  return selection;
}

function countKinds(cameras: readonly Camera[]): Record<CameraKind, number> {
  const plate = cameras.filter((camera) => camera.kind === "plate").length;
  return { plate, ordinary: cameras.length - plate };
}

/** Plate cameras first, then in the register's order. */
function matching(cameras: readonly Camera[], kinds: readonly CameraKind[], words: string): Camera[] {
  const wanted = words.trim().toLowerCase();
  const found = cameras.filter(
    (camera) =>
      kinds.includes(camera.kind) &&
      (wanted === "" ||
        camera.name.toLowerCase().includes(wanted) ||
        camera.id.toLowerCase().includes(wanted)),
  );
  return KINDS.flatMap((kind) => found.filter((camera) => camera.kind === kind));
}

function flipped(kinds: readonly CameraKind[], kind: CameraKind): readonly CameraKind[] {
  const next = kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind];
  return next.length === 0 ? KINDS : next;
}
