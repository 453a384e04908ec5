/** 匯入: recorded footage on its way to passages, file by file. */
import { useEffect } from "react";
import { api } from "../api/client";
import type { ImportedFile } from "../api/types";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";
import { duration } from "../trail/words";
import { Page, Show, useLoaded } from "./Page";

const LOOK_AGAIN_MS = 3_000;

export function ImportsPage() {
  const say = useSay();
  const [loaded, reload] = useLoaded(api.imports);
  const isMoving = loaded.state === "here" && loaded.value.files.some(({ state }) => state === "reading");
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving, reload]);
  return (
    <Page title={say("page.imports")} lead={say("imports.lead")}>
      <Show loaded={loaded}>
        {({ files }) =>
          files.length === 0 ? (
            <Notice icon="imports" title={say("imports.none")}>
              <code>trackway import</code> {say("imports.none_more")}
            </Notice>
          ) : (
            <>
              <Total files={files} />
              <FileTable files={files} />
            </>
          )
        }
      </Show>
    </Page>
  );
}

function Total({ files }: { files: readonly ImportedFile[] }) {
  const say = useSay();
  const done = files.reduce((sum, file) => sum + file.done_s, 0);
  const total = files.reduce((sum, file) => sum + (file.total_s ?? file.done_s), 0);
  const passages = files.reduce((sum, file) => sum + file.passages, 0);
  const failed = files.filter((file) => file.error !== null).length;
  return (
    <div className="total">
      <progress value={done} max={total || 1} aria-label={say("imports.progress")} />
      <ul>
        <li>
          <b>{files.length}</b> {say("imports.files")}
        </li>
        <li>
          <b>{duration(say, done)}</b> / {duration(say, total)}
        </li>
        <li>
          <b>{passages.toLocaleString("en-US")}</b> {say("imports.passages")}
        </li>
        {failed > 0 && (
          <li className="is-bad">
            <b>{failed}</b> {say("imports.failed")}
          </li>
        )}
      </ul>
    </div>
  );
}

function FileTable({ files }: { files: readonly ImportedFile[] }) {
  const say = useSay();
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("imports.file")}</th>
            <th scope="col">{say("facts.camera")}</th>
            <th scope="col">{say("imports.state")}</th>
            <th scope="col">{say("imports.progress")}</th>
            <th scope="col">{say("imports.passages")}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={`${file.path} ${file.camera_id}`}>
              <td className="path" translate="no">
                {file.path}
                {file.error !== null && <small className="is-bad">{file.error}</small>}
              </td>
              <td>{file.camera_id}</td>
              <td>{say.word("import_state", file.state)}</td>
              <td className="nowrap">
                <progress value={file.done_s} max={file.total_s || file.done_s || 1} aria-label={file.path} />
                <small>
                  {duration(say, file.done_s)}
                  {file.total_s !== null && ` / ${duration(say, file.total_s)}`}
                </small>
              </td>
              <td className="number">{file.passages}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
