/** The map in the page: the element, its tools, its cards. The map itself is a plain object. */
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Camera } from "../api/types";
import { positionText } from "../app/address";
import { useDesk } from "../app/desk";
import { currentRoute, positionOf, useRoute, withParams } from "../app/route";
import { themeOf, useSay, useSettings } from "../app/settings";
import { useZoneLayer } from "../zones/use_zone_layer";
import { CameraCard } from "./CameraCard";
import { MapTools } from "./MapTools";
import { MapView } from "./map_view";

/** How long the map must rest before the address follows it: browsers limit how often it may change. */
const REST_MS = 250;

export interface Picked {
  readonly cameras: readonly Camera[];
  readonly lon: number;
  readonly lat: number;
}

export function MapStage() {
  const desk = useDesk();
  const say = useSay();
  const settings = useSettings();
  const theme = themeOf(settings.theme);
  const container = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(true);
  const [hovered, setHovered] = useState<{ camera: Camera; x: number; y: number } | null>(null);
  const [picked, setPicked] = useState<Picked | null>(null);
  const timer = useRef(0);
  const written = useRef("");
  const latest = useRef(desk);
  latest.current = desk;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once and told of changes
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let opened: MapView | null = null;
    let isGone = false;
    const camera = (number: number) => latest.current.cameraByNumber.get(number);
    void MapView.open(
      element,
      { theme, language: settings.language, position: positionOf(currentRoute()) },
      {
        onPosition: (position) => {
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => {
            written.current = positionText(position);
            // There `at` is a moment, and nobody sees the map.
            if (currentRoute().page !== "footage") withParams({ at: written.current }, "replace");
          }, REST_MS);
        },
        onPick: (numbers, { lon, lat }) => {
          const cameras = numbers.map(camera).filter((found) => found !== undefined);
          const first = cameras[0];
          setPicked(first ? { cameras, lon: first.lon ?? lon, lat: first.lat ?? lat } : null);
        },
        onHover: (number, { x, y }) => {
          const found = number === null ? undefined : camera(number);
          setHovered(found ? { camera: found, x, y } : null);
        },
        onTrailPoint: (index) => withParams({ i: String(index) }, "replace"),
        onAreaMove: (area) => latest.current.onAreaMove(area),
        onAreaDone: (area) => latest.current.onAreaDone(area),
        onDrawing: (shape) => latest.current.setDrawing(shape),
        onBusy: setBusy,
      },
    ).then((view) => {
      if (isGone) view.close();
      else {
        opened = view;
        desk.setView(view);
      }
    });
    return () => {
      isGone = true;
      clearTimeout(timer.current);
      desk.setView(null);
      opened?.close();
    };
  }, []);

  useEffect(() => desk.view?.repaint(theme, settings.language), [desk.view, theme, settings.language]);
  useBackButton(desk.view, written);
  useZoneLayer();
  useEffect(() => {
    if (desk.drawing) setPicked(null);
  }, [desk.drawing]);

  const isWaiting = isBusy || desk.view === null;
  return (
    <section className="stage" aria-label={say("map.label")}>
      <div
        ref={container}
        className={`map ${desk.drawing ? "is-drawing" : ""}`}
        aria-busy={isWaiting}
        data-testid="map"
      />
      <MapTools />
      {hovered && !picked && (
        <div className="tip" style={{ left: hovered.x, top: hovered.y }} aria-hidden="true">
          <b>{hovered.camera.name}</b>
          <span>{say.word("camera_kind", hovered.camera.kind)}</span>
        </div>
      )}
      {picked && <CameraCard picked={picked} onClose={() => setPicked(null)} />}
      <div className="stage-foot" ref={desk.setFoot} />
      <p className="attribution">
        {desk.thanks !== "" && `${desk.thanks} · `}
        {say("map.attribution")}
      </p>
    </section>
  );
}

/** Moves the map when the address says another position than the map's own: back, forward, a pasted link. */
function useBackButton(view: MapView | null, written: RefObject<string>): void {
  const route = useRoute();
  const at = route.params.at ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the position
  useEffect(() => {
    const wanted = positionOf(route);
    if (view && wanted && at !== written.current) view.jumpTo(wanted);
  }, [view, at]);
}
