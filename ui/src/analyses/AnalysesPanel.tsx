/** 分析: choose a kind of question, or the one that the address names. */

import { go, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { AnalysisView } from "./AnalysisView";
import { SavedList } from "./SavedList";
import { grouped, useCatalogue } from "./use_catalogue";
import { spoken } from "./words";

export function AnalysesPanel() {
  const say = useSay();
  const route = useRoute();
  const catalogue = useCatalogue();
  if (catalogue.state === "loading") {
    return (
      <p className="asking" role="status">
        <span className="spinner" aria-hidden="true" />
        {say("loading")}
      </p>
    );
  }
  if (catalogue.state === "failed") {
    return <Failed problem={catalogue} />;
  }
  const kind = catalogue.kinds.find(({ name }) => name === route.id);
  if (kind) return <AnalysisView key={kind.name} kind={kind} />;
  return (
    <div className="analyses">
      <p className="lead">{say("analyses.lead")}</p>
      <SavedList kinds={catalogue.kinds} />
      {grouped(catalogue.kinds).map(({ group, kinds }) => (
        <section key={group.title} className="analysis-group" aria-label={say(group.title)}>
          <h2>
            <Icon name={group.icon} size={18} />
            {say(group.title)}
          </h2>
          <ul className="analysis-cards">
            {kinds.map(({ name, title, asks }) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() =>
                    go({
                      page: "analyses",
                      id: name,
                      params: { at: route.params.at ?? "", area: route.params.area ?? "" },
                    })
                  }
                >
                  <b>{spoken(say, title)}</b>
                  <span>{spoken(say, asks)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
