/** 車行軌跡: the door first, then the house. */
import { lazy, Suspense, useEffect } from "react";
import { Door, FirstAdministrator, SignIn } from "../pages/SignIn";
import { Notice } from "../parts/Notice";
import { useRoute } from "./route";
import { TrustProvider, useTrust } from "./session";
import { themeOf, useSay, useSettings } from "./settings";

const MINUTE_MS = 60_000;

/** The map and all that goes with it is fetched while somebody signs in. */
const loadHouse = import("./House");
const House = lazy(() => loadHouse);

export function App() {
  useAppearance();
  return (
    <TrustProvider>
      <Gate />
    </TrustProvider>
  );
}

function Gate() {
  const say = useSay();
  const route = useRoute();
  const { current, reload } = useTrust();
  switch (current.state) {
    case "loading":
      return <Door>{null}</Door>;
    case "unreachable":
      return (
        <Door>
          <div className="door-form">
            <Notice tone="bad" title={say("failed.unreachable")} />
            <button type="button" className="primary" onClick={reload}>
              {say("again")}
            </button>
          </div>
        </Door>
      );
    case "known":
      if (route.page === "first" && !current.session.officer) return <FirstAdministrator />;
      if (!current.session.officer) return <SignIn />;
      return (
        <Suspense fallback={<Door>{null}</Door>}>
          <House key={current.session.officer.username} session={current.session} />
        </Suspense>
      );
  }
}

/** Light or dark and the language on the document itself; looked at again each minute for dusk and dawn. */
function useAppearance(): void {
  const { theme, language } = useSettings();
  const say = useSay();
  useEffect(() => {
    const apply = () => {
      document.documentElement.dataset.theme = themeOf(theme);
    };
    apply();
    const timer = setInterval(apply, MINUTE_MS);
    return () => clearInterval(timer);
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = say("product.title");
  }, [language, say]);
}
