/** 尋找攝影機: cameras are found or typed in, tried, tied to the register, and set to be recorded. */
import { useCallback, useState } from "react";
import { api } from "../api/client";
import { useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { FindCameras } from "./FindCameras";
import { Health } from "./Health";
import { StreamTable } from "./StreamTable";
import { TypedIn } from "./TypedIn";
import { useHealth } from "./use_health";

const WAYS = ["find", "typed"] as const;

export default function StreamsPage() {
  const say = useSay();
  const [way, setWay] = useState<(typeof WAYS)[number]>("find");
  const [loaded, reload] = useLoaded(api.streams);
  const health = useHealth();
  const saved = useCallback(() => reload(), [reload]);
  return (
    <Page title={say("streams.title")} lead={say("streams.lead")}>
      {health && <Health health={health} />}
      <fieldset className="streams-ways">
        <legend className="visually-hidden">{say("streams.ways")}</legend>
        {WAYS.map((one) => (
          <button key={one} type="button" aria-pressed={way === one} onClick={() => setWay(one)}>
            {say(`streams.way_${one}`)}
          </button>
        ))}
      </fieldset>
      <div hidden={way !== "find"}>
        <FindCameras onSaved={saved} />
      </div>
      <div hidden={way !== "typed"}>
        <TypedIn onSaved={saved} />
      </div>
      <section className="streams-list" aria-labelledby="streams-recorded">
        <h2 id="streams-recorded">{say("streams.recorded")}</h2>
        <Show loaded={loaded}>
          {({ streams }) => <StreamTable streams={streams} health={health} onChanged={reload} />}
        </Show>
      </section>
    </Page>
  );
}
