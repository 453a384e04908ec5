/** What is known of the cameras at the place that was clicked. It stays at its place when the map moves. */
import { useEffect, useRef } from "react";
import { useDesk } from "../app/desk";
import { toPage } from "../app/route";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { showFootage } from "../player/go";
import type { Picked } from "./MapStage";

const SHOWN = 6;
const MOST_SCREENS = 9;

export function CameraCard({ picked, onClose }: { picked: Picked; onClose: () => void }) {
  const say = useSay();
  const { view, stationById } = useDesk();
  const card = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!view) return;
    const place = () => {
      const { x, y } = view.pixelOf(picked.lon, picked.lat);
      const element = card.current;
      if (!element) return;
      element.style.setProperty("--x", `${x}px`);
      element.style.setProperty("--y", `${y}px`);
    };
    place();
    return view.onMove(place);
  }, [view, picked]);

  useEffect(() => {
    const hear = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [onClose]);

  const [first] = picked.cameras;
  if (!first) return null;
  const station = first.station_id ? stationById.get(first.station_id) : undefined;
  return (
    <article className="card" ref={card} aria-label={first.name}>
      <header>
        <h2>{first.name}</h2>
        <button type="button" className="quiet" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" size={16} />
        </button>
      </header>
      {station && (
        <p className="card-station">
          {station.precinct} · {station.name}
        </p>
      )}
      <ul>
        {picked.cameras.slice(0, SHOWN).map((camera) => (
          <li key={camera.number}>
            <i className={`dot dot-${camera.kind}`} aria-hidden="true" />
            <span>
              {camera.id}
              <small>
                {say.word("camera_kind", camera.kind)}
                {camera.heading_deg !== null &&
                  ` · ${say("card.looks", { way: way(say, camera.heading_deg) })}`}
                {camera.installed_year !== null &&
                  ` · ${say("card.since", { year: String(camera.installed_year) })}`}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {picked.cameras.length > SHOWN && <p>{say("card.more", { n: picked.cameras.length - SHOWN })}</p>}
      <footer>
        <button
          type="button"
          onClick={() => {
            toPage("search", "", { cameras: picked.cameras.map((camera) => camera.id).join(","), area: "" });
            onClose();
          }}
        >
          <Icon name="search" size={16} />
          {say("card.search", { n: picked.cameras.length })}
        </button>
        <button
          type="button"
          onClick={() => {
            showFootage(picked.cameras.slice(0, MOST_SCREENS).map(({ number }) => number));
            onClose();
          }}
        >
          <Icon name="footage" size={16} />
          {say("footage.of_camera")}
        </button>
        <span className="coordinates">
          {first.lat.toFixed(5)}, {first.lon.toFixed(5)}
        </span>
      </footer>
    </article>
  );
}

const EIGHTHS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** A compass bearing as a word. */
export function way(say: ReturnType<typeof useSay>, degrees: number): string {
  return say.word("heading", EIGHTHS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? "unknown");
}
