/** What the zone would have told in the last seven days, before anybody is told anything. */

import { useState } from "react";
import { api, type Result } from "../api/client";
import type { ZonePreview } from "../api/types";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Plate } from "../parts/Plate";
import { shortText } from "../time/taipei";
import { bodyOf, type Draft } from "./draft";

const DAYS = 7;

export function PreviewBox({ draft, number }: { draft: Draft; number: number | null }) {
  const say = useSay();
  const { needPurpose } = useTrust();
  const [answer, setAnswer] = useState<Result<ZonePreview> | null>(null);
  const [isAsking, setAsking] = useState(false);
  const ask = async () => {
    const purpose = await needPurpose();
    if (!purpose) return;
    setAsking(true);
    const zone = bodyOf(draft);
    // What is not typed yet does not change what it would have told.
    const filled = {
      ...zone,
      name: zone.name || "—",
      legal_basis: zone.legal_basis || "—",
      case_no: zone.case_no || "—",
      owner: zone.owner || "—",
    };
    setAnswer(await api.previewZone({ purpose_id: purpose.id, zone: filled, number, days: DAYS }));
    setAsking(false);
  };
  return (
    <section className="zone-preview" aria-label={say("zones.preview")}>
      <button type="button" disabled={isAsking || !draft.area} onClick={() => void ask()}>
        {say("zones.preview_ask", { n: DAYS })}
      </button>
      {answer && !answer.ok && <Failed problem={answer} />}
      {answer?.ok && <Told preview={answer.value} />}
    </section>
  );
}

function Told({ preview }: { preview: ZonePreview }) {
  const say = useSay();
  const breaches = Object.entries(preview.by_breach) as [string, number][];
  return (
    <div role="status">
      <p>
        <b className="zone-figure">{preview.hits}</b>{" "}
        {say("zones.preview_told", { days: preview.days, n: preview.vehicles })}
      </p>
      <p>{breaches.map(([name, many]) => `${say.word("breach", name)} ${many}`).join(" · ")}</p>
      <small>
        {say("zones.preview_of", { n: preview.passages, none: preview.no_plate })}
        {preview.doubtful > 0 && ` ${say("zones.preview_doubtful", { n: preview.doubtful })}`}
        {preview.is_cut && ` ${say("zones.preview_cut")}`}
      </small>
      <ul className="zone-visits">
        {preview.examples.slice(0, 5).map(({ passage, title }) => (
          <li key={`${passage.id} ${title.en}`} className="zone-example">
            <Plate plate={passage.plate} />
            <span>
              {shortText(Date.parse(passage.at))} {passage.camera.name}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
