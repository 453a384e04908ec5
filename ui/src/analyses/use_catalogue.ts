/** The catalogue: every analysis there is, as the centre lists them, and the groups they are shown in. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { AnalysisKind } from "../api/types";
import type { IconName } from "../parts/Icon";
import type { TextKey } from "../texts";

export interface Group {
  readonly title: TextKey;
  readonly icon: IconName;
  readonly names: readonly string[];
}

/** What one starts from: a vehicle, places and times, several vehicles, what is odd. Others come last. */
export const GROUPS: readonly Group[] = [
  { title: "analyses.group.vehicle", icon: "trail", names: ["habit", "dwell", "next-camera", "not-seen"] },
  {
    title: "analyses.group.places",
    icon: "polygon",
    names: ["common", "hit-and-run", "first-seen", "night-visitor", "stitching", "travel-times"],
  },
  { title: "analyses.group.together", icon: "officers", names: ["convoy"] },
  { title: "analyses.group.odd", icon: "warning", names: ["cloned", "section-speed", "racing"] },
];
export const OTHERS: Group = { title: "analyses.group.others", icon: "layers", names: [] };

export type Catalogue =
  | { readonly state: "loading" }
  | { readonly state: "known"; readonly kinds: readonly AnalysisKind[] }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

let known: Catalogue = { state: "loading" };

export function useCatalogue(): Catalogue {
  const [current, setCurrent] = useState(known);
  useEffect(() => {
    if (known.state === "known") return;
    let isGone = false;
    void api.analyses().then((result) => {
      known = result.ok
        ? { state: "known", kinds: result.value.analyses }
        : { state: "failed", kind: result.kind, message: result.message };
      if (!isGone) setCurrent(known);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return current;
}

/** The groups with what is in them; none is empty. */
export function grouped(kinds: readonly AnalysisKind[]): { group: Group; kinds: AnalysisKind[] }[] {
  const placed = new Set(GROUPS.flatMap(({ names }) => names));
  const others = kinds.filter(({ name }) => !placed.has(name));
  const groups = GROUPS.map((group) => ({
    group,
    kinds: group.names.flatMap((name) => kinds.find((kind) => kind.name === name) ?? []),
  }));
  return [...groups, { group: OTHERS, kinds: others }].filter((one) => one.kinds.length > 0);
}
