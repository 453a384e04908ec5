/** 管制區: which there are; one opened; one asked for. */

import { useDesk } from "../app/desk";
import { toPage, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import type { Area } from "../geo/area";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { ruleWords, spanWords } from "./words";
import { ZoneForm } from "./ZoneForm";
import { ZoneView } from "./ZoneView";
import { useZones } from "./zone_store";

export default function ZonesPanel() {
  const { id, params } = useRoute();
  if (id === "new") return <ZoneForm key="new" zone={null} />;
  if (id !== "") return <ZoneView key={id} number={Number(id)} isEditing={params.edit === "1"} />;
  return <ZoneList />;
}

function ZoneList() {
  const say = useSay();
  const { view } = useDesk();
  const { current } = useTrust();
  const zones = useZones(true);
  const mayAsk = current.state === "known" && current.session.officer?.role !== "auditor";
  return (
    <div className="zones">
      <p className="zones-lead">{say("zones.lead")}</p>
      {mayAsk && (
        <button type="button" className="primary" onClick={() => toPage("zones", "new")}>
          <Icon name="plus" size={18} />
          {say("zones.add")}
        </button>
      )}
      {zones === null && (
        <p className="asking" role="status">
          {say("loading")}
        </p>
      )}
      {zones && !zones.ok && <Failed problem={zones} />}
      {zones?.ok && zones.value.zones.length === 0 && (
        <Notice icon="polygon" title={say("zones.none")}>
          {say("zones.none_more")}
        </Notice>
      )}
      {zones?.ok && (
        <ul className="zone-cards" aria-label={say("page.zones")}>
          {zones.value.zones.map((zone) => (
            <li key={zone.id}>
              <button
                type="button"
                className="zone-card"
                onClick={() => {
                  if (zone.area) view?.showArea(zone.area as Area);
                  toPage("zones", String(zone.id));
                }}
              >
                <span className="zone-card-head">
                  <b>{zone.name}</b>
                  <span className={`zone-state zone-${zone.state}`}>
                    {say.word("zone_state", zone.state)}
                  </span>
                </span>
                <span>{ruleWords(say, zone).join(" · ")}</span>
                <small>{spanWords(say, zone)}</small>
                {(zone.state === "in_force" || zone.state === "emergency") && (
                  <small>
                    {say("zones.inside_count", { n: zone.inside })}
                    {!zone.holds_now && ` · ${say("zones.not_now")}`}
                  </small>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
