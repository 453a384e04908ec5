/** 鏡頭名冊匯入: a file is tried first and reported on; only then do its good rows enter the register. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { CameraKind, ImportReport } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { ImportReportView } from "./ImportReportView";
import { Page } from "./Page";

const SYSTEMS = ["", "wgs84", "twd97", "twd67"] as const;
const KINDS: readonly CameraKind[] = ["ordinary", "plate"];

type State =
  | { readonly state: "empty" }
  | { readonly state: "asking" }
  | { readonly state: "reported"; readonly report: ImportReport }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function RegisterPage() {
  const say = useSay();
  const { reloadRegister } = useDesk();
  const [file, setFile] = useState<File | null>(null);
  const [crs, setCrs] = useState("");
  const [kind, setKind] = useState<CameraKind>("ordinary");
  const [current, setCurrent] = useState<State>({ state: "empty" });

  const send = async (isDryRun: boolean) => {
    if (!file) return;
    setCurrent({ state: "asking" });
    const result = await api.importCameras(file, isDryRun, crs, kind);
    if (!result.ok) {
      setCurrent({ state: "failed", kind: result.kind, message: result.message });
      return;
    }
    setCurrent({ state: "reported", report: result.value });
    if (!isDryRun) reloadRegister();
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
        <FileField
          file={file}
          onFile={(wanted) => {
            setFile(wanted);
            setCurrent({ state: "empty" });
          }}
        />
        <div className="register-options">
          <label>
            <span>{say("register.crs")}</span>
            <select value={crs} onChange={(event) => setCrs(event.target.value)}>
              {SYSTEMS.map((system) => (
                <option key={system} value={system}>
                  {say.word("crs", system === "" ? "auto" : system)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{say("register.kind")}</span>
            <select value={kind} onChange={(event) => setKind(event.target.value as CameraKind)}>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {say.word("camera_kind", one)}
                </option>
              ))}
            </select>
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
      {current.state === "failed" && <Failed problem={current} />}
      {current.state === "reported" && <Reported report={current.report} onImport={() => void send(false)} />}
    </Page>
  );
}

function Reported({ report, onImport }: { report: ImportReport; onImport: () => void }) {
  const say = useSay();
  return (
    <>
      {report.is_dry_run ? (
        <Notice icon="register" title={say("register.tried")}>
          {say("register.tried_more")}
        </Notice>
      ) : (
        <Notice icon="purpose" title={say("register.done")} />
      )}
      {report.is_dry_run && (
        <button type="button" className="primary register-go" onClick={onImport}>
          <Icon name="register" size={18} />
          {say("register.go")}
        </button>
      )}
      <ImportReportView report={report} />
    </>
  );
}

function FileField({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const say = useSay();
  const [isOver, setOver] = useState(false);
  return (
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
        onFile(event.dataTransfer.files[0] ?? null);
      }}
    >
      <Icon name="register" size={30} />
      <b>{file ? file.name : say("register.drop")}</b>
      <small>{say("register.kinds")}</small>
      <input
        type="file"
        accept=".csv,.xlsx,.geojson,.json,.kml"
        aria-label={say("register.choose")}
        onChange={(event) => onFile(event.target.files?.[0] ?? null)}
      />
    </label>
  );
}
