/** One search while it runs and afterwards: camera by camera, with the newest passages it found. */
import { useCallback, useEffect } from "react";
import { api } from "../api/client";
import type { HistoryCamera, HistoryDetail, HistoryJob } from "../api/types";
import { useDesk } from "../app/desk";
import { go } from "../app/route";
import { type Say, useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { spanText } from "../time/span";
import { isoText } from "../time/taipei";
import { duration } from "../trail/words";
import { Newest } from "./Newest";
import { clockWords, missingWords, shareText } from "./words";

const LOOK_AGAIN_MS = 2_000;
const MOST_NAMED = 200;

export function JobView({ number }: { number: number }) {
  const say = useSay();
  const { tell } = useDesk();
  const ask = useCallback(() => api.historyJob(number), [number]);
  const [loaded, reload] = useLoaded(ask);
  const isMoving = loaded.state === "here" && loaded.value.job.state === "running";
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving, reload]);

  const act = (asked: ReturnType<typeof api.stopHistory>) =>
    void asked.then((result) => {
      if (!result.ok) tell(result.message);
      reload();
    });

  return (
    <Page
      title={say("history.job", { n: String(number) })}
      lead={say("history.job_lead")}
      actions={
        <button type="button" onClick={() => go({ page: "history", id: "", params: {} })}>
          {say("history.all_jobs")}
        </button>
      }
    >
      <Show loaded={loaded}>
        {(detail) => (
          <>
            <JobHead detail={detail} act={act} />
            <CameraTable cameras={detail.cameras} />
            <Newest detail={detail} />
          </>
        )}
      </Show>
    </Page>
  );
}

interface HeadProps {
  readonly detail: HistoryDetail;
  readonly act: (asked: ReturnType<typeof api.stopHistory>) => void;
}

function JobHead({ detail, act }: HeadProps) {
  const say = useSay();
  const { job, cameras } = detail;
  return (
    <section className="history-head" aria-label={say("history.progress")}>
      <p>
        <b>{job.case_no}</b> {job.reason} · {spanText(Date.parse(job.from), Date.parse(job.to))} ·{" "}
        {say("history.cameras", { n: job.cameras })}
      </p>
      <div className="history-total">
        <progress value={job.read_s} max={job.wanted_s || 1} aria-label={say("history.progress")} />
        <span data-testid="history-state" role="status">
          {say.word("history_state", job.state)}
        </span>
        <span>{shareText(say, job.read_s, job.wanted_s)}</span>
        <b data-testid="history-passages">{say("history.found_passages", { n: job.passages })}</b>
      </div>
      <div className="history-actions">
        {job.state === "running" ? (
          <button type="button" onClick={() => act(api.stopHistory(job.id))}>
            <Icon name="close" size={17} />
            {say("history.stop")}
          </button>
        ) : (
          <button type="button" onClick={() => act(api.resumeHistory(job.id))}>
            <Icon name="again" size={17} />
            {say("history.resume")}
          </button>
        )}
        <label>
          {say("history.priority")}
          <select
            value={job.priority}
            onChange={(event) => act(api.prioritiseHistory(job.id, Number(event.target.value)))}
          >
            {[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((priority) => (
              <option key={priority} value={priority}>
                {priority}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="primary" onClick={() => searchIn(job, cameras)}>
          <Icon name="search" size={17} />
          {say("history.search")}
        </button>
      </div>
      <EmptyWhy say={say} detail={detail} />
    </section>
  );
}

/** Why nothing is looked at, where that is so. */
function EmptyWhy({ say, detail }: { say: Say; detail: HistoryDetail }) {
  const { job, cameras } = detail;
  if (job.wanted_s > 0 || cameras.some(({ state }) => state === "wanted")) return null;
  const reasons = new Set(
    cameras.flatMap(({ says, missing }) => [...(says ? [says] : []), ...missingWords(say, missing)]),
  );
  return (
    <Notice icon="history" tone="warn" title={say("history.no_footage")}>
      <ul>
        {[...reasons].slice(0, 8).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Notice>
  );
}

function CameraTable({ cameras }: { cameras: readonly HistoryCamera[] }) {
  const say = useSay();
  return (
    <div className="table-box">
      <table className="history-table" aria-label={say("history.per_camera")}>
        <thead>
          <tr>
            <th scope="col">{say("facts.camera")}</th>
            <th scope="col">{say("history.found")}</th>
            <th scope="col">{say("history.fetched")}</th>
            <th scope="col">{say("history.looked")}</th>
            <th scope="col">{say("history.passages")}</th>
            <th scope="col">{say("history.clock")}</th>
            <th scope="col">{say("history.remarks")}</th>
          </tr>
        </thead>
        <tbody>
          {cameras.map((camera) => (
            <tr key={camera.camera_id}>
              <td>
                {camera.name}
                <small>{camera.camera_id}</small>
              </td>
              <td className="nowrap" data-label={say("history.found")}>
                {duration(say, camera.found_s)}
              </td>
              <td className="nowrap" data-label={say("history.fetched")}>
                {duration(say, camera.fetched_s)}
              </td>
              <td className="nowrap" data-label={say("history.looked")}>
                <progress value={camera.read_s} max={camera.wanted_s || 1} aria-label={camera.name} />
                <small>{shareText(say, camera.read_s, camera.wanted_s)}</small>
              </td>
              <td className="number" data-label={say("history.passages")}>
                {camera.passages.toLocaleString("en-US")}
              </td>
              <td data-label={say("history.clock")}>
                {camera.state === "found" ? clockWords(say, camera.clock) : ""}
              </td>
              <td data-label={say("history.remarks")}>
                {camera.says !== "" && (
                  <span className={camera.state === "found" ? "" : "is-bad"}>{camera.says}</span>
                )}
                {camera.state === "wanted" && camera.says === "" && say("history.looking")}
                {missingWords(say, camera.missing).map((line) => (
                  <small key={line}>{line}</small>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The search page, restricted to this search's cameras and time. */
function searchIn(job: HistoryJob, cameras: readonly HistoryCamera[]): void {
  const named = cameras.length <= MOST_NAMED ? cameras.map(({ camera_id }) => camera_id).join() : "";
  const params = {
    from: isoText(Date.parse(job.from)),
    to: isoText(Date.parse(job.to)),
    cameras: named,
  };
  go({ page: "search", id: "", params });
}
