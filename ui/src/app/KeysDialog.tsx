/** Every key there is, on one card. */
import { Dialog } from "../parts/Dialog";
import type { TextKey } from "../texts";
import { useSay } from "./settings";

const FOOTAGE_KEYS: readonly (readonly [string, TextKey])[] = [
  ["Space", "keys.play"],
  ["← →", "keys.jump"],
  [", .", "keys.frame"],
  ["[ ]", "keys.speed"],
  ["B N", "keys.gap"],
  ["G", "keys.go_to"],
  ["D", "keys.day"],
  ["I O", "keys.live"],
  ["K A", "keys.next_camera"],
  ["Enter", "keys.enlarge"],
  ["M", "keys.stream"],
  ["S Y", "keys.snapshot"],
];
const ALERT_KEYS: readonly (readonly [string, TextKey])[] = [
  ["J K", "keys.alert"],
  ["A", "alerts.do_show"],
  ["V", "alerts.do_verify"],
  ["D", "alerts.do_dispatch"],
  ["O", "alerts.do_override"],
  ["C", "alerts.do_close"],
  ["X", "alerts.do_reject"],
  ["P G", "keys.alert_onward"],
  ["S", "keys.alert_sound"],
  ["Esc", "alerts.back"],
];
const KEYS: readonly (readonly [string, TextKey])[] = [
  ["C", "draw.circle"],
  ["R", "draw.rectangle"],
  ["P", "draw.polygon"],
  ["Esc", "keys.escape"],
  ["Del", "draw.clear"],
  ["/", "keys.search"],
  ["U", "keys.purpose"],
  ["1 – 7", "keys.pages"],
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
      <KeyList label={say("keys.on_map")} keys={KEYS} />
      <KeyList label={say("keys.on_footage")} keys={FOOTAGE_KEYS} />
      <KeyList label={say("keys.on_alerts")} keys={ALERT_KEYS} />
      <p className="keys-notices">
        <a href="/NOTICES.txt" target="_blank" rel="noreferrer">
          {say("notices")}
        </a>
      </p>
    </Dialog>
  );
}

function KeyList({ label, keys }: { label: string; keys: readonly (readonly [string, TextKey])[] }) {
  const say = useSay();
  return (
    <section className="keys-part">
      <h3>{label}</h3>
      <dl className="keys">
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(text)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
