/**
 * Counts while places are drawn, where an analysis can count: how many vehicles were at each place, and how
 * many are left. It asks only once a purpose is stated, and when the pencil rests; every count is in the audit.
 */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { AnalysisKind } from "../api/types";
import { useTrust } from "../app/session";
import { numberIn, rowsIn } from "./facts";
import { COUNT_ONLY, type Field } from "./fields";
import { questionAt, type Values } from "./question";

export interface LiveCount {
  /** Plates seen at each place, in the order of the places. */
  readonly plates: readonly number[];
  readonly remain: number;
}

/** The pencil rests when it has not moved for so long. */
const REST_MS = 450;

export function useLiveCount(
  kind: AnalysisKind,
  fields: readonly Field[],
  values: Values,
  isOn: boolean,
): LiveCount | null {
  const { purpose } = useTrust();
  const [count, setCount] = useState<LiveCount | null>(null);
  const properties = kind.schema.properties as Readonly<Record<string, unknown>> | undefined;
  const canCount = isOn && properties?.[COUNT_ONLY] !== undefined;
  const made = canCount && purpose ? questionAt(fields, values, Date.now()) : null;
  const asked = made?.ok ? JSON.stringify(made.question) : "";
  const purposeId = purpose?.id;

  useEffect(() => {
    if (asked === "" || purposeId === undefined) {
      setCount(null);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const question = { ...(JSON.parse(asked) as Record<string, unknown>), [COUNT_ONLY]: true };
      void api.analyse(kind.name, purposeId, question, controller.signal).then((result) => {
        if (controller.signal.aborted) return;
        const facts = result.ok ? result.value.facts : {};
        const remain = numberIn(facts.remain);
        const plates = rowsIn(facts.visits).map((visit) => numberIn(visit.plates) ?? 0);
        setCount(remain === null ? null : { plates, remain });
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [kind.name, asked, purposeId]);
  return count;
}
