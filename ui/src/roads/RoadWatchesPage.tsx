/** 路段監控: roads watched for races and section speed, asked for by one officer and approved by another. */
import { useState } from "react";
import { api } from "../api/client";
import type { RoadWatch } from "../api/types";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { type Say, useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Notice } from "../parts/Notice";
import { shortText } from "../time/taipei";
import { RoadWatchForm } from "./RoadWatchForm";

export default function RoadWatchesPage() {
  const say = useSay();
  const { tell } = useDesk();
  const { current } = useTrust();
  const [loaded, reload] = useLoaded(api.roadWatches);
  const [isAsking, setAsking] = useState(false);
  const officer = current.state === "known" ? current.session.officer : null;
  const decide = async (act: "approve" | "end", watch: RoadWatch) => {
    const result = await api.decideRoadWatch(watch.id, act);
    if (!result.ok) tell(result.message);
    reload();
  };
  return (
    <Page
      title={say("page.roads")}
      lead={say("roads.lead")}
      actions={
        <button type="button" className="primary" onClick={() => setAsking(true)}>
          {say("roads.add")}
        </button>
      }
    >
      <Show loaded={loaded}>
        {({ watches }) =>
          watches.length === 0 ? (
            <Notice icon="trail" title={say("roads.none")}>
              {say("roads.none_more")}
            </Notice>
          ) : (
            <ul className="road-watches">
              {watches.map((watch) => (
                <li key={watch.id} data-state={watch.state}>
                  <div>
                    <h2>
                      {watch.name} <span className="badge">{say.word("road_state", watch.state)}</span>
                    </h2>
                    <p>{sentence(say, watch)}</p>
                    <p>
                      <small>
                        {shortText(Date.parse(watch.starts))} – {shortText(Date.parse(watch.ends))} ·{" "}
                        {watch.case_no} · {watch.reason}
                      </small>
                    </p>
                    <p>
                      <small>
                        {say("roads.asked_by", { who: watch.requester })}
                        {watch.approved_by && ` · ${say("roads.approved_by", { who: watch.approved_by })}`}
                      </small>
                    </p>
                  </div>
                  <div>
                    {watch.approved_by === null && watch.state !== "over" && (
                      <button
                        type="button"
                        className="primary"
                        disabled={officer?.username === watch.requester}
                        title={officer?.username === watch.requester ? say("roads.another") : ""}
                        onClick={() => void decide("approve", watch)}
                      >
                        {say("roads.approve")}
                      </button>
                    )}
                    {watch.state !== "over" && (
                      <button type="button" className="quiet" onClick={() => void decide("end", watch)}>
                        {say("roads.end")}
                      </button>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
      {isAsking && (
        <RoadWatchForm
          onClose={() => setAsking(false)}
          onAdded={() => {
            setAsking(false);
            reload();
          }}
        />
      )}
    </Page>
  );
}

/** What is watched for, in one sentence. */
function sentence(say: Say, watch: RoadWatch): string {
  const when = watch.bands.join("、") || say("roads.any_time");
  if (watch.test === "stretch") {
    return say("roads.stretch_says", {
      one: watch.one_end.join("、"),
      other: watch.other_end.join("、"),
      km: (watch.length_m / 1000).toFixed(2),
      kmh: watch.least_kmh,
      when,
    });
  }
  return say("roads.racing_says", {
    where: watch.area ? say("roads.in_area") : say("roads.everywhere"),
    kmh: watch.least_kmh,
    s: watch.headway_s,
    when,
  });
}
