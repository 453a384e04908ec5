/** Files that were taken in and wait, and where files come from by themselves. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { ListFile, ListSource } from "../api/types";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { shortText } from "../time/taipei";
import { ageWords } from "./words";

interface Props {
  readonly round: number;
  readonly isAdministrator: boolean;
  readonly onChanged: () => void;
}

export function Files({ round, isAdministrator, onChanged }: Props) {
  const say = useSay();
  const [files, setFiles] = useState<readonly ListFile[]>([]);
  const [sources, setSources] = useState<readonly ListSource[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    void api.listFiles().then((result) => result.ok && setFiles(result.value.imports));
    void api.listSources().then((result) => result.ok && setSources(result.value.sources));
  }, [round]);
  return (
    <>
      {files.length > 0 && (
        <section className="lists-entries" aria-labelledby="lists-files">
          <h2 id="lists-files">{say("lists.files")}</h2>
          <div className="table-box">
            <table className="lists-table">
              <tbody>
                {files.slice(0, 20).map((file) => (
                  <FileRow key={file.id} file={file} onChanged={onChanged} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {sources.length > 0 && (
        <section className="lists-entries" aria-labelledby="lists-sources">
          <h2 id="lists-sources">{say("lists.sources")}</h2>
          <div className="table-box">
            <table className="lists-table">
              <tbody>
                {sources.map((source) => (
                  <SourceRow
                    key={source.id}
                    source={source}
                    isAdministrator={isAdministrator}
                    onChanged={onChanged}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

function useMe(): string | undefined {
  const { current } = useTrust();
  return current.state === "known" ? current.session.officer?.username : undefined;
}

function FileRow({ file, onChanged }: { file: ListFile; onChanged: () => void }) {
  const say = useSay();
  const { tell } = useDesk();
  const me = useMe();
  const decide = (what: "approve" | "reject") => {
    void api.decideOnFile(file.id, what).then((result) => {
      tell(
        result.ok ? say(what === "approve" ? "lists.file_approved" : "lists.file_rejected") : result.message,
      );
      onChanged();
    });
  };
  const state = file.is_waiting ? "waiting" : file.approver ? "in_force" : "withdrawn";
  return (
    <tr>
      <th scope="row">
        {file.file_name}
        <small>{file.list_name}</small>
      </th>
      <td>
        <span className={`entry-state entry-${state}`}>
          {say(file.is_waiting ? "lists.waits" : file.approver ? "lists.was_approved" : "lists.was_rejected")}
        </span>
      </td>
      <td>
        +{file.new.toLocaleString()} ±{file.changed.toLocaleString()} −{file.gone.toLocaleString()}
        {file.refused > 0 && <small>{say("lists.refused", { n: file.refused.toLocaleString() })}</small>}
      </td>
      <td>
        <span translate="no">{file.requester}</span>
        <small>{file.approver && say("lists.approved_by", { who: file.approver })}</small>
      </td>
      <td>
        <time dateTime={file.added}>{shortText(Date.parse(file.added))}</time>
      </td>
      <td className="lists-row-acts">
        {file.is_waiting && file.requester !== me && (
          <button type="button" className="primary" onClick={() => decide("approve")}>
            {say("lists.approve")}
          </button>
        )}
        {file.is_waiting && (
          <button type="button" onClick={() => decide("reject")}>
            {say("lists.reject")}
          </button>
        )}
      </td>
    </tr>
  );
}

function SourceRow({
  source,
  isAdministrator,
  onChanged,
}: {
  source: ListSource;
  isAdministrator: boolean;
  onChanged: () => void;
}) {
  const say = useSay();
  const { tell } = useDesk();
  const me = useMe();
  const [isSure, setSure] = useState(false);
  return (
    <tr>
      <th scope="row">
        <span translate="no">{source.address}</span>
        <small>
          {source.list_name} · {source.file_names}
        </small>
      </th>
      <td>
        <span className={`entry-state entry-${source.approver ? "in_force" : "waiting"}`}>
          {say(source.approver ? "lists.was_approved" : "lists.waits")}
        </span>
      </td>
      <td className={source.is_failed ? "list-overdue" : ""}>
        {source.outcome || say("lists.not_looked")}
        {source.looked && (
          <small>
            {say("lists.looked", {
              age: ageWords(say, (Date.now() - Date.parse(source.looked)) / 1000),
              at: shortText(Date.parse(source.looked)),
            })}
          </small>
        )}
        <small>{say("lists.every_so_often", { time: ageWords(say, source.every_s) })}</small>
      </td>
      <td className="lists-row-acts">
        {!source.approver && source.requester !== me && (
          <button
            type="button"
            className="primary"
            onClick={() =>
              void api.approveSource(source.id).then((result) => {
                if (!result.ok) tell(result.message);
                onChanged();
              })
            }
          >
            {say("lists.approve")}
          </button>
        )}
        {isAdministrator && (
          <button
            type="button"
            onClick={() => {
              if (!isSure) {
                setSure(true);
                return;
              }
              void api.endSource(source.id).then((result) => {
                tell(result.ok ? say("lists.source_ended") : result.message);
                onChanged();
              });
            }}
          >
            {say(isSure ? "lists.end_sure" : "lists.end")}
          </button>
        )}
      </td>
    </tr>
  );
}
