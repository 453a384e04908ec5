/** Where to go now: how it came here, which cameras it will pass next and when, which station is nearest. */

import { useState } from "react";
import { api } from "../api/client";
import type { Pursuit as Asked, Finding, OpenedAlert } from "../api/types";
import { useKeys } from "../app/keys";
import { toPage } from "../app/route";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { showFootage } from "../player/go";
import { clockText, fullText } from "../time/taipei";
import { ageText, said } from "./words";

/** So many gates are read at a glance; the analysis shows the others. */
const MOST = 4;

export function Pursuit({ alert }: { alert: OpenedAlert }) {
  const say = useSay();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [failed, setFailed] = useState<{ kind: string; message: string } | null>(null);
  const ask = async () => {
    if (isAsking) return;
    setAsking(true);
    const result = await api.pursuit(alert.id);
    setAsking(false);
    if (result.ok) setAsked(result.value);
    setFailed(result.ok ? null : result);
  };
  useKeys({ w: () => void ask() });
  return (
    <section className="alert-pursuit" aria-live="polite">
      <h3>{say("pursuit.title")}</h3>
      {asked && <Onward alert={alert} asked={asked} />}
      {failed && <Failed problem={failed} />}
      <p className="alert-onward">
        <button type="button" disabled={isAsking} onClick={() => void ask()}>
          <Icon name="trail" size={17} />
          {say(isAsking ? "pursuit.asking" : asked ? "pursuit.again" : "pursuit.ask")} <kbd>W</kbd>
        </button>
      </p>
    </section>
  );
}

function Onward({ alert, asked }: { alert: OpenedAlert; asked: Asked }) {
  const say = useSay();
  const { next, passages } = asked;
  const last = passages.at(-1);
  const last_ms = asked.last_us / 1000;
  const { plate, camera } = last ?? alert.passage;
  const at = fullText(asked.at_us / 1000);
  const question: Record<string, string> = plate
    ? { "q.plate": plate.display, "q.at": at }
    : { "q.place": `camera:${camera.id}`, "q.at": fullText(last_ms) };
  const live = asked.live !== null ? last?.camera.number : undefined;
  return (
    <>
      <p>
        {last &&
          say("pursuit.last", {
            at: clockText(last_ms),
            where: last.camera.name,
            age: ageText(asked.at_us / 1000 - last_ms),
          })}{" "}
        {passages.length > 1 && say("pursuit.so_far", { n: String(passages.length) })}
      </p>
      {next.findings.length > 0 ? (
        <ol className="pursuit-gates">
          {next.findings.slice(0, MOST).map((finding) => (
            <Gate key={finding.cameras.map(({ id }) => id).join()} finding={finding} />
          ))}
        </ol>
      ) : (
        <Notice icon="trail" title={next.empty ? said(say, next.empty) : say("pursuit.unknown")} />
      )}
      {next.caveats.map((one) => (
        <small key={one.en}>{said(say, one)}</small>
      ))}
      <p className="alert-onward">
        <button type="button" onClick={() => toPage("analyses", "next-camera", question)}>
          <Icon name="analyses" size={17} />
          {say("pursuit.on_map")}
        </button>
        {live !== undefined && (
          <button type="button" onClick={() => showFootage([live])}>
            <Icon name="footage" size={17} />
            {say("pursuit.live")}
          </button>
        )}
      </p>
    </>
  );
}

/** One gate: how likely, when, and who is near; the sentences are the analysis's own. */
function Gate({ finding }: { finding: Finding }) {
  const say = useSay();
  const [likely, ...others] = finding.says;
  return (
    <li>
      <meter min={0} max={1} value={finding.score} aria-hidden="true" />
      {likely && <b>{said(say, likely)}</b>}
      {others.map((one) => (
        <span key={one.en}>{said(say, one)}</span>
      ))}
    </li>
  );
}
