/** Running a search: purpose first, then the question, then the answer or what went wrong. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import { useTrust } from "../app/session";
import type { Area } from "../geo/area";
import { spanAt } from "../time/span";
import { answerFor, type Kept, keepAnswer, lookAt } from "./answers";
import { bodyOf, keyOf, type Terms } from "./terms";

export type SearchState =
  | { readonly state: "idle" }
  | { readonly state: "asking" }
  | { readonly state: "answered"; readonly kept: Kept }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export interface Search {
  readonly current: SearchState;
  readonly run: (terms: Terms, area: Area | null) => Promise<void>;
  readonly stop: () => void;
}

export function useSearch(terms: Terms, area: Area | null, isLink: boolean): Search {
  const { needPurpose } = useTrust();
  const [current, setCurrent] = useState<SearchState>({ state: "idle" });
  const asked = useRef<AbortController | null>(null);
  const key = keyOf(terms, area);

  const stop = useCallback(() => {
    asked.current?.abort();
    setCurrent({ state: "idle" });
  }, []);

  const run = useCallback(
    async (wanted: Terms, within: Area | null) => {
      const span = spanAt(wanted, Date.now());
      if (!span.ok) {
        setCurrent({ state: "failed", kind: `span_${span.wrong}`, message: "" });
        return;
      }
      const purpose = await needPurpose();
      if (!purpose) {
        setCurrent({ state: "failed", kind: "no_purpose", message: "" });
        return;
      }
      asked.current?.abort();
      const controller = new AbortController();
      asked.current = controller;
      setCurrent({ state: "asking" });
      const result = await api.search(bodyOf(wanted, within, span, purpose.id), controller.signal);
      if (controller.signal.aborted) return;
      if (!result.ok) {
        setCurrent({ state: "failed", kind: result.kind, message: result.message });
        return;
      }
      const kept = keepAnswer(keyOf(wanted, within), result.value, Date.now());
      setCurrent({ state: "answered", kept });
    },
    [needPurpose],
  );

  // A link runs once by itself; what was asked before in this visit is shown again without asking.
  const hasRun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for terms and area
  useEffect(() => {
    const kept = answerFor(key);
    if (kept) {
      lookAt(kept);
      setCurrent({ state: "answered", kept });
    } else if (isLink && !hasRun.current) void run(terms, area);
    hasRun.current = true;
  }, [key, isLink]);

  return { current, run, stop };
}
