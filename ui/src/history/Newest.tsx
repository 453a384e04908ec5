/** The newest passages of a search as a strip of pictures; asked for with the officer's purpose, now and then. */
import { useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { Found, HistoryDetail } from "../api/types";
import { go } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Plate } from "../parts/Plate";
import { shortText } from "../time/taipei";

const SHOWN = 12;
/** Each look is a row in the audit, so it is taken seldom. */
const SELDOM_MS = 15_000;
const MOST_NAMED = 500;

export function Newest({ detail }: { detail: HistoryDetail }) {
  const say = useSay();
  const { purpose, needPurpose } = useTrust();
  const [rows, setRows] = useState<readonly Found[]>([]);
  const asked = useRef({ at: 0, passages: 0 });
  const { job, cameras } = detail;

  // The page looks at the search every other second while it runs, and this follows.
  useEffect(() => {
    if (!purpose || job.passages === asked.current.passages || cameras.length > MOST_NAMED) return;
    const isRecent = asked.current.at > 0 && performance.now() - asked.current.at < SELDOM_MS;
    if (isRecent && job.state === "running") return;
    asked.current = { at: performance.now(), passages: job.passages };
    void api
      .search({
        purpose_id: purpose.id,
        from: job.from,
        to: job.to,
        cameras: cameras.map(({ camera_id }) => camera_id),
        order: "newest",
        limit: SHOWN,
      })
      .then((result) => {
        if (result.ok) setRows(result.value.rows);
      });
  }, [purpose, job.passages, job.state, job.from, job.to, cameras]);

  if (job.passages === 0) return null;
  return (
    <section className="history-newest" aria-labelledby="history-newest">
      <h2 id="history-newest">{say("history.newest")}</h2>
      {!purpose && (
        <button type="button" onClick={() => void needPurpose()}>
          {say("history.newest_purpose")}
        </button>
      )}
      <ul aria-labelledby="history-newest">
        {rows.map((row) => (
          <li key={row.id}>
            <button type="button" onClick={() => go({ page: "passage", id: row.id, params: {} })}>
              {row.pictures[0] && <img src={row.pictures[0].url} alt="" loading="lazy" decoding="async" />}
              {row.plate ? <Plate plate={row.plate} /> : <span>{say("history.no_plate")}</span>}
              <small>
                {shortText(Date.parse(row.at))} {row.camera.name}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
