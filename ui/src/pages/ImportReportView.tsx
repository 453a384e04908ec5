/** What came, or would come, of a file of cameras: figures, what each column became, which rows failed and why. */
import type { ImportReport, Said } from "../api/types";
import { type Say, useSay } from "../app/settings";

const MOST_PROBLEMS = 500;

export function ImportReportView({ report }: { report: ImportReport }) {
  const say = useSay();
  const figures = [
    [say("report.rows"), report.rows],
    [say("report.new"), report.new.length],
    [say("report.updated"), report.updated.length],
    [say("report.unchanged"), report.unchanged],
    [say("report.repeated"), report.repeated],
    [say("report.refused"), report.refused],
  ] as const;
  return (
    <section className="report" aria-label={say("register.report")}>
      <dl className="report-figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dd>{count.toLocaleString("en-US")}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      <p>
        {say("report.crs", { crs: say.word("crs", report.crs), why: said(say, report.crs_because) })}
        {report.accuracy_m >= 1 && say("report.accuracy", { n: Math.round(report.accuracy_m) })}
      </p>
      {report.notes.map((note) => (
        <p key={note.en}>{said(say, note)}</p>
      ))}
      <Problems report={report} />
      <Columns report={report} />
    </section>
  );
}

function said(say: Say, sentence: Said): string {
  return say.language === "en" ? sentence.en : sentence.zh;
}

function Columns({ report }: { report: ImportReport }) {
  const say = useSay();
  return (
    <section>
      <h2>{say("report.columns")}</h2>
      <div className="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("report.column")}</th>
              <th scope="col">{say("report.field")}</th>
              <th scope="col">{say("report.confidence")}</th>
            </tr>
          </thead>
          <tbody>
            {report.columns.map(({ column, field, confidence, note }) => (
              <tr key={column}>
                <td>{column}</td>
                <td>{field ?? say("report.left")}</td>
                <td>
                  {confidence ? say.word("sure", confidence) : "—"}
                  {note && <small>{said(say, note)}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Problems({ report }: { report: ImportReport }) {
  const say = useSay();
  if (report.problems.length === 0) return null;
  return (
    <section>
      <h2>{say("report.problems", { n: report.problems.length })}</h2>
      <div className="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("report.row")}</th>
              <th scope="col">{say("report.field")}</th>
              <th scope="col">{say("report.why")}</th>
              <th scope="col">{say("report.original")}</th>
            </tr>
          </thead>
          <tbody>
            {report.problems.slice(0, MOST_PROBLEMS).map(({ row, field, why, original, is_refused }) => (
              <tr key={`${row} ${field} ${why.en}`}>
                <td className="number">{row}</td>
                <td>{field}</td>
                <td>
                  {said(say, why)}
                  <small className={is_refused ? "is-bad" : ""}>
                    {say(is_refused ? "report.refused_row" : "report.kept_row")}
                  </small>
                </td>
                <td className="path">{original}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
