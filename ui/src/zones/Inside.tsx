/** 區內車輛: who is there now and since when; who was. Plates are shown for a purpose only. */

import { useCallback, useEffect, useState } from "react";
import { api, type Result } from "../api/client";
import type { Visits, Zone } from "../api/types";
import { toPage } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Plate } from "../parts/Plate";
import { shortText } from "../time/taipei";
import { lastingWords } from "./words";

const WHICH = ["inside", "all"] as const;

export function Inside({ zone }: { zone: Zone }) {
  const say = useSay();
  const { purpose, needPurpose } = useTrust();
  const [which, setWhich] = useState<(typeof WHICH)[number]>("inside");
  const [answer, setAnswer] = useState<Result<Visits> | null>(null);
  const ask = useCallback(
    async (wanted: (typeof WHICH)[number]) => {
      const given = await needPurpose();
      if (given) setAnswer(await api.zoneVisits(zone.id, { purpose_id: given.id, which: wanted }));
    },
    [needPurpose, zone.id],
  );
  // Whoever has said why sees it at once; nobody else is asked before they want to see it.
  const isKnown = purpose !== null;
  useEffect(() => {
    if (isKnown) void ask(which);
  }, [isKnown, ask, which]);
  return (
    <div className="zone-inside">
      <div className="zone-row">
        <span className="chips">
          {WHICH.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={which === one}
              onClick={() => setWhich(one)}
            >
              {say(`zones.which_${one}`)}
            </button>
          ))}
        </span>
        <button type="button" onClick={() => void ask(which)}>
          {say(answer ? "again" : "zones.show")}
        </button>
      </div>
      {answer === null && <p className="part-note">{say("zones.inside_count", { n: zone.inside })}</p>}
      {answer && !answer.ok && <Failed problem={answer} />}
      {answer?.ok && (
        <>
          <p className="part-note" role="status">
            {say("zones.inside_count", { n: answer.value.inside })}
          </p>
          <ul className="zone-visits" aria-label={say("zones.tab_inside")}>
            {answer.value.visits.map((visit) => (
              <li key={`${visit.plate.text} ${visit.passage.id} ${visit.entered}`}>
                <button
                  type="button"
                  className="zone-visit"
                  onClick={() => toPage("passage", visit.passage.id)}
                >
                  <Plate plate={visit.plate} />
                  <span>
                    {say(visit.came === "comes" ? "zones.since" : "zones.since_latest", {
                      at: shortText(Date.parse(visit.entered)),
                    })}{" "}
                    · {lastingWords(say, visit.stayed_s)}
                    <small>
                      {visit.camera.name} {shortText(Date.parse(visit.last))} ·{" "}
                      {say.word("visit_state", visit.state)}
                    </small>
                    {visit.allowed_as !== "" && <small className="zone-whose">{visit.allowed_as}</small>}
                    {visit.left_as !== "" && <small>{say("zones.left_as", { plate: visit.left_as })}</small>}
                  </span>
                  <span className="zone-told">
                    {visit.told.map((one) => (
                      <b key={one}>{say.word("breach", one)}</b>
                    ))}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
