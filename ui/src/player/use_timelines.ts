/** Timelines of the cameras shown, fetched by the day and kept while the page is open. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { FootageTimeline } from "../api/types";
import { DAY_MS, isoText } from "../time/taipei";
import { daysOf, joined, type Stretch, type Timeline } from "./timeline";

/** Today grows while it is looked at. */
const LOOK_AGAIN_MS = 15_000;

function timelineOf({ from_us, to_us, stretches, gaps }: FootageTimeline): Timeline {
  return {
    start: from_us / 1000,
    end: to_us / 1000,
    stretches: stretches.map((one) => ({ start: one.from_us / 1000, end: one.to_us / 1000 })),
    gaps: gaps.map((one) => ({
      start: one.from_us / 1000,
      end: one.to_us / 1000,
      cause: one.cause,
      says: one.says,
    })),
  };
}

/** What is known of each camera's footage on the days that `span` touches.
 *
 * What is held beyond its time is footage for who asks with a purpose of its case, so another purpose asks anew.
 */
export function useTimelines(
  cameras: readonly number[],
  span: Stretch,
  present: () => number,
  purpose: number | undefined,
) {
  const kept = useRef(new Map<string, Timeline>());
  const asked = useRef(new Set<string>());
  const [, draw] = useState(0);
  const latest = useRef(purpose);
  latest.current = purpose;
  const days = daysOf(span).join();
  const wanted = cameras.join();

  useEffect(() => {
    let isGone = false;
    const load = (isAgain: boolean) => {
      const now = present();
      for (const day of days.split(",").map(Number)) {
        const isToday = now >= day && now < day + DAY_MS;
        if (day > now) continue;
        for (const camera of wanted === "" ? [] : wanted.split(",").map(Number)) {
          const key = `${camera} ${day}`;
          const question = `${key} ${purpose}`;
          if (asked.current.has(question) && !(isAgain && isToday)) continue;
          asked.current.add(question);
          void api.footageTimeline(camera, isoText(day), isoText(day + DAY_MS), purpose).then((answer) => {
            if (!answer.ok || latest.current !== purpose) asked.current.delete(question);
            else kept.current.set(key, timelineOf(answer.value));
            if (!isGone) draw((n) => n + 1);
          });
        }
      }
    };
    load(false);
    const timer = setInterval(() => load(true), LOOK_AGAIN_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [wanted, days, present, purpose]);

  return useCallback((camera: number): Timeline | null => {
    const known = [...kept.current]
      .filter(([key]) => key.startsWith(`${camera} `))
      .map(([, timeline]) => timeline)
      .sort((a, b) => a.start - b.start);
    return joined(known);
  }, []);
}
