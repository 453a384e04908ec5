/** One camera as a place: typed by name or id, or the one clicked on the map. */
import { useId, useState } from "react";
import type { Camera } from "../../api/types";
import { useDesk } from "../../app/desk";
import { useSay } from "../../app/settings";

const SHOWN = 6;

export function CameraPicker({ onPick }: { onPick: (camera: Camera) => void }) {
  const say = useSay();
  const { register } = useDesk();
  const [typed, setTyped] = useState("");
  const id = useId();
  const wanted = typed.trim().toLowerCase();
  const found =
    wanted === ""
      ? []
      : (register?.cameras ?? [])
          .filter((camera) => `${camera.id} ${camera.name}`.toLowerCase().includes(wanted))
          // Plate cameras first: they are what tells vehicles apart.
          .sort((a, b) => Number(b.kind === "plate") - Number(a.kind === "plate"))
          .slice(0, SHOWN);
  const pick = (camera: Camera) => {
    setTyped("");
    onPick(camera);
  };
  return (
    <div className="camera-picker">
      <input
        type="search"
        value={typed}
        aria-label={say("analyses.camera")}
        aria-controls={id}
        autoComplete="off"
        placeholder={say("analyses.camera_hint")}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (found[0]) pick(found[0]);
        }}
      />
      <ul id={id}>
        {found.map((camera) => (
          <li key={camera.number}>
            <button type="button" onClick={() => pick(camera)}>
              <i className={`dot dot-${camera.kind}`} aria-hidden="true" />
              {camera.name}
              <small>{camera.id}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
