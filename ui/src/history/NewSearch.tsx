/** A new search: cameras from the map, a time; first what it would find and take, then the start. */

import { useState } from "react";
import { api } from "../api/client";
import type { HistoryEstimate, HistoryWanted } from "../api/types";
import { useDesk } from "../app/desk";
import { go, toPage, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { areaWords } from "../search/area_words";
import { SpanField } from "../search/SpanField";
import { spanAt, type TypedSpan } from "../time/span";
import { isoText } from "../time/taipei";
import { EstimateView } from "./EstimateView";

type State =
  | { readonly state: "empty" }
  | { readonly state: "asking" }
  | { readonly state: "estimated"; readonly wanted: HistoryWanted; readonly estimate: HistoryEstimate }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function NewSearch() {
  const say = useSay();
  const { params } = useRoute();
  const { area, chosen } = useDesk();
  const { needPurpose } = useTrust();
  const [typed, setTyped] = useState<TypedSpan>({ from: params.from ?? "now-1d", to: params.to ?? "now" });
  const [current, setCurrent] = useState<State>({ state: "empty" });
  const named = (params.cameras ?? "").split(",").filter((id) => id !== "");
  const span = spanAt(typed, Date.now());
  const count = named.length > 0 ? named.length : area ? chosen.length : 0;

  const failed = (result: { kind: string; message: string }) =>
    setCurrent({ state: "failed", kind: result.kind, message: result.message });

  const estimate = async () => {
    if (!span.ok) return;
    const purpose = await needPurpose();
    if (!purpose) {
      failed({ kind: "no_purpose", message: "" });
      return;
    }
    setCurrent({ state: "asking" });
    const wanted: HistoryWanted = {
      purpose_id: purpose.id,
      from: isoText(span.from),
      to: isoText(span.to),
      ...(named.length > 0 ? { cameras: named } : area ? { area } : {}),
    };
    const result = await api.historyEstimate(wanted);
    if (result.ok) setCurrent({ state: "estimated", wanted, estimate: result.value });
    else failed(result);
  };

  const start = async (wanted: HistoryWanted, confirmed: boolean) => {
    const result = await api.startHistory({ ...wanted, confirmed });
    if (result.ok) go({ page: "history", id: String(result.value.job.id), params: {} });
    else failed(result);
  };

  return (
    <section className="history-new" aria-labelledby="history-new">
      <h2 id="history-new">{say("history.new")}</h2>
      <form
        className="history-form"
        onSubmit={(event) => {
          event.preventDefault();
          void estimate();
        }}
      >
        <div className="history-where">
          <Icon name="camera" size={18} />
          <span>
            <b>{say("history.cameras", { n: count })}</b>
            <small>
              {named.length > 0
                ? named.slice(0, 5).join("、")
                : area
                  ? areaWords(say, area)
                  : say("history.choose_hint")}
            </small>
          </span>
          <button type="button" onClick={() => toPage("cameras")}>
            <Icon name="circle" size={17} />
            {say("history.choose")}
          </button>
        </div>
        <SpanField
          label={say("history.time")}
          value={typed}
          onChange={(wanted) => {
            setTyped(wanted);
            setCurrent({ state: "empty" });
          }}
        />
        <button
          type="submit"
          className="primary"
          disabled={count === 0 || !span.ok || current.state === "asking"}
        >
          {say("history.estimate")}
        </button>
      </form>
      {current.state === "asking" && (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("history.asking")}
        </p>
      )}
      {current.state === "failed" && <Failed problem={current} />}
      {current.state === "estimated" && (
        <EstimateView
          estimate={current.estimate}
          onStart={(confirmed) => void start(current.wanted, confirmed)}
        />
      )}
    </section>
  );
}
