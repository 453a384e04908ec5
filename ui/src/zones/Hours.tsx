/** 每小時: how many came and went; names no vehicle. */
import { useCallback } from "react";
import { api } from "../api/client";
import type { Zone } from "../api/types";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { shortText } from "../time/taipei";

export function Hours({ zone }: { zone: Zone }) {
  const say = useSay();
  const [loaded] = useLoaded(useCallback(() => api.zoneCounts(zone.id, "now-48h"), [zone.id]));
  return (
    <Show loaded={loaded}>
      {({ counts }) =>
        counts.length === 0 ? (
          <p className="part-note">{say("zones.no_counts")}</p>
        ) : (
          <div className="table-box">
            <table>
              <thead>
                <tr>
                  {(["hour", "came", "went", "there", "no_plate"] as const).map((one) => (
                    <th key={one} scope="col">
                      {say(`zones.count_${one}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...counts].reverse().map((count) => (
                  <tr key={count.hour}>
                    <td className="nowrap">{shortText(Date.parse(count.hour))}</td>
                    <td className="number">{count.came}</td>
                    <td className="number">{count.went}</td>
                    <td className="number">{count.there + count.unsure}</td>
                    <td className="number">{count.no_plate}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Show>
  );
}
