/** Running an analysis: purpose first, then the question, then the answer or what went wrong. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Result } from "../api/client";
import type { AnalysisAnswer, SavedAnswer } from "../api/types";
import { useTrust } from "../app/session";
import { analysisFor, type KeptAnswer, keepAnalysis } from "./answers";

export type Running =
  | { readonly state: "idle" }
  | { readonly state: "asking" }
  | { readonly state: "answered"; readonly kept: KeptAnswer }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

/** How the centre is asked, once there is a purpose. */
export type Ask = (
  purposeId: number,
  signal: AbortSignal,
) => Promise<Result<AnalysisAnswer> | Result<SavedAnswer>>;

export interface Run {
  readonly current: Running;
  readonly run: (key: string, ask: Ask) => Promise<void>;
  readonly stop: () => void;
}

/** `key` is the question that the address holds, `ask` how to ask it; `null` when it holds none. */
export function useAnalysis(key: string, ask: Ask | null): Run {
  const { needPurpose } = useTrust();
  const [current, setCurrent] = useState<Running>({ state: "idle" });
  const asked = useRef<AbortController | null>(null);

  const stop = useCallback(() => {
    asked.current?.abort();
    setCurrent({ state: "idle" });
  }, []);

  const run = useCallback(
    async (wanted: string, how: Ask) => {
      asked.current?.abort();
      const controller = new AbortController();
      asked.current = controller;
      const purpose = await needPurpose();
      if (controller.signal.aborted) return;
      if (!purpose) {
        setCurrent({ state: "failed", kind: "no_purpose", message: "" });
        return;
      }
      setCurrent({ state: "asking" });
      const result = await how(purpose.id, controller.signal);
      if (controller.signal.aborted) return;
      if (!result.ok) setCurrent({ state: "failed", kind: result.kind, message: result.message });
      else
        setCurrent({
          state: "answered",
          kept: keepAnalysis(wanted, result.value as AnalysisAnswer, Date.now()),
        });
    },
    [needPurpose],
  );

  // A link runs by itself; what was asked before in this visit is shown again without asking.
  const shown = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    const before = analysisFor(key);
    if (before) setCurrent({ state: "answered", kept: before });
    else if (ask) void run(key, ask);
    else setCurrent({ state: "idle" });
  }, [key]);
  useEffect(() => () => asked.current?.abort(), []);

  return { current, run, stop };
}
