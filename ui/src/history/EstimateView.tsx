/** What a search would find, fetch and take, camera by camera, with the reasons where there is nothing. */
import { useState } from "react";
import type { HistoryCameraEstimate, HistoryEstimate } from "../api/types";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { shortText } from "../time/taipei";
import { duration } from "../trail/words";
import { bytesText, clockWords, missingWords } from "./words";

const MOST_ROWS = 200;

interface Props {
  readonly estimate: HistoryEstimate;
  readonly onStart: (confirmed: boolean) => void;
}

export function EstimateView({ estimate, onStart }: Props) {
  const say = useSay();
  const [isConfirmed, setConfirmed] = useState(false);
  const [isStarted, setStarted] = useState(false);
  const before_s = estimate.found_s - estimate.left_s;
  return (
    <div className="history-estimate">
      <ul className="history-figures">
        <Figure label={say("history.found")} value={duration(say, estimate.found_s)} />
        <Figure label={say("history.before")} value={duration(say, before_s)} />
        <Figure label={say("history.left")} value={duration(say, estimate.left_s)} />
        <Figure label={say("history.bytes")} value={bytesText(estimate.bytes)} />
        <Figure label={say("history.takes")} value={duration(say, estimate.wall_s)} />
        <Figure label={say("history.ready")} value={shortText(Date.parse(estimate.ready))} />
      </ul>
      {estimate.left_s === 0 && (
        <Notice
          icon="history"
          tone="warn"
          title={say(before_s > 0 ? "history.all_before" : "history.no_footage")}
        >
          {say(before_s > 0 ? "history.all_before_more" : "history.no_footage_more")}
        </Notice>
      )}
      <EstimateTable cameras={estimate.cameras} />
      <div className="history-start">
        {estimate.needs_confirmation && (
          <label className="history-confirm">
            <input
              type="checkbox"
              checked={isConfirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
            {say("history.confirm", { took: duration(say, estimate.wall_s) })}
          </label>
        )}
        <button
          type="button"
          className="primary"
          disabled={isStarted || (estimate.needs_confirmation && !isConfirmed)}
          onClick={() => {
            setStarted(true);
            onStart(isConfirmed);
          }}
        >
          <Icon name="history" size={18} />
          {say("history.start")}
        </button>
        <small>{say("history.start_hint")}</small>
      </div>
    </div>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <li>
      <span>{label}</span>
      <b>{value}</b>
    </li>
  );
}

function EstimateTable({ cameras }: { cameras: readonly HistoryCameraEstimate[] }) {
  const say = useSay();
  return (
    <div className="table-box">
      <table className="history-table" aria-label={say("history.estimated")}>
        <thead>
          <tr>
            <th scope="col">{say("facts.camera")}</th>
            <th scope="col">{say("history.source")}</th>
            <th scope="col">{say("history.found")}</th>
            <th scope="col">{say("history.left")}</th>
            <th scope="col">{say("history.clock")}</th>
            <th scope="col">{say("history.speed")}</th>
            <th scope="col">{say("history.remarks")}</th>
          </tr>
        </thead>
        <tbody>
          {cameras.slice(0, MOST_ROWS).map((camera) => (
            <tr key={camera.camera_id}>
              <td>
                {camera.name}
                <small>{camera.camera_id}</small>
              </td>
              <td data-label={say("history.source")}>{say.word("history_kind", camera.kind)}</td>
              <td className="nowrap" data-label={say("history.found")}>
                {duration(say, camera.found_s)}
              </td>
              <td className="nowrap" data-label={say("history.left")}>
                {duration(say, camera.left_s)}
              </td>
              <td data-label={say("history.clock")}>{camera.clock ? clockWords(say, camera.clock) : ""}</td>
              <td className="nowrap" data-label={say("history.speed")}>
                {camera.left_s > 0 && <Pace camera={camera} />}
              </td>
              <td data-label={say("history.remarks")}>
                {camera.says !== "" && <span className="is-bad">{camera.says}</span>}
                {[...missingWords(say, camera.missing), ...camera.unclear].map((line) => (
                  <small key={line}>{line}</small>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {cameras.length > MOST_ROWS && (
        <p className="faint">{say("history.more_cameras", { n: cameras.length - MOST_ROWS })}</p>
      )}
    </div>
  );
}

/** How fast it goes, and what that rests on. */
function Pace({ camera }: { camera: HistoryCameraEstimate }) {
  const say = useSay();
  return (
    <>
      {say("history.times", { n: camera.speed.toFixed(1) })}
      <small>
        {say.word("history_basis", camera.basis)}
        {camera.activity !== null &&
          ` · ${say("history.activity", { n: String(Math.round(camera.activity * 100)) })}`}
      </small>
    </>
  );
}
