/** 佐證: the passages behind a finding, numbered as on the map; each opens. */
import { useState } from "react";
import type { Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Confidence } from "../parts/Confidence";
import { Icon } from "../parts/Icon";
import { Plate } from "../parts/Plate";
import { CorrectMark } from "../passage/CorrectMark";
import { clockText, dateText } from "../time/taipei";

const FIRST = 8;

interface Props {
  readonly passages: readonly Passage[];
  /** Whether each row says whose passage it is: several vehicles, or none with a plate. */
  readonly isNamed: boolean;
  readonly toneOf: (passage: Passage) => "a" | "b";
  readonly onOpen: (passage: Passage) => void;
}

export function Evidence({ passages, isNamed, toneOf, onOpen }: Props) {
  const say = useSay();
  const { view } = useDesk();
  const [isAll, setAll] = useState(false);
  if (passages.length === 0) return null;
  const shown = isAll ? passages : passages.slice(0, FIRST);
  const point = (passage: Passage | null) => {
    const at = passage?.camera;
    view?.found.point(at && at.lon !== null && at.lat !== null ? { lon: at.lon, lat: at.lat } : null);
  };
  return (
    <section className="evidence">
      <h3>{say("answer.evidence", { n: passages.length })}</h3>
      <ol aria-label={say("answer.evidence_label")}>
        {shown.map((passage, i) => {
          const at = Date.parse(passage.at);
          const picture = passage.pictures[0];
          return (
            <li key={passage.id}>
              <button
                type="button"
                className="evidence-row"
                onClick={() => {
                  point(null);
                  onOpen(passage);
                }}
                onMouseEnter={() => point(passage)}
                onMouseLeave={() => point(null)}
                onFocus={() => point(passage)}
                onBlur={() => point(null)}
              >
                <b className={`evidence-number tone-${toneOf(passage)}`}>{i + 1}</b>
                {picture && <img src={picture.url} alt="" loading="lazy" decoding="async" />}
                <span className="evidence-when">
                  <time dateTime={passage.at}>
                    {dateText(at)} {clockText(at)}
                  </time>
                  <small>{passage.camera.name}</small>
                  <CorrectMark correction={passage.correction} />
                </span>
                {isNamed && <Plate plate={passage.plate} colours={passage.plate_colours} />}
                {passage.plate && <Confidence value={passage.confidence} />}
                <Icon name="right" size={15} />
              </button>
            </li>
          );
        })}
      </ol>
      {!isAll && passages.length > FIRST && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {say("answer.evidence_all", { n: passages.length })}
        </button>
      )}
    </section>
  );
}
