/** 歷史影像分析: old footage, whichever recorder holds it, becomes passages: ask, start, watch, stop, go on. */
import { useEffect } from "react";
import { api } from "../api/client";
import type { HistoryJob } from "../api/types";
import { go, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Notice } from "../parts/Notice";
import { spanText } from "../time/span";
import { JobView } from "./JobView";
import { NewSearch } from "./NewSearch";
import { shareText } from "./words";

const LOOK_AGAIN_MS = 5_000;

export default function HistoryPage() {
  const { id } = useRoute();
  return /^\d+$/.test(id) ? <JobView key={id} number={Number(id)} /> : <Searches />;
}

function Searches() {
  const say = useSay();
  const [loaded, reload] = useLoaded(api.historyJobs);
  const isMoving = loaded.state === "here" && loaded.value.jobs.some(({ state }) => state === "running");
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving, reload]);
  return (
    <Page title={say("page.history")} lead={say("history.lead")}>
      <NewSearch />
      <section className="history-jobs" aria-labelledby="history-jobs">
        <h2 id="history-jobs">{say("history.jobs")}</h2>
        <Show loaded={loaded}>
          {({ jobs }) =>
            jobs.length === 0 ? (
              <Notice icon="history" title={say("history.none")} />
            ) : (
              <JobTable jobs={jobs} />
            )
          }
        </Show>
      </section>
    </Page>
  );
}

function JobTable({ jobs }: { jobs: readonly HistoryJob[] }) {
  const say = useSay();
  return (
    <div className="table-box">
      <table className="history-table">
        <thead>
          <tr>
            <th scope="col">{say("history.number")}</th>
            <th scope="col">{say("history.case")}</th>
            <th scope="col">{say("history.time")}</th>
            <th scope="col">{say("history.state")}</th>
            <th scope="col">{say("history.progress")}</th>
            <th scope="col">{say("history.passages")}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td>
                <button
                  type="button"
                  className="link"
                  onClick={() => go({ page: "history", id: String(job.id), params: {} })}
                >
                  {say("history.job", { n: String(job.id) })}
                </button>
              </td>
              <td data-label={say("history.case")}>
                {job.case_no}
                <small>{job.reason}</small>
              </td>
              <td data-label={say("history.time")}>{spanText(Date.parse(job.from), Date.parse(job.to))}</td>
              <td data-label={say("history.state")}>{say.word("history_state", job.state)}</td>
              <td className="nowrap" data-label={say("history.progress")}>
                <progress
                  value={job.read_s}
                  max={job.wanted_s || 1}
                  aria-label={say("history.job", { n: String(job.id) })}
                />
                <small>{shareText(say, job.read_s, job.wanted_s)}</small>
              </td>
              <td className="number" data-label={say("history.passages")}>
                {job.passages.toLocaleString("en-US")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
