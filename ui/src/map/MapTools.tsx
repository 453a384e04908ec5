/** The tools on the map: draw, zoom, north, layers. Each has a label and a key. */
import { useState } from "react";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { type Page, positionOf, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import type { Shape } from "../geo/area";
import { Icon, type IconName } from "../parts/Icon";
import type { TextKey } from "../texts";
import { LayerList } from "./LayerList";

/** Pages that lie over the map. */
const WITHOUT_MAP: readonly Page[] = [
  "alerts",
  "imports",
  "history",
  "register",
  "streams",
  "duty",
  "lists",
  "lamps",
  "officers",
  "audit",
  "footage",
];

const SHAPES: readonly { shape: Shape; key: string; text: TextKey; hint: TextKey }[] = [
  { shape: "circle", key: "C", text: "draw.circle", hint: "draw.circle.hint" },
  { shape: "rectangle", key: "R", text: "draw.rectangle", hint: "draw.rectangle.hint" },
  { shape: "polygon", key: "P", text: "draw.polygon", hint: "draw.polygon.hint" },
];

export function MapTools() {
  const { view, drawing, startDrawing, stopDrawing, area, setArea, chosen } = useDesk();
  const say = useSay();
  const [isLayers, setLayers] = useState(false);
  const bearing = positionOf(useRoute())?.bearing ?? 0;
  const { page } = useRoute();
  const toggle = (shape: Shape) => (drawing === shape ? stopDrawing() : startDrawing(shape));
  // Without a pointer: a circle of a kilometre round the middle of the map, or all that it shows.
  const finish = (event: KeyboardEvent) => {
    if (!view || event.target instanceof HTMLButtonElement) return;
    const { lon, lat } = view.position;
    if (drawing === "circle") setArea({ shape: "circle", lon, lat, radius_m: 1000 });
    if (drawing === "rectangle") setArea({ shape: "rectangle", ...view.bounds });
  };

  useKeys(
    WITHOUT_MAP.includes(page)
      ? {}
      : {
          enter: finish,
          c: () => toggle("circle"),
          r: () => toggle("rectangle"),
          p: () => toggle("polygon"),
          l: () => setLayers(!isLayers),
          escape: () => (drawing ? stopDrawing() : isLayers ? setLayers(false) : undefined),
          delete: () => area && setArea(null),
          n: () => view?.turnNorth(),
          h: () => view?.showCounty(),
          "+": () => view?.zoomBy(1),
          "=": () => view?.zoomBy(1),
          "-": () => view?.zoomBy(-1),
        },
  );

  const hint = SHAPES.find(({ shape }) => shape === drawing)?.hint;
  return (
    <>
      <div className="tools" role="toolbar" aria-label={say("tools.label")} aria-orientation="vertical">
        <div className="tool-group">
          {SHAPES.map(({ shape, key, text }) => (
            <Tool
              key={shape}
              icon={shape}
              label={say(text)}
              hotkey={key}
              isOn={drawing === shape}
              onClick={() => toggle(shape)}
            />
          ))}
          {area && !drawing && (
            <Tool icon="close" label={say("draw.clear")} hotkey="Del" onClick={() => setArea(null)} />
          )}
        </div>
        <div className="tool-group">
          <Tool
            icon="layers"
            label={say("layers.label")}
            hotkey="L"
            isOn={isLayers}
            onClick={() => setLayers(!isLayers)}
          />
        </div>
        <div className="tool-group">
          <Tool icon="plus" label={say("map.zoom_in")} hotkey="+" onClick={() => view?.zoomBy(1)} />
          <Tool icon="minus" label={say("map.zoom_out")} hotkey="−" onClick={() => view?.zoomBy(-1)} />
          <Tool icon="county" label={say("map.county")} hotkey="H" onClick={() => view?.showCounty()} />
          <button
            type="button"
            className="tool tool-compass"
            aria-label={say("map.north")}
            title={`${say("map.north")} (N)`}
            onClick={() => view?.turnNorth()}
          >
            <span style={{ transform: `rotate(${-bearing}deg)` }}>
              <Icon name="compass" />
            </span>
          </button>
        </div>
      </div>
      {isLayers && <LayerList onClose={() => setLayers(false)} />}
      {hint && (
        <p className="drawing-hint" role="status">
          <Icon name={drawing ?? "circle"} size={16} />
          <span>
            {say(hint)} <kbd>Esc</kbd> {say("draw.stop")}
          </span>
          <b aria-live="polite">{say("draw.count", { n: chosen.length })}</b>
        </p>
      )}
    </>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly hotkey: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, label, hotkey, isOn, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      aria-keyshortcuts={hotkey}
      {...(isOn === undefined ? {} : { "aria-pressed": isOn })}
      title={`${label} (${hotkey})`}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
