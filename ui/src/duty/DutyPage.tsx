/** 值勤與通知: who is told of alerts, when and by what; whether it got there. */
import type { ComponentType } from "react";
import { api } from "../api/client";
import type { Duty } from "../api/types";
import { useRoute, withParams } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Channels } from "./Channels";
import { Deliveries } from "./Deliveries";
import { Groups } from "./Groups";
import { People } from "./People";
import { WhoIsTold } from "./WhoIsTold";

const TABS = ["now", "people", "channels", "log"] as const;
type Tab = (typeof TABS)[number];

export default function DutyPage() {
  const say = useSay();
  const route = useRoute();
  const { current } = useTrust();
  const role = current.state === "known" ? current.session.officer?.role : undefined;
  const isAdministrator = role === "administrator";
  const tabs = TABS.filter((tab) => tab === "now" || tab === "people" || role !== "investigator");
  const tab: Tab = tabs.find((one) => one === route.params.tab) ?? "now";
  return (
    <Page title={say("page.duty")} lead={say("duty.lead")}>
      <fieldset className="streams-ways">
        <legend className="visually-hidden">{say("duty.parts")}</legend>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={tab === one}
            onClick={() => withParams({ tab: one === "now" ? "" : one })}
          >
            {say(`duty.tab_${one}`)}
          </button>
        ))}
      </fieldset>
      {tab === "channels" && <Channels isAdministrator={isAdministrator} />}
      {tab === "log" && <Deliveries />}
      {tab === "now" && <Asked key="now" isAdministrator={isAdministrator} Shown={OnDuty} />}
      {tab === "people" && <Asked key="people" isAdministrator={isAdministrator} Shown={People} />}
    </Page>
  );
}

interface PartProps {
  readonly duty: Duty;
  readonly isAdministrator: boolean;
  readonly onChanged: () => void;
}

/** Asks anew whenever its part is opened: what was set up on another one counts here. */
function Asked({ isAdministrator, Shown }: { isAdministrator: boolean; Shown: ComponentType<PartProps> }) {
  const [loaded, reload] = useLoaded(api.duty);
  return (
    <Show loaded={loaded}>
      {(duty) => <Shown duty={duty} isAdministrator={isAdministrator} onChanged={reload} />}
    </Show>
  );
}

function OnDuty(props: PartProps) {
  return (
    <>
      <WhoIsTold duty={props.duty} />
      <Groups {...props} />
    </>
  );
}
