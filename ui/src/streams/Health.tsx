/** What is wrong with recording, on top of the page; nothing while all is well. */
import type { FootageHealth } from "../api/types";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";

/** More are no news: the list below says each. */
const SHOWN = 8;

export function Health({ health }: { readonly health: FootageHealth }) {
  const say = useSay();
  if (!health.is_running) {
    return (
      <Notice tone="warn" title={say("streams.no_recorder")}>
        {health.says}
      </Notice>
    );
  }
  const { alarms } = health;
  if (alarms.length === 0) return null;
  return (
    <Notice tone="bad" title={say("streams.alarms")}>
      <ul className="streams-alarms">
        {alarms.slice(0, SHOWN).map((one) => (
          <li key={one}>{one}</li>
        ))}
        {alarms.length > SHOWN && <li>{say("streams.more_alarms", { n: alarms.length - SHOWN })}</li>}
      </ul>
    </Notice>
  );
}
