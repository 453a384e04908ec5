/** Passages of the cameras shown, as marks on the time bar. Asked only when somebody wants them: it is a search. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { isoText } from "../time/taipei";
import type { Stretch } from "./timeline";

const MOST = 2_000;
/** The bar is moved and zoomed in one go; what is asked is where it comes to rest. */
const REST_MS = 700;

export function usePassageMarks(cameras: readonly number[], view: Stretch) {
  const { cameraByNumber } = useDesk();
  const { needPurpose } = useTrust();
  const [isOn, setOn] = useState(false);
  const [times, setTimes] = useState<readonly number[]>([]);
  const ids = cameras.flatMap((number) => cameraByNumber.get(number)?.id ?? []).join();
  const { start, end } = view;

  useEffect(() => {
    if (!isOn || ids === "") return setTimes([]);
    let isGone = false;
    const timer = setTimeout(async () => {
      const purpose = await needPurpose();
      if (!purpose) return setOn(false);
      const answer = await api.search({
        purpose_id: purpose.id,
        from: isoText(Math.floor(start)),
        to: isoText(Math.ceil(end)),
        cameras: ids.split(","),
        limit: MOST,
      });
      if (!isGone && answer.ok) setTimes(answer.value.rows.map(({ at }) => Date.parse(at)));
    }, REST_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isOn, ids, start, end, needPurpose]);

  return { isOn, times, toggle: () => setOn((is) => !is) };
}
