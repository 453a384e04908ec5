/** Asking for a zone, or changing one: where, which rules, when, on whose word; and what it would have told. */
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { api } from "../api/client";
import type { Lookout, LookoutSide, VehicleGroup, Zone } from "../api/types";
import { useDesk } from "../app/desk";
import { areaOf, currentRoute, toPage, withParams } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import type { Shape } from "../geo/area";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { areaWords } from "../search/area_words";
import { bodyOf, type Draft, draftOf, emptyDraft, GROUPS, SIDES } from "./draft";
import { PreviewBox } from "./PreviewBox";
import { WeekGrid } from "./WeekGrid";
import { reloadZones } from "./zone_store";

const SHAPES: readonly Shape[] = ["circle", "rectangle", "polygon"];

export function ZoneForm({ zone, onSaved }: { zone: Zone | null; onSaved?: () => void }) {
  const say = useSay();
  const { current } = useTrust();
  const officer = current.state === "known" ? current.session.officer : null;
  const [draft, setDraft] = useState<Draft>(() =>
    zone ? draftOf(zone) : emptyDraft(Date.now(), areaOf(currentRoute()), officer?.name ?? ""),
  );
  const [problem, setProblem] = useState("");
  const [isSaving, setSaving] = useState(false);
  const put = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const body = { ...bodyOf(draft), emergency: draft.isEmergency };
    const result = zone
      ? await api.changeZone(zone.id, { ...body, version: zone.version })
      : await api.addZone(body);
    setSaving(false);
    if (!result.ok) {
      setProblem(result.message);
      return;
    }
    void reloadZones();
    onSaved?.();
    if (zone) withParams({ edit: "" });
    else toPage("zones", String(result.value.id));
  };
  const text = (name: "name" | "legalBasis" | "caseNo" | "owner", label: string) => (
    <label>
      <span>{label}</span>
      <input
        value={draft[name]}
        required
        autoComplete="off"
        onChange={(event) => put({ [name]: event.target.value })}
      />
    </label>
  );
  return (
    <form className="zones zone-form" aria-label={say("zones.add")} onSubmit={(event) => void submit(event)}>
      <button
        type="button"
        className="quiet"
        onClick={() => (zone ? withParams({ edit: "" }) : toPage("zones"))}
      >
        <Icon name="left" size={16} />
        {say("cancel")}
      </button>
      {text("name", say("zones.name"))}
      <Where draft={draft} put={put} />
      <Rules draft={draft} put={put} />
      <fieldset>
        <legend>{say("zones.when")}</legend>
        <div className="zone-pair">
          <label>
            <span>{say("zones.starts")}</span>
            <input
              type="datetime-local"
              required
              value={draft.starts}
              onChange={(event) => put({ starts: event.target.value })}
            />
          </label>
          <label>
            <span>{say("zones.ends")}</span>
            <input
              type="datetime-local"
              required={!draft.isPermanent}
              disabled={draft.isPermanent}
              value={draft.ends}
              onChange={(event) => put({ ends: event.target.value })}
            />
          </label>
        </div>
        <Check
          label={say("zones.permanent")}
          isOn={draft.isPermanent}
          onChange={(isPermanent) => put({ isPermanent })}
        />
        <Check
          label={say("zones.at_any_time")}
          isOn={draft.isAlways}
          onChange={(isAlways) => put({ isAlways })}
        />
        {!draft.isAlways && (
          <WeekGrid stretches={draft.stretches} onChange={(stretches) => put({ stretches })} />
        )}
        <details>
          <summary>{say("zones.days")}</summary>
          {(["off", "full"] as const).map((name) => (
            <label key={name}>
              <span>{say(`zones.days_${name}`)}</span>
              <input
                value={draft[name]}
                placeholder="2027-01-01 2027-02-28"
                autoComplete="off"
                onChange={(event) => put({ [name]: event.target.value })}
              />
            </label>
          ))}
        </details>
      </fieldset>
      <fieldset>
        <legend>{say("zones.word")}</legend>
        {text("legalBasis", say("zones.legal_basis"))}
        <div className="zone-pair">
          {text("caseNo", say("zones.case_no"))}
          {text("owner", say("zones.owner"))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{say("zones.telling")}</legend>
        <div className="zone-pair">
          <label>
            <span>{say("zones.priority")}</span>
            <select
              value={draft.priority}
              onChange={(event) => put({ priority: Number(event.target.value) })}
            >
              {[1, 2, 3, 4, 5].map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{say("zones.recipients")}</span>
            <input
              value={draft.recipients}
              autoComplete="off"
              onChange={(event) => put({ recipients: event.target.value })}
            />
          </label>
        </div>
        <Check label={say("zones.covert")} isOn={draft.isCovert} onChange={(isCovert) => put({ isCovert })} />
        <Check
          label={say("zones.emergency")}
          isOn={draft.isEmergency}
          onChange={(isEmergency) => put({ isEmergency })}
        />
      </fieldset>
      <PreviewBox draft={draft} number={zone?.id ?? null} />
      {problem !== "" && <Notice tone="bad" title={problem} />}
      <button
        type="submit"
        className="primary"
        disabled={isSaving || (!draft.isAlways && draft.stretches.length === 0)}
      >
        {say(zone ? "zones.save_again" : "zones.save")}
      </button>
      <small>{say("zones.four_eyes")}</small>
    </form>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly put: (part: Partial<Draft>) => void;
}

/** Drawn on the map; its cameras with what passing each means. */
function Where({ draft, put }: PartProps) {
  const say = useSay();
  const { view, drawing, startDrawing, stopDrawing, takeAreas } = useDesk();
  const lookouts = useLookouts(draft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn goes to the form as it is then
  useEffect(() => {
    takeAreas((area) => put({ area, sides: {}, inward: {} }));
    return () => takeAreas(null);
  }, [takeAreas]);
  useEffect(() => {
    if (view && drawing === null) view.drawing.show(draft.area);
  }, [view, drawing, draft.area]);
  useEffect(() => () => view?.drawing.show(null), [view]);
  const reading = lookouts.filter(({ kind }) => kind === "plate");
  const atBorder = reading.filter(({ side }) => side !== "inside" && side !== "left_out");
  return (
    <fieldset>
      <legend>{say("zones.where")}</legend>
      <div className="places-draw">
        {SHAPES.map((shape) => (
          <button
            key={shape}
            type="button"
            aria-pressed={drawing === shape}
            onClick={() => (drawing === shape ? stopDrawing() : startDrawing(shape))}
          >
            <Icon name={shape} size={17} />
            {say(`draw.${shape}`)}
          </button>
        ))}
      </div>
      {draft.area ? (
        <p className="part-note" role="status">
          {areaWords(say, draft.area)} ·{" "}
          {say("zones.lookouts_found", { n: reading.length, lookouts: atBorder.length })}
        </p>
      ) : (
        <p className="part-note">{say("zones.draw_first")}</p>
      )}
      {draft.area && reading.length > 0 && atBorder.length === 0 && (
        <Notice tone="warn" title={say("zones.no_lookouts")} />
      )}
      {reading.length > 0 && (
        <details>
          <summary>{say("zones.lookouts")}</summary>
          <ul className="zone-lookouts">
            {reading.map((lookout) => (
              <li key={lookout.number}>
                <button type="button" className="quiet" onClick={() => view?.goTo(lookout.lon, lookout.lat)}>
                  {lookout.name}
                </button>
                <select
                  aria-label={say("zones.side_of", { name: lookout.name })}
                  value={lookout.side}
                  onChange={(event) =>
                    put({ sides: { ...draft.sides, [lookout.camera]: event.target.value as LookoutSide } })
                  }
                >
                  {SIDES.map((side) => (
                    <option key={side} value={side}>
                      {say.word("zone_side", side)}
                    </option>
                  ))}
                </select>
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
}

function Rules({ draft, put }: PartProps) {
  const say = useSay();
  const chips = (name: "forbidden" | "exempt", other: "forbidden" | "exempt") => (
    <>
      <span className="zone-label">{say(`zones.${name}`)}</span>
      <div className="chips">
        {GROUPS.map((group: VehicleGroup) => {
          const isOn = draft[name].includes(group);
          return (
            <button
              key={group}
              type="button"
              className="chip"
              aria-pressed={isOn}
              onClick={() =>
                put({
                  [name]: isOn ? draft[name].filter((one) => one !== group) : [...draft[name], group],
                  [other]: draft[other].filter((one) => one !== group),
                })
              }
            >
              {say.word("vehicle_group", group)}
            </button>
          );
        })}
      </div>
    </>
  );
  return (
    <fieldset>
      <legend>{say("zones.rules")}</legend>
      <Check
        label={say("zones.allowed_only")}
        isOn={draft.isAllowedOnly}
        onChange={(isAllowedOnly) => put({ isAllowedOnly })}
      />
      {chips("forbidden", "exempt")}
      {chips("exempt", "forbidden")}
      <small>{say("zones.exempt_note")}</small>
      <div className="zone-pair">
        <label>
          <span>{say("zones.stay_minutes")}</span>
          <input
            type="number"
            min={1}
            value={draft.stayMinutes}
            onChange={(event) => put({ stayMinutes: event.target.value })}
          />
        </label>
        <label>
          <span>{say("zones.oneway")}</span>
          <input
            type="number"
            min={0}
            max={359}
            value={draft.oneway}
            onChange={(event) => put({ oneway: event.target.value })}
          />
        </label>
      </div>
      <label>
        <span>{say("zones.left_after")}</span>
        <input
          type="number"
          min={1}
          value={draft.leftAfterHours}
          onChange={(event) => put({ leftAfterHours: event.target.value })}
        />
      </label>
    </fieldset>
  );
}

function Check({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="zone-check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** The cameras the zone would have, and what passing them would mean. */
function useLookouts(draft: Draft): readonly Lookout[] {
  const [lookouts, setLookouts] = useState<readonly Lookout[]>([]);
  const { area, cameras, sides } = useMemo(() => bodyOf(draft), [draft]);
  const asked = area || cameras?.length ? JSON.stringify({ area, cameras, sides }) : "";
  useEffect(() => {
    if (asked === "") {
      setLookouts([]);
      return;
    }
    const stop = new AbortController();
    void api.lookouts(JSON.parse(asked), stop.signal).then((result) => {
      if (result.ok) setLookouts(result.value.lookouts);
    });
    return () => stop.abort();
  }, [asked]);
  return lookouts;
}
