/** 線索: one row of an answer. Its strongest reason stands in the open; the rest unfolds. */
import { type ReactNode, useEffect, useRef } from "react";
import type { Finding, Passage } from "../api/types";
import { useSay } from "../app/settings";
import { percent } from "../parts/confidence_words";
import { Icon } from "../parts/Icon";
import { Plate } from "../parts/Plate";
import { showTrail } from "../trail/go";
import { Evidence } from "./Evidence";
import { Figures } from "./Figures";
import { spoken } from "./words";

interface Props {
  readonly finding: Finding;
  readonly rank: number;
  /** What the score means. */
  readonly meaning: string;
  readonly passages: readonly Passage[];
  readonly isOpen: boolean;
  readonly picture: ReactNode;
  readonly toneOf: (passage: Passage) => "a" | "b";
  readonly onToggle: () => void;
  readonly onOpen: (passage: Passage) => void;
}

export function FindingRow(props: Props) {
  const { finding, rank, meaning, passages, isOpen, picture, toneOf, onToggle, onOpen } = props;
  const say = useSay();
  const row = useRef<HTMLLIElement>(null);
  const [first, ...others] = finding.says;
  // A finding about a place names no plate either; only of a vehicle it is worth saying.
  const isUnread = finding.plates.length === 0 && passages.some(({ plate }) => plate === null);
  const score = percent(finding.score);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <li ref={row} className={isOpen ? "finding is-open" : "finding"}>
      <button type="button" className="finding-head" aria-expanded={isOpen} onClick={onToggle}>
        <b className="finding-rank">{rank}</b>
        <span className="finding-score" title={`${meaning} ${score}`}>
          <i aria-hidden="true">
            <i style={{ width: `${finding.score * 100}%` }} />
          </i>
          <span className="visually-hidden">{say("answer.score")}</span> {score}
        </span>
        <span className="finding-plates">
          {finding.plates.map((plate) => (
            <Plate key={plate.text} plate={plate} />
          ))}
          {isUnread && <Plate plate={null} />}
        </span>
        <Icon name="chevron" size={16} />
        {first && <span className="finding-says">{spoken(say, first)}</span>}
        {finding.caveats.length > 0 && !isOpen && (
          <small className="finding-but">{say("answer.caveats", { n: finding.caveats.length })}</small>
        )}
      </button>
      {isOpen && (
        <div className="finding-body">
          {others.length > 0 && (
            <ul className="finding-reasons">
              {others.map((said) => (
                <li key={said.zh}>{spoken(say, said)}</li>
              ))}
            </ul>
          )}
          {finding.caveats.length > 0 && (
            <ul className="finding-caveats" aria-label={say("answer.caveats_label")}>
              {finding.caveats.map((said) => (
                <li key={said.zh}>
                  <Icon name="warning" size={15} />
                  {spoken(say, said)}
                </li>
              ))}
            </ul>
          )}
          {picture}
          <Evidence
            passages={passages}
            isNamed={
              new Set(passages.map(({ plate }) => plate?.text)).size > 1 || finding.plates.length !== 1
            }
            toneOf={toneOf}
            onOpen={onOpen}
          />
          <Trails finding={finding} passages={passages} />
          <Figures facts={finding.facts} title="answer.figures" />
        </div>
      )}
    </li>
  );
}

function Trails({ finding, passages }: { finding: Finding; passages: readonly Passage[] }) {
  const say = useSay();
  const latest = passages.at(-1);
  if (finding.plates.length === 0 || !latest) return null;
  return (
    <p className="finding-trails">
      {finding.plates.map((plate) => {
        const own = passages.findLast((passage) => passage.plate?.text === plate.text) ?? latest;
        return (
          <button key={plate.text} type="button" onClick={() => showTrail(plate.text, Date.parse(own.at))}>
            <Icon name="trail" size={17} />
            {say("results.trail", { plate: plate.display })}
          </button>
        );
      })}
    </p>
  );
}
