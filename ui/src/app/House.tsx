/** The house: rail, purpose line, panel, map. Wide pages lie over panel and map, which stay as they were. */
import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from "react";
import { useAlertNews, useNews } from "../alerts/use_news";
import { AnalysesPanel } from "../analyses/AnalysesPanel";
import type { Session } from "../api/types";
import { CamerasPanel } from "../cameras/CamerasPanel";
import { MapStage } from "../map/MapStage";
import { AuditPage } from "../pages/AuditPage";
import { GuidePanel } from "../pages/GuidePanel";
import { ImportsPage } from "../pages/ImportsPage";
import { OfficersPage } from "../pages/OfficersPage";
import { RegisterPage } from "../pages/RegisterPage";
import { Icon, type IconName, Mark } from "../parts/Icon";
import { Preferences } from "../parts/Preferences";
import { PassagePanel } from "../passage/PassagePanel";
import { ThisDevice } from "../push/ThisDevice";
import { SearchPanel } from "../search/SearchPanel";
import { TrailPanel } from "../trail/TrailPanel";
import { DeskProvider, useDesk } from "./desk";
import { KeysDialog } from "./KeysDialog";
import { useKeys } from "./keys";
import { PurposeDialog } from "./PurposeDialog";
import { go, type Page, toPage, useRoute } from "./route";
import { Sheet } from "./Sheet";
import { useTrust } from "./session";
import { change, themeOf, useSay, useSettings } from "./settings";

/** The player comes when it is first opened: the map does not wait for it. */
const PlayerPage = lazy(() => import("../player/PlayerPage"));
const HistoryPage = lazy(() => import("../history/HistoryPage"));
const AlertsPage = lazy(() => import("../alerts/AlertsPage"));
const ZonesPanel = lazy(() => import("../zones/ZonesPanel"));
const RoadWatchesPage = lazy(() => import("../roads/RoadWatchesPage"));
const ListsPage = lazy(() => import("../lists/ListsPage"));
const LampsPage = lazy(() => import("../lamps/LampsPage"));
const StreamsPage = lazy(() => import("../streams/StreamsPage"));
const DutyPage = lazy(() => import("../duty/DutyPage"));

const PANELS: Partial<Record<Page, ComponentType>> = {
  cameras: CamerasPanel,
  search: SearchPanel,
  passage: PassagePanel,
  trail: TrailPanel,
  analyses: AnalysesPanel,
  zones: ZonesPanel,
  guide: GuidePanel,
};
const WIDE: Partial<Record<Page, ComponentType>> = {
  alerts: AlertsPage,
  imports: ImportsPage,
  history: HistoryPage,
  register: RegisterPage,
  streams: StreamsPage,
  duty: DutyPage,
  lists: ListsPage,
  roads: RoadWatchesPage,
  lamps: LampsPage,
  officers: OfficersPage,
  audit: AuditPage,
  footage: PlayerPage,
};

interface Place {
  readonly page: Page;
  readonly icon: IconName;
  /** Who sees it; everybody when left out. */
  readonly only?: (session: Session) => boolean;
}

const isAdministrator = ({ officer }: Session) => officer?.role === "administrator";
const mayAsk = ({ officer }: Session) => officer?.role !== "auditor";
const mayWatch = (session: Session) => mayAsk(session) && session.is_watched;
const PLACES: readonly Place[] = [
  { page: "cameras", icon: "camera" },
  { page: "search", icon: "search", only: mayAsk },
  { page: "trail", icon: "trail", only: mayAsk },
  { page: "analyses", icon: "analyses", only: mayAsk },
  { page: "zones", icon: "zone" },
  { page: "footage", icon: "footage", only: mayAsk },
  { page: "alerts", icon: "alerts", only: mayWatch },
  { page: "guide", icon: "guide", only: ({ demo }) => demo },
];
const BACK_ROOMS: readonly Place[] = [
  { page: "lists", icon: "purpose", only: mayWatch },
  { page: "roads", icon: "follow", only: mayWatch },
  { page: "history", icon: "history", only: mayAsk },
  { page: "imports", icon: "imports" },
  { page: "register", icon: "register", only: isAdministrator },
  { page: "streams", icon: "streams", only: isAdministrator },
  { page: "duty", icon: "duty", only: ({ is_watched }) => is_watched },
  { page: "lamps", icon: "lamp", only: ({ is_watched }) => is_watched },
  { page: "officers", icon: "officers", only: isAdministrator },
  { page: "audit", icon: "audit" },
];

export default function House({ session }: { session: Session }) {
  return (
    <DeskProvider>
      <Rooms session={session} />
    </DeskProvider>
  );
}

