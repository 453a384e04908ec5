/** The news of alerts for React: one connection for the house, its state for whoever shows it. */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { go } from "../app/route";
import { useSay } from "../app/settings";
import { AlertNews, type NewsState } from "./news";
import { tellOf, tellsUnseen } from "./telling";

const HIDDEN_MS = 30_000;
export const news = new AlertNews();
const state = () => news.state;

/** Keeps the connection while the house is open, and tells of what should be heard. */
export function useAlertNews(isWanted: boolean): void {
  const say = useRef(useSay());
  say.current = useSay();
  useEffect(() => {
    if (!isWanted) return;
    news.open();
    const stop = news.onStep((told) => void tellOf(say.current, told, openAlert));
    // A browser opens six connections to one house, for all its tabs: one that nobody looks at, and that
    // tells of nothing, lets go of its own after a while.
    let leaving = 0;
    const look = () => {
      clearTimeout(leaving);
      if (!document.hidden) news.open();
      else leaving = window.setTimeout(() => tellsUnseen() || news.close(), HIDDEN_MS);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(leaving);
      stop();
      news.close();
    };
  }, [isWanted]);
}

export function useNews(): NewsState {
  return useSyncExternalStore(news.subscribe, state);
}

export function openAlert(id: number): void {
  go({ page: "alerts", id: String(id), params: {} });
}

/** The centre's time, every second. */
export function useCentreNow(): number {
  const { ahead_ms } = useNews();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now + ahead_ms;
}
