/** Whether passages are watched at all: whoever relies on being told must see when nobody would be. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { WatchHealth as Health } from "../api/types";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";

const EVERY_MS = 10_000;

export function WatchHealth() {
  const say = useSay();
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    const look = async () => {
      const result = await api.watchHealth();
      if (result.ok) setHealth(result.value);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (health === null || health.is_well) return null;
  return (
    <Notice tone="bad" title={say(health.behind_s > 0 ? "alerts.watch_behind" : "alerts.watch_down")}>
      {health.says}
    </Notice>
  );
}
