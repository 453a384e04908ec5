/**
 * Where letters, plate colours and the vehicle cannot all be right: a calm flag, no verdict. It says
 * nothing of a plate that an officer has corrected.
 */
import type { OpenedPassage } from "../api/types";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";
import { classNames } from "./words";

export function Conflicts({ passage }: { passage: OpenedPassage }) {
  const say = useSay();
  if (passage.conflicts.length === 0 || passage.correction) return null;
  return (
    <div className="conflicts">
      <Notice icon="warning" title={say("conflict.title")}>
        <ul>
          {passage.conflicts.map(({ between, classes }) => (
            <li key={between}>
              {say(`conflict.${between}`, {
                classes: classNames(say, classes),
                colours: say.word("plate_colours", passage.plate_colours),
                kind: say.word("kind", passage.kind),
              })}
            </li>
          ))}
        </ul>
        <p>{say("conflict.means")}</p>
      </Notice>
    </div>
  );
}
