/** 示範導覽: the scripted incidents of the demonstration, each with the link that shows it. */
import { api } from "../api/client";
import type { Incident } from "../api/types";
import { toPage } from "../app/route";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { shortText } from "../time/taipei";
import { Show, useLoaded } from "./Page";

export function GuidePanel() {
  const say = useSay();
  const [loaded] = useLoaded(api.guide);
  return (
    <div className="guide">
      <p className="lead">{say("guide.lead")}</p>
      <Show loaded={loaded}>
        {({ incidents }) => (
          <ol className="guide-cards">
            {incidents.map((incident, i) => (
              <IncidentCard key={incident.id} incident={incident} number={i + 1} />
            ))}
          </ol>
        )}
      </Show>
    </div>
  );
}

function IncidentCard({ incident, number }: { incident: Incident; number: number }) {
  const say = useSay();
  const isEnglish = say.language === "en";
  return (
    <li className="guide-card">
      <h2>
        <span className="guide-number">{number}</span>
        {isEnglish ? incident.title_en : incident.title_zh}
      </h2>
      <p>{isEnglish ? incident.story_en : incident.story_zh}</p>
      <p className="guide-when">
        <Icon name="clock" size={15} />
        {shortText(Date.parse(incident.from))} – {shortText(Date.parse(incident.to))}
      </p>
      <footer>
        {incident.link !== "" && (
          <a className="button primary" href={incident.link}>
            {say("guide.go")}
            <Icon name="right" size={16} />
          </a>
        )}
        {incident.plates.map((plate) => (
          <button
            key={plate}
            type="button"
            className="plate plate-small"
            title={say("passage.trail")}
            onClick={() => toPage("trail", plate, { from: incident.from, to: incident.to, area: "" })}
          >
            <span translate="no">{plate}</span>
          </button>
        ))}
      </footer>
    </li>
  );
}
