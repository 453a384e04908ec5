/** 車籍: which file the vehicle register came from and how old it is; a new one tried and taken in. */

import { type FormEvent, useRef, useState } from "react";
import { said } from "../alerts/words";
import { api } from "../api/client";
import type { VehicleReport } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { shortText } from "../time/taipei";
import { ageWords } from "./words";

export function RegisterPanel({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const say = useSay();
  const { tell } = useDesk();
  const [loaded, reload] = useLoaded(api.vehicleRegister);
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="lists-entries" aria-labelledby="lists-register">
      <header>
        <h2 id="lists-register">{say("lists.register")}</h2>
        {isAdministrator && (
          <button type="button" onClick={() => setOpen(true)}>
            <Icon name="imports" size={18} />
            {say("lists.register_import")}
          </button>
        )}
      </header>
      <Show loaded={loaded}>
        {({ file }) =>
          file === null ? (
            <p>{say("lists.register_none")}</p>
          ) : (
            <p>
              <b>{say("lists.register_count", { n: file.vehicles.toLocaleString() })}</b>
              {" · "}
              {say("lists.age", { age: ageWords(say, file.age_s) })}
              {" · "}
              <span translate="no">
                {file.file_name} · {file.by} · {shortText(Date.parse(file.at))}
              </span>
              {file.refused > 0 && ` · ${say("lists.refused", { n: file.refused.toLocaleString() })}`}
            </p>
          )
        }
      </Show>
      {isOpen && (
        <ImportRegister
          onClose={() => setOpen(false)}
          onTaken={(report) => {
            setOpen(false);
            tell(say("lists.register_taken", { n: report.vehicles.toLocaleString() }));
            reload();
          }}
        />
      )}
    </section>
  );
}

interface Props {
  readonly onClose: () => void;
  readonly onTaken: (report: VehicleReport) => void;
}

function ImportRegister({ onClose, onTaken }: Props) {
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const [report, setReport] = useState<VehicleReport | null>(null);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const send = async (isDryRun: boolean) => {
    if (!form.current) return;
    const body = new FormData(form.current);
    body.set("dry_run", String(isDryRun));
    setAsking(true);
    const result = await api.importVehicles(body);
    setAsking(false);
    setProblem(result.ok ? null : result);
    if (!result.ok) return;
    if (isDryRun) setReport(result.value);
    else onTaken(result.value);
  };
  return (
    <Dialog title={say("lists.register_import")} onClose={onClose}>
      <form
        ref={form}
        className="list-form"
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
            onChange={() => setReport(null)}
          />
          <small>{say("lists.register_more")}</small>
        </label>
        {report && <Reported report={report} />}
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          {isAsking && <span className="spinner" aria-hidden="true" />}
          <button type="submit" className={report ? "" : "primary"} disabled={isAsking}>
            {say("lists.try")}
          </button>
          {report && report.vehicles > 0 && (
            <button type="button" className="primary" disabled={isAsking} onClick={() => void send(false)}>
              {say("lists.register_take")}
            </button>
          )}
        </p>
      </form>
    </Dialog>
  );
}

function Reported({ report }: { readonly report: VehicleReport }) {
  const say = useSay();
  return (
    <div className="list-report is-wide" role="status">
      <ul className="list-sums">
        <li data-change="new">
          <b>{report.vehicles.toLocaleString()}</b> {say("lists.register_usable")}
        </li>
        <li data-change="refused">
          <b>{report.refused.toLocaleString()}</b> {say.word("list_change", "refused")}
        </li>
      </ul>
      <p>
        {say("lists.columns")}：
        {report.columns
          .map(
            ({ column, field }) =>
              `${column} → ${field ? say.word("register_field", field) : say("lists.left_aside")}`,
          )
          .join("；")}
      </p>
      {report.problems.length > 0 && (
        <details open>
          <summary>{say("lists.problems")}</summary>
          <ul className="list-lines">
            {report.problems.slice(0, 100).map((one) => (
              <li key={`${one.row}${one.field}`} data-change={one.is_refused ? "gone" : "changed"}>
                <span>{say("lists.row", { n: one.row })}</span> {said(say, one.why)}{" "}
                <span translate="no">{one.original}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
