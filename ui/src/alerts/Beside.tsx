/** What the picture shows beside what is looked for: each line says in words whether they agree. */
import type { OpenedAlert } from "../api/types";
import { type Say, useSay } from "../app/settings";
import { percent } from "../parts/confidence_words";
import { Icon } from "../parts/Icon";
import { Plate } from "../parts/Plate";

type Verdict = "agrees" | "differs" | "open";

interface Line {
  readonly what: string;
  readonly seen: string;
  readonly wanted: string;
  readonly verdict: Verdict;
}

export function Beside({ alert }: { alert: OpenedAlert }) {
  const say = useSay();
  const { passage, match, entry } = alert;
  const marks = new Set(match?.differs.flatMap(({ at, read }) => [...read].map((_, n) => at + n)));
  return (
    <table className="alert-beside">
      <caption className="visually-hidden">{say("alerts.beside")}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{say("alerts.seen")}</th>
          <th scope="col">{say("alerts.wanted")}</th>
          <th scope="col">{say("alerts.verdict")}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{say("alerts.plate")}</th>
          <td>
            <Plate plate={passage.plate} colours={passage.plate_colours} marks={marks} />
          </td>
          <td translate="no">{entry?.pattern ?? "—"}</td>
          <td>
            {match === null ? (
              say("alerts.verdict_open")
            ) : (
              <>
                <b>{alert.sign}</b>{" "}
                {match.differs.length === 0
                  ? say("alerts.letter_by_letter")
                  : match.differs
                      .map(({ asked, read }) =>
                        say("match.letter", { read: read || "∅", asked: asked || "∅" }),
                      )
                      .join("、")}
              </>
            )}
          </td>
        </tr>
        {linesOf(say, alert).map((line) => (
          <tr key={line.what} data-verdict={line.verdict}>
            <th scope="row">{line.what}</th>
            <td>{line.seen}</td>
            <td>{line.wanted}</td>
            <td>
              {line.verdict === "differs" && <Icon name="warning" size={15} />}{" "}
              <b>{say(`alerts.verdict_${line.verdict}`)}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function linesOf(say: Say, { passage, entry, conflicts }: OpenedAlert): Line[] {
  const conflictOf = (what: string) => conflicts.find((one) => one.what === what);
  const line = (what: "kind" | "colour", sure: number, wanted: readonly string[]): Line => {
    const conflict = conflictOf(what);
    const seen = conflict?.seen ?? passage[what];
    const expected = conflict?.expected ?? wanted;
    const isKnown = seen !== "unknown" && expected.length > 0;
    const doubt = conflict?.confidence ?? sure;
    return {
      what: say(what === "kind" ? "facts.kind" : "facts.colour"),
      seen: `${say.word(what, seen)}${doubt > 0 && seen !== "unknown" ? `（${percent(doubt)}）` : ""}`,
      wanted: expected.map((one) => say.word(what, one)).join(say("facts.or")) || "—",
      verdict: conflict ? "differs" : isKnown && expected.includes(seen) ? "agrees" : "open",
    };
  };
  const others = conflicts
    .filter(({ what }) => what !== "kind" && what !== "colour")
    .map(
      (one): Line => ({
        what: say.word("alert_conflict", one.what),
        seen: say.word(one.what, one.seen),
        wanted: one.expected.map((word) => say.word(one.what, word)).join(say("facts.or")) || "—",
        verdict: "differs",
      }),
    );
  const make: Line[] =
    entry?.make && !conflictOf("make")
      ? [{ what: say.word("alert_conflict", "make"), seen: "—", wanted: entry.make, verdict: "open" }]
      : [];
  return [
    line("kind", passage.kind_confidence, entry?.kinds ?? []),
    line("colour", passage.colour_confidence, entry?.colours ?? []),
    ...others,
    ...make,
  ];
}
