/** 已存的問題: one's own questions, asked again with one press; the answer says whether it is still the same. */
import { useCallback, useEffect, useState } from "react";
import { api } from "../api/client";
import type { AnalysisKind, SavedQuestion } from "../api/types";
import { go, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { fullText } from "../time/taipei";
import { spoken } from "./words";

export function SavedList({ kinds }: { kinds: readonly AnalysisKind[] }) {
  const say = useSay();
  const route = useRoute();
  const [saved, setSaved] = useState<readonly SavedQuestion[]>([]);
  const load = useCallback(() => {
    void api.saved().then((result) => {
      if (result.ok) setSaved(result.value.saved);
    });
  }, []);
  useEffect(load, [load]);
  if (saved.length === 0) return null;
  const drop = async (one: SavedQuestion) => {
    await api.dropSaved(one.id);
    load();
  };
  const askAgain = ({ analysis, id }: SavedQuestion) =>
    go({ page: "analyses", id: analysis, params: { saved: String(id), at: route.params.at ?? "" } });
  return (
    <section className="analysis-group" aria-label={say("saved.label")}>
      <h2>
        <Icon name="save" size={18} />
        {say("saved.label")}
      </h2>
      <ul className="saved">
        {saved.map((one) => {
          const kind = kinds.find(({ name }) => name === one.analysis);
          return (
            <li key={one.id}>
              <button type="button" className="saved-open" onClick={() => askAgain(one)}>
                <b>{one.title}</b>
                <small>
                  {kind ? spoken(say, kind.title) : one.analysis} · {one.case_no} ·{" "}
                  {say("saved.when", { time: fullText(Date.parse(one.at)).slice(0, 16), n: one.findings })}
                </small>
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={say("saved.again", { title: one.title })}
                title={say("saved.again", { title: one.title })}
                onClick={() => askAgain(one)}
              >
                <Icon name="again" size={17} />
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={say("saved.drop", { title: one.title })}
                title={say("saved.drop", { title: one.title })}
                onClick={() => void drop(one)}
              >
                <Icon name="close" size={15} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