function Rooms({ session }: { session: Session }) {
  const say = useSay();
  const route = useRoute();
  const { isAsking, openPurpose } = useTrust();
  const { told } = useDesk();
  const { theme } = useSettings();
  const [isKeys, setKeys] = useState(false);
  const page = route.page === "first" ? "cameras" : route.page;
  const Panel = PANELS[page];
  const Wide = WIDE[page];
  // Whoever opens a link to footage, or a wall of alerts, does not wait for a map that lies under it.
  const isMapWanted = useRef(false);
  isMapWanted.current ||= page !== "footage" && page !== "alerts";
  useAlertNews(mayWatch(session));
  const places = PLACES.filter(({ only }) => !only || only(session));

  useKeys({
    "?": () => setKeys(true),
    u: openPurpose,
    t: () => change({ theme: themeOf(theme) === "dark" ? "light" : "dark" }),
    ...Object.fromEntries(places.map((place, i) => [String(i + 1), () => toPage(place.page)])),
    "/": (event) => {
      if (page === "search") return;
      event.preventDefault();
      toPage("search");
    },
  });
  useEffect(() => {
    if (session.demo && location.hash === "") go({ page: "guide", id: "", params: {} }, "replace");
  }, [session.demo]);

  return (
    <div className="house" data-page={page}>
      <button type="button" className="skip" onClick={() => document.getElementById("panel")?.focus()}>
        {say("skip")}
      </button>
      <Rail session={session} places={places} page={page} onKeys={() => setKeys(true)} />
      <Top session={session} />
      {isMapWanted.current && <MapStage />}
      {Panel && (
        <Sheet label={say(`page.${page as "cameras"}`)}>
          <Suspense fallback={null}>
            <Panel />
          </Suspense>
        </Sheet>
      )}
      {Wide && (
        <main className="wide" id="panel" tabIndex={-1}>
          <Suspense fallback={null}>
            <Wide />
          </Suspense>
        </main>
      )}
      {told && (
        <p className="told" role="status">
          {told}
        </p>
      )}
      {isAsking && <PurposeDialog />}
      {isKeys && <KeysDialog onClose={() => setKeys(false)} />}
    </div>
  );
}

interface RailProps {
  readonly session: Session;
  readonly places: readonly Place[];
  readonly page: Page;
  readonly onKeys: () => void;
}

function Rail({ session, places, page, onKeys }: RailProps) {
  const say = useSay();
  const cameFrom = useRoute().params.of === undefined ? "search" : "analyses";
  const current = page === "passage" ? cameFrom : page;
  const unseen = useNews().alerts.filter(({ state }) => state === "new").length;
  const link = ({ page: to, icon }: Place) => (
    <button
      key={to}
      type="button"
      className="rail-link"
      data-to={to}
      aria-current={current === to ? "page" : undefined}
      onClick={() => toPage(to)}
    >
      <Icon name={icon} size={22} />
      <span>{say(`page.${to as "cameras"}`)}</span>
      {to === "alerts" && unseen > 0 && <Unseen count={unseen} />}
    </button>
  );
  return (
    <nav className="rail" aria-label={say("rail.label")}>
      <div className="rail-mark">
        <Mark size={34} />
      </div>
      {places.map(link)}
      <span className="rail-gap" />
      {BACK_ROOMS.filter(({ only }) => !only || only(session)).map(link)}
      <button type="button" className="rail-link rail-keys" onClick={onKeys}>
        <Icon name="key" size={22} />
        <span>{say("keys.short")}</span>
      </button>
    </nav>
  );
}

/** How many alerts nobody has taken: on every page. */
function Unseen({ count }: { count: number }) {
  const say = useSay();
  return (
    <b className="rail-count" data-testid="unseen">
      {count > 99 ? "99+" : count}
      <span className="visually-hidden">{say("alerts.unseen", { n: count })}</span>
    </b>
  );
}

/** One quiet line: for which purpose is asked, by whom. */
function Top({ session }: { session: Session }) {
  const say = useSay();
  const { purpose, openPurpose, signOut } = useTrust();
  const [isDevice, setDevice] = useState(false);
  const { officer } = session;
  return (
    <header className="top">
      <strong className="top-name">{say("product.name")}</strong>
      {session.demo && <span className="badge">{say("demo.badge")}</span>}
      {officer?.role !== "auditor" && (
        <button
          type="button"
          className={`top-purpose ${purpose ? "" : "is-open"}`}
          title={`${say("purpose.change")} (U)`}
          onClick={openPurpose}
        >
          <Icon name="purpose" size={17} />
          {purpose ? (
            <span>
              <span className="visually-hidden">{say("purpose.label")}：</span>
              <b>{purpose.case_no}</b> {purpose.reason}
            </span>
          ) : (
            <span>{say("purpose.none")}</span>
          )}
          <kbd>U</kbd>
        </button>
      )}
      <span className="top-gap" />
      {mayAsk(session) && (
        <button
          type="button"
          className="quiet"
          aria-label={say("push.open")}
          title={say("push.open")}
          onClick={() => setDevice(true)}
        >
          <Icon name="phone" size={18} />
        </button>
      )}
      <Preferences />
      <span className="top-officer">
        <b>{officer?.name}</b>
        <small>{officer && say.word("role", officer.role)}</small>
      </span>
      <button
        type="button"
        className="quiet"
        aria-label={say("sign_out")}
        title={say("sign_out")}
        onClick={signOut}
      >
        <Icon name="exit" size={18} />
      </button>
      {isDevice && <ThisDevice onClose={() => setDevice(false)} />}
    </header>
  );
}
