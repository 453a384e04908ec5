/** 鏡頭名冊匯入: a file is tried first and reported on; only then do its good rows enter the register. */
import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { whyFailed } from "../search/words";
import { Page } from "./Page";

const SYSTEMS = ["", "EPSG:4326", "EPSG:3826", "EPSG:3828"] as const;

type Report = Readonly<Record<string, unknown>>;
type State =
  | { readonly state: "empty" }
  | { readonly state: "asking" }
  | { readonly state: "tried"; readonly report: Report }
  | { readonly state: "done"; readonly report: Report }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function RegisterPage() {
  const say = useSay();
  const { reloadRegister } = useDesk();
  const [file, setFile] = useState<File | null>(null);
  const [crs, setCrs] = useState("");
  const [mapping, setMapping] = useState("");
  const [current, setCurrent] = useState<State>({ state: "empty" });
  const [isOver, setOver] = useState(false);

  const send = async (isDryRun: boolean) => {
    if (!file) return;
    setCurrent({ state: "asking" });
    const result = await api.importCameras(file, isDryRun, crs, mapping);
    if (!result.ok) {
      setCurrent({ state: "failed", kind: result.kind, message: result.message });
      return;
    }
    setCurrent({ state: isDryRun ? "tried" : "done", report: result.value });
    if (!isDryRun) reloadRegister();
  };
  const take = (wanted: File | undefined) => {
    setFile(wanted ?? null);
    setCurrent({ state: "empty" });
  };

  return (
    <Page title={say("page.register")} lead={say("register.lead")}>
      <form
        className="register-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void send(true);
        }}
      >
        <label
          className={`drop ${isOver ? "is-over" : ""}`}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            take(event.dataTransfer.files[0]);
          }}
        >
          <Icon name="register" size={30} />
          <b>{file ? file.name : say("register.drop")}</b>
          <small>{say("register.kinds")}</small>
          <input
            type="file"
            accept=".csv,.xlsx,.geojson,.json,.kml"
            aria-label={say("register.choose")}
            onChange={(event) => take(event.target.files?.[0])}
          />
        </label>
        <div className="register-options">
          <label>
            <span>{say("register.crs")}</span>
            <select value={crs} onChange={(event) => setCrs(event.target.value)}>
              {SYSTEMS.map((system) => (
                <option key={system} value={system}>
                  {say.word("crs", system === "" ? "auto" : system.slice(5))}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{say("register.mapping")}</span>
            <input
              value={mapping}
              placeholder='{"id": "編號", "lon": "經度"}'
              spellCheck={false}
              onChange={(event) => setMapping(event.target.value)}
            />
          </label>
          <button type="submit" className="primary" disabled={!file || current.state === "asking"}>
            {say("register.try")}
          </button>
        </div>
      </form>
      {current.state === "asking" && (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("register.reading")}
        </p>
      )}
      {current.state === "failed" && (
        <Notice tone="bad" title={whyFailed(say, current.kind)}>
          {current.message}
        </Notice>
      )}
      {(current.state === "tried" || current.state === "done") && (
        <>
          <Notice
            icon={current.state === "done" ? "purpose" : "register"}
            title={say(current.state === "done" ? "register.done" : "register.tried")}
          >
            {current.state === "tried" && say("register.tried_more")}
          </Notice>
          {current.state === "tried" && (
            <button type="button" className="primary" onClick={() => void send(false)}>
              <Icon name="register" size={18} />
              {say("register.go")}
            </button>
          )}
          <ReportView report={current.report} />
        </>
      )}
    </Page>
  );
}

/** A report in whatever parts the centre gives: numbers first, then what became of columns and rows. */
function ReportView({ report }: { report: Report }) {
  const say = useSay();
  const entries = Object.entries(report);
  const figures = entries.filter(([, value]) => typeof value === "number");
  const words = entries.filter(([, value]) => typeof value === "string" && value !== "");
  const parts = entries.filter(([, value]) => typeof value === "object" && value !== null);
  return (
    <section className="report" aria-label={say("register.report")}>
      <dl className="report-figures">
        {figures.map(([key, value]) => (
          <div key={key}>
            <dd>{Number(value).toLocaleString("en-US")}</dd>
            <dt>{say.word("report", key)}</dt>
          </div>
        ))}
      </dl>
      {words.map(([key, value]) => (
        <p key={key}>
          {say.word("report", key)}：{String(value)}
        </p>
      ))}
      {parts.map(([key, value]) => (
        <ReportPart key={key} name={say.word("report", key)} part={value as object} />
      ))}
    </section>
  );
}

const MOST_ROWS = 200;

function ReportPart({ name, part }: { name: string; part: object }) {
  const say = useSay();
  const rows = (Array.isArray(part) ? part : Object.entries(part)).slice(0, MOST_ROWS);
  if (rows.length === 0) return null;
  const cells = (row: unknown): string[] => {
    if (Array.isArray(row)) return row.map(text);
    return typeof row === "object" && row !== null ? Object.values(row).map(text) : [text(row)];
  };
  const heads = typeof rows[0] === "object" && !Array.isArray(rows[0]) ? Object.keys(rows[0] as object) : [];
  return (
    <section>
      <h2>{name}</h2>
      <div className="table-box">
        <table>
          {heads.length > 0 && (
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {say.word("report", head)}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report do not move
              <tr key={i}>
                {cells(row).map((cell, j) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of a report do not move
                  <td key={j}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
