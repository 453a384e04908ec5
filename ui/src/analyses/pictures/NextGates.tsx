/** Where it may come next: each gate's chance, and when, from the earliest tenth to the latest. */
import type { AnalysisAnswer } from "../../api/types";
import { useSay } from "../../app/settings";
import { percent } from "../../parts/confidence_words";
import { clockText } from "../../time/taipei";
import { numberIn, textIn, textsIn } from "../facts";

interface Props {
  readonly answer: AnalysisAnswer;
  readonly onOpen: (index: number) => void;
}

export function NextGates({ answer, onOpen }: Props) {
  const say = useSay();
  const notSeen = numberIn(answer.facts.not_seen);
  return (
    <figure className="chart">
      <figcaption>{say("picture.next")}</figcaption>
      <table className="next">
        <thead>
          <tr>
            <th scope="col">{say("picture.next_gate")}</th>
            <th scope="col">{say("picture.next_chance")}</th>
            <th scope="col">{say("picture.next_early")}</th>
            <th scope="col">{say("picture.next_middle")}</th>
            <th scope="col">{say("picture.next_late")}</th>
          </tr>
        </thead>
        <tbody>
          {answer.findings.map(({ facts }, i) => {
            const share = numberIn(facts.probability) ?? 0;
            const times = textsIn(facts.eta).map((text) => clockText(Date.parse(text)));
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a gate is its rank
              <tr key={i}>
                <th scope="row">
                  <button type="button" className="quiet" onClick={() => onOpen(i)}>
                    <b>{i + 1}</b> {textIn(facts.gate)}
                  </button>
                </th>
                <td>
                  <Chance share={share} />
                </td>
                {times.length === 3 ? (
                  times.map((time, at) => <td key={["p10", "p50", "p90"][at]}>{time}</td>)
                ) : (
                  <td colSpan={3}>{say("picture.next_unknown")}</td>
                )}
              </tr>
            );
          })}
          {notSeen !== null && (
            <tr>
              <th scope="row">{say("picture.next_not_seen")}</th>
              <td>
                <Chance share={notSeen} />
              </td>
              <td colSpan={3} />
            </tr>
          )}
        </tbody>
      </table>
      {answer.facts.area !== undefined && <small>{say("picture.reach")}</small>}
    </figure>
  );
}

function Chance({ share }: { share: number }) {
  return (
    <span className="chance">
      <i className="bar bar-strong" aria-hidden="true">
        <i style={{ width: `${Math.min(1, share) * 100}%` }} />
      </i>
      {percent(share)}
    </span>
  );
}
