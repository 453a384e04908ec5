/** One zone: what it is, who may be there, who is there, what was counted. */
import { useCallback, useEffect, useState } from "react";
import { api, type Result } from "../api/client";
import type { Zone } from "../api/types";
import { useDesk } from "../app/desk";
import { toPage, withParams } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { fullText } from "../time/taipei";
import { AllowedList } from "./AllowedList";
import { Hours } from "./Hours";
import { Inside } from "./Inside";
import { ruleWords, spanWords, timeWords } from "./words";
import { ZoneForm } from "./ZoneForm";
import { reloadZones, useZones } from "./zone_store";

const TABS = ["inside", "allowed", "hours", "cameras"] as const;
type Tab = (typeof TABS)[number];

export function ZoneView({ number, isEditing }: { number: number; isEditing: boolean }) {
  const [loaded, reload] = useLoaded(useCallback(() => api.zone(number), [number]));
  const zones = useZones(true);
  const listed = zones?.ok ? zones.value.zones.find(({ id }) => id === number)?.version : undefined;
  // Approved or ended by somebody else meanwhile: this page follows, unless it is being typed into.
  const isOld = loaded.state === "here" && listed !== undefined && listed > loaded.value.version;
  useEffect(() => {
    if (isOld && !isEditing) reload();
  }, [isOld, isEditing, reload]);
  return (
    <div className="zones">
      <Show loaded={loaded}>
        {(zone) =>
          isEditing ? <ZoneForm zone={zone} onSaved={reload} /> : <Opened zone={zone} onChanged={reload} />
        }
      </Show>
    </div>
  );
}

function Opened({ zone, onChanged }: { zone: Zone; onChanged: () => void }) {
  const say = useSay();
  const { tell } = useDesk();
  const { current } = useTrust();
  const [tab, setTab] = useState<Tab>("inside");
  const me = current.state === "known" ? current.session.officer : null;
  const mayAct = me !== null && me?.role !== "auditor";
  const done = (result: Result<Zone>) => {
    if (!result.ok) tell(result.message);
    void reloadZones();
    onChanged();
  };
  const isWaiting = zone.approved_by === null && zone.state !== "over";
  const tabs = TABS.filter((one) => mayAct || one === "hours" || one === "cameras");
  const shown = tabs.includes(tab) ? tab : (tabs[0] as Tab);
  return (
    <>
      <header className="zone-head">
        <button type="button" className="quiet" onClick={() => toPage("zones")}>
          <Icon name="left" size={16} />
          {say("zones.all")}
        </button>
        <span className={`zone-state zone-${zone.state}`}>{say.word("zone_state", zone.state)}</span>
      </header>
      <h2>{zone.name}</h2>
      <ul className="zone-rules">
        {ruleWords(say, zone).map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <dl className="zone-facts">
        <dt>{say("zones.when")}</dt>
        <dd>
          {spanWords(say, zone)}
          <small>{timeWords(say, zone)}</small>
        </dd>
        <dt>{say("zones.legal_basis")}</dt>
        <dd>
          {zone.legal_basis}
          <small>{zone.case_no}</small>
        </dd>
        <dt>{say("zones.owner")}</dt>
        <dd>
          {zone.owner}
          <small>
            {say("zones.asked_by", { name: zone.requester, at: fullText(Date.parse(zone.added)) })}
            {zone.approved_by !== null && ` · ${say("zones.approved_by", { name: zone.approved_by })}`}
          </small>
        </dd>
      </dl>
      {isWaiting && me?.username === zone.requester && (
        <Notice tone="warn" title={say("zones.needs_other")} />
      )}
      {mayAct && zone.state !== "over" && (
        <div className="zone-acts">
          {isWaiting && me?.username !== zone.requester && (
            <button
              type="button"
              className="primary"
              onClick={() => void api.approveZone(zone.id, zone.version).then(done)}
            >
              {say("zones.approve")}
            </button>
          )}
          <button type="button" onClick={() => withParams({ edit: "1" })}>
            <Icon name="edit" size={16} />
            {say("zones.edit")}
          </button>
          <button type="button" onClick={() => void api.endZone(zone.id).then(done)}>
            {say("zones.end")}
          </button>
        </div>
      )}
      <div className="zone-tabs" role="tablist" aria-label={zone.name}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`zone-tab-${one}`}
            aria-selected={shown === one}
            aria-controls="zone-tab"
            onClick={() => setTab(one)}
          >
            {say(`zones.tab_${one}`)}
          </button>
        ))}
      </div>
      <section id="zone-tab" role="tabpanel" aria-labelledby={`zone-tab-${shown}`}>
        {shown === "inside" && <Inside zone={zone} />}
        {shown === "allowed" && <AllowedList zone={zone} />}
        {shown === "hours" && <Hours zone={zone} />}
        {shown === "cameras" && <Cameras zone={zone} />}
      </section>
    </>
  );
}

function Cameras({ zone }: { zone: Zone }) {
  const say = useSay();
  const { view } = useDesk();
  return (
    <ul className="zone-lookouts">
      {zone.lookouts.map((lookout) => (
        <li key={lookout.number}>
          <button type="button" className="quiet" onClick={() => view?.goTo(lookout.lon, lookout.lat)}>
            {lookout.name}
          </button>
          <span>
            {say.word("zone_side", lookout.side)}
            {lookout.is_set && <small> {say("zones.side_set")}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
