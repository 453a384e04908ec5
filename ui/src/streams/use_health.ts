/** How the recorder is, asked again and again while somebody looks. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { FootageHealth } from "../api/types";

const AGAIN_MS = 10_000;

/** What the recorder said last; `null` until it has, and while the centre does not answer. */
export function useHealth(): FootageHealth | null {
  const [health, setHealth] = useState<FootageHealth | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = async () => {
      const answer = await api.footageHealth();
      if (!isGone) setHealth(answer.ok ? answer.value : null);
    };
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);
  return health;
}
