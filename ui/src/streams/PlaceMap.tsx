/** Where a new camera stands: the map is moved under a cross, or the degrees are typed. */
import { useEffect, useRef } from "react";
import { useDesk } from "../app/desk";
import { themeOf, useSay, useSettings } from "../app/settings";
import { MapView } from "../map/map_view";

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

interface Props {
  readonly place: Place | null;
  readonly onPlace: (place: Place) => void;
}

/** Five decimals are one metre. */
const DECIMALS = 5;
/** 花蓮市, where most cameras are. */
const START = { lon: 121.6068, lat: 23.9769, zoom: 12, bearing: 0 };

export function PlaceMap({ place, onPlace }: Props) {
  const say = useSay();
  const { register } = useDesk();
  const settings = useSettings();
  const theme = themeOf(settings.theme);
  const container = useRef<HTMLDivElement>(null);
  const view = useRef<MapView | null>(null);
  const latest = useRef(onPlace);
  latest.current = onPlace;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once and told of changes
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let isGone = false;
    const nothing = () => {};
    void MapView.open(
      element,
      { theme, language: settings.language, position: place ? { ...START, ...place, zoom: 16 } : START },
      {
        onPosition: ({ lon, lat }) =>
          latest.current({ lon: Number(lon.toFixed(DECIMALS)), lat: Number(lat.toFixed(DECIMALS)) }),
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
      if (register) opened.showCameras(register);
    });
    return () => {
      isGone = true;
      view.current?.close();
      view.current = null;
    };
  }, []);
  useEffect(() => view.current?.repaint(theme, settings.language), [theme, settings.language]);

  const typed = (part: Partial<Place>) => {
    const next = { ...(place ?? START), ...part };
    if (Number.isFinite(next.lon) && Number.isFinite(next.lat)) onPlace({ lon: next.lon, lat: next.lat });
  };
  return (
    <div className="place-pick">
      <p>{say("streams.place")}</p>
      <div className="place-map">
        <div ref={container} className="place-canvas" />
        <span className="place-cross" aria-hidden="true" />
      </div>
      <div className="place-degrees">
        {(["lon", "lat"] as const).map((part) => (
          <label key={part}>
            <span>{say(`streams.${part}`)}</span>
            <input
              type="number"
              step="0.00001"
              value={place ? place[part] : ""}
              onChange={(event) => typed({ [part]: event.target.valueAsNumber })}
            />
          </label>
        ))}
      </div>
    </div>
  );
}
