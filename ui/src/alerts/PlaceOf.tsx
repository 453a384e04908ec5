/** Where it was seen: a small map with the camera and an arrow the way the vehicle went. */
import { useEffect, useRef } from "react";
import type { Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { themeOf, useSay, useSettings } from "../app/settings";
import { MapView } from "../map/map_view";
import { Icon } from "../parts/Icon";

const ZOOM = 15;
const DEGREES: Readonly<Record<string, number>> = {
  n: 0,
  ne: 45,
  e: 90,
  se: 135,
  s: 180,
  sw: 225,
  w: 270,
  nw: 315,
};

export function PlaceOf({ passage }: { passage: Passage }) {
  const say = useSay();
  const { camera, heading } = passage;
  const { lon, lat } = camera;
  const turn = DEGREES[heading];
  return (
    <figure className="alert-place">
      {lon !== null && lat !== null ? (
        <SmallMap key={`${lon},${lat}`} lon={lon} lat={lat} turn={turn} label={camera.name} />
      ) : (
        <p>{say("alerts.no_place")}</p>
      )}
      <figcaption>
        <b>{camera.name}</b>
        <span>
          {turn !== undefined && <Arrow turn={turn} />} {say.word("heading", heading)}
        </span>
      </figcaption>
    </figure>
  );
}

function Arrow({ turn }: { turn: number }) {
  return (
    <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
      <path transform={`rotate(${turn} 12 12)`} d="M12 3 18 20 12 16 6 20z" fill="currentColor" />
    </svg>
  );
}

interface MapProps {
  readonly lon: number;
  readonly lat: number;
  readonly turn: number | undefined;
  readonly label: string;
}

function SmallMap({ lon, lat, turn, label }: MapProps) {
  const { register } = useDesk();
  const settings = useSettings();
  const theme = themeOf(settings.theme);
  const container = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  const view = useRef<MapView | null>(null);
  const cameras = useRef(register);
  cameras.current = register;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once and told of changes
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let isGone = false;
    const nothing = () => {};
    void MapView.open(
      element,
      { theme, language: settings.language, position: { lon, lat, zoom: ZOOM, bearing: 0 } },
      {
        onPosition: nothing,
        onPick: nothing,
        onHover: nothing,
        onTrailPoint: nothing,
        onAreaMove: nothing,
        onAreaDone: nothing,
        onDrawing: nothing,
        onBusy: nothing,
      },
    ).then((opened) => {
      if (isGone) {
        opened.close();
        return;
      }
      view.current = opened;
      if (cameras.current) opened.showCameras(cameras.current);
      const place = () => {
        const { x, y } = opened.pixelOf(lon, lat);
        mark.current?.style.setProperty("translate", `${x}px ${y}px`);
      };
      place();
      opened.onMove(place);
    });
    return () => {
      isGone = true;
      view.current?.close();
      view.current = null;
    };
  }, []);
  useEffect(() => view.current?.repaint(theme, settings.language), [theme, settings.language]);
  useEffect(() => {
    if (register) view.current?.showCameras(register);
  }, [register]);

  return (
    <div className="alert-map" role="img" aria-label={label}>
      <div ref={container} className="place-canvas" />
      <span ref={mark} className="alert-mark" aria-hidden="true">
        {turn === undefined ? <Icon name="follow" size={30} /> : <Arrow turn={turn} />}
      </span>
    </div>
  );
}
