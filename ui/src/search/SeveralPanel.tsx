/** 多輛: a pasted list of plates or a file, answered plate by plate. */

import { useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { SeenPlate, SeveralAnswer } from "../api/types";
import { useDesk } from "../app/desk";
import { go, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { areaText } from "../geo/area";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Plate } from "../parts/Plate";
import { VirtualList } from "../parts/VirtualList";
import { spanAt } from "../time/span";
import { clockText, dayText, isoText } from "../time/taipei";
import { showTrail } from "../trail/go";
import { AreaField } from "./AreaField";
import { SpanField } from "./SpanField";
import { keepList, keptList, listInLink } from "./several_kept";
import { paramsOf, type Terms, termsOf } from "./terms";

interface Props {
  readonly list: string;
  readonly onList: (list: string) => void;
  readonly onDone: () => void;
}

type State =
  | { readonly state: "idle" | "asking" }
  | { readonly state: "answered"; readonly answer: SeveralAnswer }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

const ROW_HEIGHT = 56;

export function SeveralPanel({ list, onList, onDone }: Props) {
  const say = useSay();
  const route = useRoute();
  const { area, isLive } = useDesk();
  const { needPurpose } = useTrust();
  const [terms, setTerms] = useState<Terms>(() => termsOf(route.params));
  const within = isLive ? null : area;
  const key = JSON.stringify([terms.from, terms.to, terms.cameras, within ? areaText(within) : ""]);
  const [current, setCurrent] = useState<State>(() => {
    const kept = keptList();
    return kept && kept.list === list && kept.key === key
      ? { state: "answered", answer: kept.answer }
      : { state: "idle" };
  });

  const run = async () => {
    const span = spanAt(terms, Date.now());
    if (!span.ok) {
      setCurrent({ state: "failed", kind: `span_${span.wrong}`, message: "" });
      return;
    }
    const purpose = await needPurpose();
    if (!purpose) {
      setCurrent({ state: "failed", kind: "no_purpose", message: "" });
      return;
    }
    setCurrent({ state: "asking" });
    const result = await api.several({
      purpose_id: purpose.id,
      plates: list,
      from: isoText(span.from),
      to: isoText(span.to),
      ...(within ? { area: within } : {}),
      ...(terms.cameras.length > 0 ? { cameras: terms.cameras } : {}),
    });
    if (!result.ok) {
      setCurrent({ state: "failed", kind: result.kind, message: result.message });
      return;
    }
    keepList({ list, key, answer: result.value });
    setCurrent({ state: "answered", answer: result.value });
    const { at = "", area: drawn = "" } = route.params;
    const link = { ...paramsOf(terms), q: "", list: listInLink(result.value), area: drawn, at };
    go({ page: "search", id: "", params: link });
  };

  // A link runs once by itself.
  const hasRun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on opening
  useEffect(() => {
    if (!hasRun.current && route.params.list !== undefined && current.state === "idle") void run();
    hasRun.current = true;
  }, []);

  const read = async (file: File | undefined) => {
    if (file) onList(await file.text());
  };

  return (
    <div className="search">
      <form
        className="search-form"
        aria-label={say("several.label")}
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div className="several-head">
          <b>{say("several.label")}</b>
          <button type="button" className="quiet" onClick={onDone}>
            {say("several.one")}
          </button>
        </div>
        <textarea
          className="several-list"
          aria-label={say("several.list")}
          placeholder={say("several.placeholder")}
          rows={5}
          spellCheck={false}
          value={list}
          onChange={(event) => onList(event.target.value)}
        />
        <div className="several-actions">
          <label className="button">
            {say("several.file")}
            <input
              type="file"
              className="visually-hidden"
              accept=".csv,.txt,text/csv,text/plain"
              onChange={(event) => void read(event.target.files?.[0])}
            />
          </label>
          <button type="submit" className="primary" disabled={current.state === "asking"}>
            <Icon name="search" />
            {say("search.go")}
          </button>
        </div>
        <SpanField value={terms} onChange={(span) => setTerms({ ...terms, ...span })} />
        <AreaField cameras={terms.cameras} onCameras={(cameras) => setTerms({ ...terms, cameras })} />
      </form>
      {current.state === "asking" && (
        <div className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("search.asking")}
        </div>
      )}
      {current.state === "failed" && <Failed problem={current} />}
      {current.state === "answered" && <SeveralResults answer={current.answer} />}
    </div>
  );
}

function SeveralResults({ answer }: { answer: SeveralAnswer }) {
  const say = useSay();
  const seen = answer.plates.filter(({ not_seen }) => not_seen === null).length;
  return (
    <section className="results" aria-label={say("results.label")}>
      <header>
        <p role="status">
          <b>{say("several.count", { seen, not: answer.plates.length - seen })}</b>
          <small>
            {answer.cameras_asked === null
              ? say("results.all_cameras")
              : say("results.cameras", { n: answer.cameras_asked })}
            {answer.repeated > 0 && ` · ${say("several.repeated", { n: answer.repeated })}`}
          </small>
        </p>
      </header>
      {answer.refused.length > 0 && (
        <details className="several-refused">
          <summary>{say("several.refused", { n: answer.refused.length })}</summary>
          <ul>
            {answer.refused.slice(0, 200).map(({ line, text }) => (
              <li key={line}>{say("several.line", { n: line, text })}</li>
            ))}
          </ul>
        </details>
      )}
      <VirtualList
        items={answer.plates}
        rowHeight={ROW_HEIGHT}
        label={say("results.label")}
        keyOf={({ plate }) => plate.text}
        onOpen={({ plate, last }) => last !== null && showTrail(plate.text, Date.parse(last))}
        render={(one) => <SeveralRow one={one} />}
      />
    </section>
  );
}

function SeveralRow({ one }: { one: SeenPlate }) {
  const say = useSay();
  const at = one.last === null ? 0 : Date.parse(one.last);
  return (
    <>
      <span className="several-plate">
        <Plate plate={one.plate} />
      </span>
      {one.not_seen !== null ? (
        <span className="several-none">{say(`several.${one.not_seen}`, { n: one.elsewhere })}</span>
      ) : (
        <>
          <b className="several-times">{say("several.times", { n: one.count })}</b>
          <span className="result-when">
            <span>
              <time dateTime={one.last ?? ""}>{clockText(at)}</time> <small>{dayText(at, Date.now())}</small>
            </span>
            <small className="result-where several-where">{one.last_camera?.name}</small>
          </span>
        </>
      )}
    </>
  );
}
