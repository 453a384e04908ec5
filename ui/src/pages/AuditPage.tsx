/** 稽核: who asked what, why and when. An investigator sees the own rows, an auditor everybody's. */
import { useCallback, useEffect, useState } from "react";
import { api, type Result } from "../api/client";
import type { AuditRow } from "../api/types";
import { useTrust } from "../app/session";
import { type Say, useSay } from "../app/settings";
import { Notice } from "../parts/Notice";
import { fullText } from "../time/taipei";
import { Page, Show, useLoaded } from "./Page";

const PER_PAGE = 100;
const ISO = /^\d{4}-\d{2}-\d{2}T/;

export function AuditPage() {
  const say = useSay();
  const { current } = useTrust();
  const officer = current.state === "known" ? current.session.officer : null;
  const seesAll = officer?.role !== "investigator";
  const [who, setWho] = useState("");
  const [older, setOlder] = useState<readonly AuditRow[]>([]);
  const [isAll, setAll] = useState(false);
  const ask = useCallback(
    (): Promise<Result<{ rows: AuditRow[] }>> =>
      api.audit({ limit: PER_PAGE, ...(who ? { officer: who } : {}) }),
    [who],
  );
  const [loaded, reload] = useLoaded(ask);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another officer's rows begin anew
  useEffect(() => {
    setOlder([]);
    setAll(false);
  }, [who]);

  const more = async (last: AuditRow) => {
    const result = await api.audit({ limit: PER_PAGE, before: last.id, ...(who ? { officer: who } : {}) });
    if (!result.ok) return;
    setOlder([...older, ...result.value.rows]);
    setAll(result.value.rows.length < PER_PAGE);
  };

  return (
    <Page
      title={say("page.audit")}
      lead={say(seesAll ? "audit.lead_all" : "audit.lead_own")}
      actions={
        <div className="page-actions">
          {seesAll && (
            <label>
              <span>{say("audit.officer")}</span>
              <input
                type="search"
                autoComplete="off"
                autoCapitalize="none"
                value={who}
                onChange={(event) => setWho(event.target.value.trim())}
              />
            </label>
          )}
          <button type="button" onClick={reload}>
            {say("again")}
          </button>
        </div>
      }
    >
      <Show loaded={loaded}>
        {({ rows }) => {
          const all = [...rows, ...older];
          const last = all.at(-1);
          if (!last) return <Notice icon="audit" title={say("audit.none")} />;
          return (
            <>
              <AuditTable rows={all} />
              {!isAll && rows.length === PER_PAGE && (
                <button type="button" className="page-more" onClick={() => void more(last)}>
                  {say("audit.older")}
                </button>
              )}
            </>
          );
        }}
      </Show>
    </Page>
  );
}

function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  const say = useSay();
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("audit.number")}</th>
            <th scope="col">{say("audit.at")}</th>
            <th scope="col">{say("audit.officer")}</th>
            <th scope="col">{say("audit.action")}</th>
            <th scope="col">{say("purpose.case_no")}</th>
            <th scope="col">{say("purpose.reason")}</th>
            <th scope="col">{say("audit.details")}</th>
            <th scope="col">{say("audit.outcome")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="number">{row.id}</td>
              <td className="nowrap">
                <time dateTime={row.at}>{fullText(Date.parse(row.at))}</time>
              </td>
              <td>
                {row.officer.name}
                <small>{row.officer.username}</small>
              </td>
              <td>{say.word("action", row.action)}</td>
              <td>{row.case_no ?? "—"}</td>
              <td className="reason">{row.reason ?? "—"}</td>
              <td>
                <Details details={row.details} />
              </td>
              <td>{outcome(say, row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Details({ details }: { details: AuditRow["details"] }) {
  const say = useSay();
  const said = Object.entries(details).filter(([, value]) => value !== null && value !== "");
  if (said.length === 0) return "—";
  return (
    <ul className="details">
      {said.map(([key, value]) => (
        <li key={key}>
          <span>{say.word("detail", key)}</span> <code translate="no">{detail(value)}</code>
        </li>
      ))}
    </ul>
  );
}

function detail(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return ISO.test(text) ? fullText(Date.parse(text)) : text;
}

function outcome(say: Say, row: AuditRow): string {
  if (row.rows_found !== null) return say("audit.found", { n: row.rows_found });
  return row.outcome === null ? say("audit.open") : say.word("outcome", row.outcome);
}
