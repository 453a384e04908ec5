/** A file into a list: tried first, its columns and its difference shown, then taken in to be approved. */

import { type FormEvent, useRef, useState } from "react";
import { said } from "../alerts/words";
import { api } from "../api/client";
import type { ListFileReport, WatchList } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { basisOf } from "./presets";

/** What a column can be said to be by hand; the rest is known by name or left aside. */
const FIELDS = [
  "plate",
  "expires_at",
  "effective_at",
  "case_no",
  "reason",
  "legal_basis",
  "category",
  "priority",
  "exp_type",
  "exp_color",
  "exp_make",
  "danger",
  "note",
  "source_ref",
] as const;

interface Props {
  readonly list: WatchList;
  readonly onClose: () => void;
  readonly onTaken: (report: ListFileReport) => void;
}

export function ImportFile({ list, onClose, onTaken }: Props) {
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [report, setReport] = useState<ListFileReport | null>(null);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const send = async (isDryRun: boolean, how: Readonly<Record<string, string>> = mapping) => {
    if (!form.current) return;
    const body = new FormData(form.current);
    body.set("list_id", String(list.id));
    body.set("dry_run", String(isDryRun));
    body.set("replaces", String(body.has("replaces")));
    body.set("accepts_loss", String(body.has("accepts_loss")));
    if (body.get("days") === "") body.delete("days");
    if (Object.keys(how).length > 0) body.set("mapping", JSON.stringify(how));
    setAsking(true);
    const result = await api.importList(body);
    setAsking(false);
    setProblem(result.ok ? null : result);
    if (result.ok && isDryRun) setReport(result.value);
    if (result.ok && !isDryRun) onTaken(result.value);
  };
  const mapped = (column: string, field: string) => {
    const others = Object.entries(mapping).filter(([known, of]) => of !== column && known !== field);
    const next = Object.fromEntries(field ? [...others, [field, column]] : others);
    setMapping(next);
    void send(true, next);
  };
  return (
    <Dialog title={`${say("lists.import")}：${list.name}`} onClose={onClose}>
      <form
        ref={form}
        className="list-form"
        onChange={(event) => {
          if ((event.target as HTMLElement).dataset.keeps === undefined) setReport(null);
        }}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void send(true);
        }}
      >
        <label className="is-wide">
          <span>{say("lists.file")}</span>
          <input
            type="file"
            name="file"
            accept=".csv,.txt,.tsv,.xlsx"
            required
            onChange={() => setMapping({})}
          />
          <small>{say("lists.file_more")}</small>
        </label>
        <label className="is-wide">
          <span>{say("lists.reason")}</span>
          <input name="reason" autoComplete="off" />
          <small>{say("lists.for_rows")}</small>
        </label>
        <label>
          <span>{say("lists.case")}</span>
          <input name="case_no" autoComplete="off" />
        </label>
        <label>
          <span>{say("lists.basis")}</span>
          <input
            name="legal_basis"
            defaultValue={list.kind === "watch" ? basisOf(list.terms.category) : ""}
            autoComplete="off"
          />
        </label>
        <label>
          <span>{say("lists.days_default")}</span>
          <input name="days" type="number" min={1} max={366} />
        </label>
        <label className="is-check">
          <input type="checkbox" name="replaces" />
          <span>{say("lists.replaces_more")}</span>
        </label>
        {report && <Reported report={report} onMapped={mapped} />}
        {report?.is_mass_loss && (
          <label className="is-check">
            <input type="checkbox" name="accepts_loss" data-keeps="" />
            <span>{say("lists.accepts_loss")}</span>
          </label>
        )}
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          {isAsking && <span className="spinner" aria-hidden="true" />}
          <button type="submit" className={report ? "" : "primary"} disabled={isAsking}>
            {say("lists.try")}
          </button>
          {report && (
            <button type="button" className="primary" disabled={isAsking} onClick={() => void send(false)}>
              {say("lists.take")}
            </button>
          )}
        </p>
      </form>
    </Dialog>
  );
}

function Reported({
  report,
  onMapped,
}: {
  report: ListFileReport;
  onMapped: (column: string, field: string) => void;
}) {
  const say = useSay();
  return (
    <div className="list-report is-wide" role="status">
      <ul className="list-sums">
        {(["new", "changed", "gone", "same", "refused"] as const).map((what) => (
          <li key={what} data-change={what}>
            <b>{report[what].toLocaleString()}</b> {say.word("list_change", what)}
          </li>
        ))}
      </ul>
      <details open={report.new + report.changed + report.same === 0}>
        <summary>{say("lists.columns")}</summary>
        <table>
          <tbody>
            {report.columns.map((use) => (
              <tr key={use.column}>
                <td>{use.column}</td>
                <td>
                  <select
                    data-keeps=""
                    aria-label={use.column}
                    value={use.field ?? ""}
                    onChange={(event) => onMapped(use.column, event.target.value)}
                  >
                    <option value="">{say("lists.left_aside")}</option>
                    {[...new Set([...FIELDS, ...(use.field ? [use.field] : [])])].map((field) => (
                      <option key={field} value={field}>
                        {say.word("list_field", field)}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <small>{use.note && said(say, use.note)}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      {report.lines.length > 0 && (
        <details open>
          <summary>{say("lists.difference")}</summary>
          <ul className="list-lines">
            {report.lines.slice(0, 100).map((line) => (
              <li key={`${line.change}${line.pattern}${line.source_ref}`} data-change={line.change}>
                <span>{say.word("list_change", line.change)}</span> <b translate="no">{line.pattern}</b>{" "}
                <small>{line.fields.map((field) => say.word("list_field", field)).join("、")}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      {report.problems.length > 0 && (
        <details open>
          <summary>{say("lists.problems")}</summary>
          <ul className="list-lines">
            {report.problems.slice(0, 100).map((one) => (
              <li key={`${one.row}${one.field}`} data-change={one.is_refused ? "gone" : "changed"}>
                <span>{say("lists.row", { n: one.row })}</span> {one.why.zh} {one.why.en}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
