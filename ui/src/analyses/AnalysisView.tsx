/** One analysis: its form, the question being asked, the answer, and all of it on the map. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "../api/client";
import type { AnalysisKind, Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { go, toPage, useRoute, withParams } from "../app/route";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { walkAlong } from "../search/answers";
import { whyFailed } from "../search/words";
import { AnswerView } from "./Answer";
import { Asking } from "./Asking";
import { Form } from "./Form";
import { fieldsOf, type Value } from "./fields";
import { overlayOf } from "./overlay";
import {
  isAsked,
  isSameQuestion,
  paramsOf,
  questionAt,
  questionParams,
  type Values,
  valuesFrom,
  valuesOf,
} from "./question";
import { SaveDialog } from "./SaveDialog";
import { type Ask, useAnalysis } from "./use_analysis";
import { useLiveCount } from "./use_live_count";
import { useAreaOfTheView, useCameraName, useDrawnPlaces } from "./use_places";
import { questionWords, spoken } from "./words";

/** What was being filled in when somebody looked elsewhere. */
const drafts = new Map<string, Values>();

export function AnalysisView({ kind }: { kind: AnalysisKind }) {
  const say = useSay();
  const route = useRoute();
  const { view, cameraByNumber } = useDesk();
  const nameOf = useCameraName();
  const fields = useMemo(() => fieldsOf(kind.schema), [kind]);
  const linkKey = JSON.stringify(questionParams(route.params));
  const saved = route.params.saved ?? "";
  const isLink = isAsked(route.params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the parameters
  const inLink = useMemo(() => valuesOf(fields, route.params), [fields, linkKey]);
  const [values, setValues] = useState<Values>(() => (isLink ? inLink : (drafts.get(kind.name) ?? inLink)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another link changes the form
  useEffect(() => {
    if (isLink) setValues(inLink);
  }, [linkKey]);
  useEffect(() => {
    drafts.set(kind.name, values);
  }, [kind, values]);

  const [wrong, setWrong] = useState<Record<string, "missing" | "unreadable">>({});
  const [isForm, setForm] = useState(true);
  const [isSaving, setSaving] = useState(false);
  const setValue = useCallback((name: string, value: Value) => {
    setValues((before) => ({ ...before, [name]: value }));
    setWrong(({ [name]: _, ...rest }) => rest);
  }, []);
  const drawn = useDrawnPlaces(fields, values, setValue);
  const count = useLiveCount(kind, fields, drawn.live, isForm);
  useAreaOfTheView(fields, values, setValue);

  const key = `${kind.name} ${saved === "" ? linkKey : `saved ${saved}`}`;
  const ask = asking();
  const analysis = useAnalysis(key, ask);
  const kept = analysis.current.state === "answered" ? analysis.current.kept : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer folds the form once
  useEffect(() => {
    setForm(kept === null || kept.answer.empty !== null);
    if (kept && saved !== "") setValues(valuesFrom(fields, kept.answer.question));
  }, [kept]);

  /** How the centre is asked what the address holds. */
  function asking(): Ask | null {
    if (saved !== "") return (purpose, signal) => api.askSaved(Number(saved), purpose, signal);
    const made = isLink ? questionAt(fields, inLink, Date.now()) : null;
    if (!made?.ok) return null;
    return (purpose, signal) => api.analyse(kind.name, purpose, made.question, signal);
  }

  const submit = () => {
    const made = questionAt(fields, values, Date.now());
    if (!made.ok) {
      setWrong(made.wrong);
      return;
    }
    const params = paramsOf(fields, values);
    go({ page: "analyses", id: kind.name, params: { ...params, at: route.params.at ?? "" } });
    void analysis.run(`${kind.name} ${JSON.stringify(questionParams(params))}`, (purpose, signal) =>
      api.analyse(kind.name, purpose, made.question, signal),
    );
  };

  const n = Number(route.params.n ?? "");
  const isCounted = Number.isInteger(n) && n > 0;
  const open = isCounted ? n - 1 : -1;
  const finding = kept?.answer.findings[open];
  const openFinding = (index: number) => withParams({ n: index < 0 ? "" : String(index + 1) }, "replace");
  const openPassage = (passage: Passage) => {
    const ids = finding?.evidence ?? [];
    walkAlong(
      key,
      ids.flatMap((id) => kept?.answer.passages[id] ?? []),
    );
    toPage("passage", passage.id, { ...route.params, of: kind.name });
  };

  const overlay = useMemo(
    () => overlayOf(drawn.asked, kept?.answer ?? null, finding ?? null, cameraByNumber),
    [drawn.asked, kept, finding, cameraByNumber],
  );
  useEffect(() => {
    view?.analysis.show(overlay);
  }, [view, overlay]);
  useEffect(() => () => view?.analysis.show(null), [view]);
  const bounds = overlay.bounds;
  const seen = kept ? `${kept.asked} ${open}` : isLink ? "asked" : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map moves when an answer or a finding opens
  useEffect(() => {
    if (view && bounds && seen !== "") view.fit(bounds, 14);
  }, [view, seen]);

  const isStale = kept !== null && saved === "" && !isSameQuestion(fields, values, inLink);
  const words = questionWords(say, fields, kept ? valuesFrom(fields, kept.answer.question) : values, nameOf);
  return (
    <div className="analysis">
      <header className="analysis-head">
        <button
          type="button"
          className="quiet"
          onClick={() => go({ page: "analyses", id: "", params: { at: route.params.at ?? "" } })}
        >
          <Icon name="left" size={18} />
          {say("analyses.all")}
        </button>
        <h2>{spoken(say, kind.title)}</h2>
        <p>{spoken(say, kind.asks)}</p>
      </header>
      {kept && !isForm && (
        <section className="asked" aria-label={say("answer.question")}>
          <dl>
            {words.map(({ name, title, says }) => (
              <div key={name}>
                <dt>{title}</dt>
                <dd>
                  {says.map((one) => (
                    <span key={one}>{one}</span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <button type="button" className="quiet" onClick={() => setForm(true)}>
            <Icon name="edit" size={16} />
            {say("answer.change")}
          </button>
        </section>
      )}
      {isForm && (
        <Form
          fields={fields}
          values={values}
          wrong={wrong}
          drawn={drawn}
          count={count}
          isAsking={analysis.current.state === "asking"}
          onValue={setValue}
          onSubmit={submit}
        />
      )}
      {isStale && (
        <button type="button" className="stale" onClick={submit}>
          {say("analyses.stale")}
        </button>
      )}
      {analysis.current.state === "asking" && <Asking onStop={analysis.stop} />}
      {analysis.current.state === "failed" && (
        <Notice tone="bad" title={whyFailed(say, analysis.current.kind)}>
          {analysis.current.message}
        </Notice>
      )}
      {kept && (
        <AnswerView
          key={kept.asked}
          kind={kind}
          kept={kept}
          open={open}
          onToggle={openFinding}
          onPassage={openPassage}
          onSave={() => setSaving(true)}
        />
      )}
      {kept && isSaving && (
        <SaveDialog
          kind={kind}
          answer={kept.answer}
          suggestion={[spoken(say, kind.title), ...words.slice(0, 1).flatMap(({ says }) => says)].join(" ")}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
