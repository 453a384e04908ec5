/** Plates × places: who was at which of the places, how often and when first; a row opens its finding. */
import type { AnalysisAnswer } from "../../api/types";
import { useSay } from "../../app/settings";
import { Plate } from "../../parts/Plate";
import { numberIn, rowsIn, textIn, textsIn } from "../facts";
import { circled } from "../visits";
import { shortClock } from "../words";

const MOST_ROWS = 20;

interface Props {
  readonly answer: AnalysisAnswer;
  readonly onOpen: (index: number) => void;
}

export function Matrix({ answer, onOpen }: Props) {
  const say = useSay();
  const places = rowsIn(answer.facts.visits);
  const rows = answer.findings.slice(0, MOST_ROWS);
  if (places.length < 2) return null;
  return (
    <figure className="chart">
      <figcaption>
        {say("picture.matrix")}
        {rows.length < answer.findings.length && <small>{say("picture.first", { n: rows.length })}</small>}
      </figcaption>
      <div className="matrix">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("search.plate")}</th>
              {places.map((place, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
                <th key={i} scope="col">
                  {circled(i)}
                  <small>{say("picture.plates_there", { n: numberIn(place.plates) ?? 0 })}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((finding, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its rank
              <tr key={r}>
                <th scope="row">
                  <button type="button" className="quiet" onClick={() => onOpen(r)}>
                    <Plate plate={finding.plates[0] ?? null} />
                  </button>
                </th>
                {rowsIn(finding.facts.visits).map((cell, i) => {
                  const times = numberIn(cell.times) ?? 0;
                  const first = textIn(cell.first);
                  const isAlike = textsIn(cell.read_as).some((text) => text !== finding.plates[0]?.text);
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                    <td key={i} className={times > 0 ? "is-there" : ""}>
                      {times > 0 ? (
                        <>
                          <b>
                            {isAlike && "≈"}
                            {say("picture.times", { n: times })}
                          </b>
                          {first && <small>{shortClock(Date.parse(first))}</small>}
                        </>
                      ) : (
                        "–"
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
