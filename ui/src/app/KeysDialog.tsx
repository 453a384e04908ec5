/** Every key there is, on one card. */
import { Dialog } from "../parts/Dialog";
import type { TextKey } from "../texts";
import { useSay } from "./settings";

const KEYS: readonly (readonly [string, TextKey])[] = [
  ["C", "draw.circle"],
  ["R", "draw.rectangle"],
  ["P", "draw.polygon"],
  ["Esc", "keys.escape"],
  ["Del", "draw.clear"],
  ["/", "keys.search"],
  ["U", "keys.purpose"],
  ["1 – 5", "keys.pages"],
  ["← →", "keys.step"],
  ["J K", "keys.finding"],
  ["E", "correct.open"],
  ["Space", "keys.play"],
  ["[ ]", "keys.speed"],
  ["F", "replay.follow"],
  ["+ −", "keys.zoom"],
  ["H", "map.county"],
  ["N", "map.north"],
  ["L", "layers.label"],
  ["T", "keys.theme"],
  ["?", "keys.label"],
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog title={say("keys.label")} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(text)}</dd>
          </div>
        ))}
      </dl>
      <p className="keys-notices">
        <a href="/NOTICES.txt" target="_blank" rel="noreferrer">
          {say("notices")}
        </a>
      </p>
    </Dialog>
  );
}
