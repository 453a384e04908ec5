/** 答案: findings by falling score, how far to trust them, and what to do with them. */
import { useEffect, useRef } from "react";
import type { AnalysisKind, Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { clockText } from "../time/taipei";
import type { KeptAnswer } from "./answers";
import { CoverageView } from "./CoverageView";
import { Figures } from "./Figures";
import { FindingRow } from "./Finding";
import { lifeOf } from "./lives";
import { AnswerPicture, FindingPicture } from "./pictures/pictures";
import { spoken } from "./words";

interface Props {
  readonly kind: AnalysisKind;
  readonly kept: KeptAnswer;
  /** The finding that is open, from 0; -1 none. */
  readonly open: number;
  readonly onToggle: (index: number) => void;
  readonly onPassage: (passage: Passage) => void;
  readonly onSave: () => void;
}

export function AnswerView({ kind, kept, open, onToggle, onPassage, onSave }: Props) {
  const say = useSay();
  const { tell } = useDesk();
  const { answer } = kept;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useKeys({
    j: () => onToggle(Math.min(open + 1, answer.findings.length - 1)),
    k: () => onToggle(Math.max(open - 1, 0)),
  });
  const lead = answer.caveats.at(-1);
  const caveats = answer.caveats.slice(0, -1);
  const copy = () => void navigator.clipboard.writeText(location.href).then(() => tell(say("link.copied")));
  return (
    <section className="answer" aria-label={say("answer.label")}>
      <header className="answer-head">
        <h2 ref={heading} tabIndex={-1}>
          <b>{say(answer.more ? "answer.more_than" : "answer.count", { n: answer.findings.length })}</b>
          <small>
            {say("results.asked", { time: clockText(kept.asked), ms: String(Math.round(answer.elapsed_ms)) })}
          </small>
        </h2>
        <span className="answer-actions">
          <button type="button" className="quiet" onClick={onSave}>
            <Icon name="save" size={17} />
            {say("answer.save")}
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={say("link.copy")}
            title={say("link.copy")}
            onClick={copy}
          >
            <Icon name="link" size={17} />
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={say("answer.print")}
            title={say("answer.print")}
            onClick={() => print()}
          >
            <Icon name="print" size={17} />
          </button>
        </span>
      </header>
      {"same" in answer && (
        <p className={answer.same ? "answer-same" : "answer-same is-changed"} role="status">
          <Icon name={answer.same ? "purpose" : "warning"} size={17} />
          {say(answer.same ? "saved.same" : "saved.changed")}
        </p>
      )}
      {lead && (
        <p className="answer-lead">
          <Icon name="warning" size={17} />
          {spoken(say, lead)}
        </p>
      )}
      {caveats.length > 0 && (
        <ul className="answer-caveats">
          {caveats.map((said) => (
            <li key={said.zh}>{spoken(say, said)}</li>
          ))}
        </ul>
      )}
      {answer.empty && (
        <Notice icon="search" title={say("answer.none")}>
          {spoken(say, answer.empty)}
        </Notice>
      )}
      <AnswerPicture answer={answer} onOpen={onToggle} />
      {answer.findings.length > 0 && (
        <>
          <p className="answer-meaning">{say("answer.meaning", { what: spoken(say, kind.score) })}</p>
          <ol className="findings" aria-label={say("answer.findings")}>
            {answer.findings.map((finding, i) => {
              const passages = finding.evidence.flatMap((id) => answer.passages[id] ?? []);
              return (
                <FindingRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: a finding is its rank
                  key={i}
                  finding={finding}
                  rank={i + 1}
                  meaning={spoken(say, kind.score)}
                  passages={passages}
                  isOpen={open === i}
                  picture={<FindingPicture finding={finding} passages={passages} />}
                  toneOf={(passage) => lifeOf(finding, passage)}
                  onToggle={() => onToggle(open === i ? -1 : i)}
                  onOpen={onPassage}
                />
              );
            })}
          </ol>
          {answer.more && <p className="more">{say("answer.more_hint")}</p>}
        </>
      )}
      <Figures facts={answer.facts} title="answer.figures_all" />
      <CoverageView coverage={answer.coverage} />
      <p className="answer-mark">
        {say("answer.mark", { audit: String(answer.audit_id), digest: answer.digest.slice(0, 12) })}
      </p>
    </section>
  );
}
