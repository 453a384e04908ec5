/** 許可名單: who may be there, typed in one by one or brought as a file. */
import { type ChangeEvent, type FormEvent, useCallback, useState } from "react";
import { api } from "../api/client";
import type { AllowedAs, ImportedAllowed, Zone } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { bandText, WEEKDAYS, type Weekday } from "../search/hours";
import { shortText } from "../time/taipei";
import { instantText, listed } from "./draft";
import { reloadZones } from "./zone_store";

const KINDS: readonly AllowedAs[] = ["resident", "works", "emergency", "official", "delivery", "other"];

export function AllowedList({ zone }: { zone: Zone }) {
  const say = useSay();
  const { tell } = useDesk();
  const [loaded, reload] = useLoaded(useCallback(() => api.allowed(zone.id), [zone.id]));
  const changed = () => {
    reload();
    void reloadZones();
  };
  const remove = async (id: number) => {
    const result = await api.disallow(zone.id, id);
    if (!result.ok) tell(result.message);
    changed();
  };
  return (
    <div className="zone-allowing">
      {zone.state !== "over" && <AddAllowed zone={zone} onAdded={changed} />}
      <Files zone={zone} onAdded={changed} />
      <Show loaded={loaded}>
        {({ allowed }) => (
          <>
            <p className="part-note" role="status">
              {say("zones.allowed_count", { n: allowed.length })}
            </p>
            <ul className="zone-allowed" aria-label={say("zones.tab_allowed")}>
              {allowed.map((one) => (
                <li key={one.id} className={one.holds_now ? "" : "is-off"}>
                  <b translate="no">{one.display}</b>
                  <span>
                    {one.name}
                    <small>
                      {say.word("allowed_as", one.kind)}
                      {one.ends !== null &&
                        ` · ${say("zones.until", { at: shortText(Date.parse(one.ends)) })}`}
                      {one.bands.length > 0 && ` · ${one.bands.join(" ")}`}
                      {one.weekdays.length > 0 &&
                        ` · ${one.weekdays.map((day: Weekday) => say(`weekday.${day}`)).join("")}`}
                      {!one.holds_now && ` · ${say("zones.not_now")}`}
                    </small>
                  </span>
                  <button
                    type="button"
                    className="quiet"
                    aria-label={say("zones.disallow", { plate: one.display })}
                    onClick={() => void remove(one.id)}
                  >
                    <Icon name="close" size={16} />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Show>
    </div>
  );
}

function AddAllowed({ zone, onAdded }: { zone: Zone; onAdded: () => void }) {
  const say = useSay();
  const [problem, setProblem] = useState("");
  const [days, setDays] = useState<readonly Weekday[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const field = (name: string) => String(given.get(name) ?? "").trim();
    const result = await api.allow(zone.id, {
      plate: field("plate"),
      name: field("name"),
      kind: field("kind") as AllowedAs,
      starts: "now",
      ends: instantText(field("ends")),
      bands: listed(field("bands")).map((band) => bandText(band) ?? band),
      weekdays: days,
      note: "",
    });
    if (!result.ok) {
      setProblem(result.message);
      return;
    }
    setProblem("");
    setDays([]);
    form.reset();
    onAdded();
  };
  const flip = (day: Weekday) =>
    setDays(days.includes(day) ? days.filter((one) => one !== day) : [...days, day]);
  return (
    <form className="zone-form" aria-label={say("zones.allow")} onSubmit={(event) => void submit(event)}>
      <div className="zone-pair">
        <label>
          <span>{say("zones.plate")}</span>
          <input name="plate" required autoComplete="off" maxLength={64} placeholder="ABC-1235" />
        </label>
        <label>
          <span>{say("zones.whose")}</span>
          <input name="name" required autoComplete="off" maxLength={100} />
        </label>
      </div>
      <div className="zone-pair">
        <label>
          <span>{say("zones.allowed_as")}</span>
          <select name="kind">
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {say.word("allowed_as", one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("zones.allowed_until")}</span>
          <input name="ends" type="datetime-local" />
        </label>
      </div>
      <details>
        <summary>{say("zones.allowed_hours")}</summary>
        <label>
          <span>{say("zones.allowed_bands")}</span>
          <input name="bands" autoComplete="off" placeholder="06:00-10:00" />
        </label>
        <div className="chips chips-days">
          {WEEKDAYS.map((day) => (
            <button
              key={day}
              type="button"
              className="chip"
              aria-pressed={days.includes(day)}
              aria-label={say(`day.${day}`)}
              onClick={() => flip(day)}
            >
              {say(`weekday.${day}`)}
            </button>
          ))}
        </div>
      </details>
      {problem !== "" && <Notice tone="bad" title={problem} />}
      <button type="submit">
        <Icon name="plus" size={16} />
        {say("zones.allow")}
      </button>
    </form>
  );
}

function Files({ zone, onAdded }: { zone: Zone; onAdded: () => void }) {
  const say = useSay();
  const { tell } = useDesk();
  const [file, setFile] = useState<File | null>(null);
  const [found, setFound] = useState<ImportedAllowed | null>(null);
  const chosen = async (event: ChangeEvent<HTMLInputElement>) => {
    const [picked] = event.target.files ?? [];
    event.target.value = "";
    if (!picked) return;
    const result = await api.importAllowed(zone.id, picked, true);
    if (result.ok) {
      setFile(picked);
      setFound(result.value);
    } else tell(result.message);
  };
  const add = async () => {
    if (!file) return;
    const result = await api.importAllowed(zone.id, file, false);
    tell(result.ok ? say("zones.imported", { n: result.value.added }) : result.message);
    setFile(null);
    setFound(null);
    onAdded();
  };
  return (
    <div className="zone-files">
      {zone.state !== "over" && (
        <label className="button">
          <Icon name="register" size={16} />
          {say("zones.import")}
          <input
            type="file"
            accept=".csv,text/csv"
            className="visually-hidden"
            onChange={(event) => void chosen(event)}
          />
        </label>
      )}
      <a className="button" href={`/api/v1/zones/${zone.id}/allowed/export`} download>
        <Icon name="download" size={16} />
        {say("zones.export")}
      </a>
      {found && (
        <div className="zone-import" role="status">
          <p>{say("zones.import_found", { n: found.allowed, bad: found.bad.length })}</p>
          <ul>
            {found.bad.slice(0, 10).map((one) => (
              <li key={one.row} className="is-bad">
                {say.language === "en" ? one.en : one.zh}
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="primary"
            disabled={found.bad.length > 0 || found.allowed === 0}
            onClick={() => void add()}
          >
            {say("zones.import_add", { n: found.allowed })}
          </button>
        </div>
      )}
    </div>
  );
}
