/** Which cameras to look at: those with footage first, found by name or number. */
import { useState } from "react";
import type { FootageCamera } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { fullText } from "../time/taipei";

interface Props {
  readonly cameras: readonly FootageCamera[];
  readonly chosen: readonly number[];
  readonly most: number;
  readonly onChoose: (cameras: readonly number[]) => void;
  readonly onClose: () => void;
}

const SHOWN = 60;

export function CameraPicker({ cameras, chosen, most, onChoose, onClose }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = cameras.filter(
    ({ id, name, camera }) =>
      id.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted) || String(camera) === wanted,
  );
  const toggle = (camera: number) =>
    onChoose(chosen.includes(camera) ? chosen.filter((one) => one !== camera) : [...chosen, camera]);
  return (
    <Dialog title={say("footage.pick", { n: most })} onClose={onClose}>
      <div className="picker">
        <input
          type="text"
          value={typed}
          aria-label={say("footage.find_camera")}
          placeholder={say("footage.find_camera")}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ul>
          {found.slice(0, SHOWN).map((one) => (
            <li key={one.camera}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(one.camera)}
                  disabled={!chosen.includes(one.camera) && chosen.length >= most}
                  onChange={() => toggle(one.camera)}
                />
                <span>
                  <b>{one.name}</b>
                  <small>
                    {one.id} · {stateText(say, one)}
                  </small>
                </span>
              </label>
            </li>
          ))}
        </ul>
        {found.length > SHOWN && (
          <p className="faint">{say("footage.more_cameras", { n: found.length - SHOWN })}</p>
        )}
        {found.length === 0 && <p className="faint">{say("footage.no_camera")}</p>}
        <footer>
          <button type="button" className="primary" onClick={onClose}>
            {say("footage.picked", { n: chosen.length })}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

/** Whether it is recorded now, and if not, why and since when. */
export function stateText(say: ReturnType<typeof useSay>, { streams }: FootageCamera): string {
  const [first] = streams;
  if (!first) return say("footage.state_never");
  if (first.is_recording) return say("footage.state_recording");
  const last =
    first.last_us === null ? "" : `，${say("footage.state_last", { at: fullText(first.last_us / 1000) })}`;
  return `${first.cause ? say.word("cause", first.cause) : say("footage.state_stopped")}${last}`;
}
