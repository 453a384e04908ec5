/** How alerts went: how soon they were taken, how many proved right, which cameras and lists misread. */
import { api } from "../api/client";
import type { AlertJudged, AlertShare } from "../api/types";
import { type Say, useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { percent } from "../parts/confidence_words";
import { dateText } from "../time/taipei";
import { duration } from "../trail/words";

const SHOWN = 12;

export function AlertFigures() {
  const say = useSay();
  const [loaded] = useLoaded(api.alertFigures);
  return (
    <Show loaded={loaded}>
      {({ weeks, cameras, lists }) => (
        <div className="alert-figures">
          <p>{say("alerts.figures_lead")}</p>
          <div className="table-box">
            <table>
              <thead>
                <tr>
                  <th scope="col">{say("alerts.week")}</th>
                  <th scope="col">{say("alerts.count")}</th>
                  <th scope="col">{say("alerts.median")}</th>
                  <th scope="col">{say("alerts.slow")}</th>
                  <th scope="col">{say("alerts.verified_share")}</th>
                  <th scope="col">{say("alerts.misread_share")}</th>
                  <th scope="col">{say("alerts.expired_count")}</th>
                </tr>
              </thead>
              <tbody>
                {[...weeks].reverse().map((week) => (
                  <tr key={week.start}>
                    <td className="nowrap">{dateText(Date.parse(week.start))}</td>
                    <td className="number">{week.alerts}</td>
                    <td className="number">{week.median_s === null ? "—" : duration(say, week.median_s)}</td>
                    <td className="number">{week.slow_s === null ? "—" : duration(say, week.slow_s)}</td>
                    <td className="number">{shareText(say, week.verified)}</td>
                    <td className="number">{shareText(say, week.misread)}</td>
                    <td className="number">{week.expired}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Judged title={say("alerts.by_camera")} rows={cameras} />
          <Judged title={say("alerts.by_list")} rows={lists} />
        </div>
      )}
    </Show>
  );
}

function Judged({ title, rows }: { title: string; rows: readonly AlertJudged[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{say("alerts.count")}</th>
            <th scope="col">{say("alerts.misread_share")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={row.number}>
              <td>{row.name}</td>
              <td className="number">{row.alerts}</td>
              <td className="number">{shareText(say, row.misread)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `3 of 40 (2–20 %)`; nothing is said of nothing. */
function shareText(say: Say, { count, of, low, high }: AlertShare): string {
  if (of === 0) return "—";
  return say("alerts.share", { count, of, low: percent(low), high: percent(high) });
}
