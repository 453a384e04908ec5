/** A road watch that is asked for: a stretch with its two ends, or races in what is drawn on the map. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { RoadWatchBody } from "../api/types";
import { areaOf, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { isoText } from "../time/taipei";

const MONTH_MS = 30 * 86_400_000;

interface Props {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

export function RoadWatchForm({ onClose, onAdded }: Props) {
  const say = useSay();
  const area = areaOf(useRoute());
  const [test, setTest] = useState<"racing" | "stretch">("racing");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const several = (name: string) =>
      text(name)
        .split(/[\s,，、]+/)
        .filter(Boolean);
    const body: RoadWatchBody = {
      name: text("name"),
      test,
      least_kmh: Number(text("least_kmh")),
      ends: `${text("ends")}+08:00`,
      reason: text("reason"),
      legal_basis: text("legal_basis"),
      case_no: text("case_no"),
      bands: several("bands"),
      priority: Number(text("priority")),
      emergency: given.has("emergency"),
      ...(test === "stretch"
        ? {
            one_end: several("one_end"),
            other_end: several("other_end"),
            length_m: Number(text("length_m")),
            certified: text("certified"),
          }
        : { headway_s: Number(text("headway_s")), area: given.has("in_area") ? area : null }),
    };
    const result = await api.addRoadWatch(body);
    if (result.ok) onAdded();
    else setProblem(result);
  };
  return (
    <Dialog title={say("roads.add")} onClose={onClose}>
      <form className="list-form" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{say("roads.test")}</span>
          <select value={test} onChange={(event) => setTest(event.target.value as typeof test)}>
            <option value="racing">{say("roads.racing")}</option>
            <option value="stretch">{say("roads.stretch")}</option>
          </select>
        </label>
        <label>
          <span>{say("roads.name")}</span>
          <input name="name" required maxLength={100} autoComplete="off" />
        </label>
        <label>
          <span>{say("roads.least")}</span>
          <input name="least_kmh" type="number" min={40} max={250} required defaultValue={100} />
        </label>
        <label>
          <span>{say("roads.bands")}</span>
          <input name="bands" defaultValue="21:00-06:00" placeholder="22:00-05:00" />
        </label>
        {test === "stretch" ? (
          <>
            <label>
              <span>{say("roads.one_end")}</span>
              <input name="one_end" required placeholder="HLP-031, HLP-032" />
            </label>
            <label>
              <span>{say("roads.other_end")}</span>
              <input name="other_end" required placeholder="HLP-033, HLP-034" />
            </label>
            <label>
              <span>{say("roads.length")}</span>
              <input name="length_m" type="number" min={200} max={60000} required />
            </label>
            <label>
              <span>{say("roads.certified")}</span>
              <input name="certified" maxLength={200} />
            </label>
          </>
        ) : (
          <>
            <label>
              <span>{say("roads.headway")}</span>
              <input name="headway_s" type="number" min={1} max={120} required defaultValue={15} />
            </label>
            <label className="is-check">
              <input type="checkbox" name="in_area" disabled={area === null} defaultChecked={area !== null} />
              <span>{say(area === null ? "roads.no_area" : "roads.only_area")}</span>
            </label>
          </>
        )}
        <label>
          <span>{say("roads.ends")}</span>
          <input
            name="ends"
            type="datetime-local"
            required
            defaultValue={isoText(Date.now() + MONTH_MS).slice(0, 16)}
          />
        </label>
        <label>
          <span>{say("lists.priority_1")}</span>
          <input name="priority" type="number" min={1} max={5} required defaultValue={3} />
        </label>
        <label>
          <span>{say("roads.case_no")}</span>
          <input name="case_no" required maxLength={100} autoComplete="off" />
        </label>
        <label>
          <span>{say("roads.legal_basis")}</span>
          <input name="legal_basis" required maxLength={1000} />
        </label>
        <label className="is-wide">
          <span>{say("roads.reason")}</span>
          <input name="reason" required maxLength={1000} />
        </label>
        <label className="is-check">
          <input type="checkbox" name="emergency" />
          <span>{say("roads.emergency")}</span>
        </label>
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          <button type="submit" className="primary">
            {say("roads.ask")}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
