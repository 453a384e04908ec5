/** The restricted areas one may know of: asked once for the panel and the map, and again when one changes. */
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { api, type Result } from "../api/client";
import type { ZoneFacts } from "../api/types";

type Kept = Result<{ zones: readonly ZoneFacts[] }> | null;
/** Zones change by the day; who is inside is counted anew in between. */
const EVERY_MS = 60_000;

let kept: Kept = null;
const listeners = new Set<() => void>();

export async function reloadZones(): Promise<void> {
  kept = await api.zones();
  for (const listener of listeners) listener();
}

/** What was answered last, `null` before the first answer; kept fresh while somebody looks. Where nothing is watched nobody asks. */
export function useZones(isWatched: boolean): Kept {
  useEffect(() => {
    if (!isWatched) return;
    void reloadZones();
    const timer = window.setInterval(() => void reloadZones(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isWatched]);
  const subscribe = useCallback((listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return useSyncExternalStore(subscribe, () => kept);
}
