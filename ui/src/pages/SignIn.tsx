/** The door: who is there, and the link that makes the first administrator. */

import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { api } from "../api/client";
import { go, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Mark } from "../parts/Icon";
import { Preferences } from "../parts/Preferences";

const SHORTEST_PASSWORD = 12;

export function SignIn() {
  const say = useSay();
  const { setSession, current } = useTrust();
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const session = current.state === "known" ? current.session : null;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setAsking(true);
    const result = await api.signIn(String(given.get("username")), String(given.get("password")));
    setAsking(false);
    if (result.ok) setSession(result.value);
    else
      setProblem({
        kind: result.kind === "unreachable" ? "unreachable" : "sign_in",
        message: result.message,
      });
  };

  return (
    <Door>
      <form className="door-form" onSubmit={(event) => void submit(event)} aria-label={say("sign_in.label")}>
        <h2>{say("sign_in.label")}</h2>
        {session?.demo && <p className="door-demo">{say("sign_in.demo")}</p>}
        <label>
          <span>{say("sign_in.username")}</span>
          <input name="username" autoComplete="username" autoCapitalize="none" required />
        </label>
        <label>
          <span>{say("sign_in.password")}</span>
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {problem && <Failed problem={problem} />}
        <button type="submit" className="primary" disabled={isAsking}>
          {say(isAsking ? "sign_in.asking" : "sign_in.go")}
        </button>
        {session?.needs_first_administrator && <p className="door-first">{say("sign_in.needs_first")}</p>}
        <p className="door-note">{say("sign_in.note")}</p>
      </form>
    </Door>
  );
}

export function FirstAdministrator() {
  const say = useSay();
  const route = useRoute();
  const { setSession } = useTrust();
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const field = (name: string) => String(given.get(name) ?? "");
    if (field("password") !== field("again")) {
      setProblem({ kind: "passwords_differ", message: "" });
      return;
    }
    const token = route.params.token ?? "";
    const result = await api.firstAdministrator(token, field("username"), field("name"), field("password"));
    if (!result.ok) {
      setProblem({ kind: result.kind, message: result.message });
      return;
    }
    go({ page: "cameras", id: "", params: {} }, "replace");
    setSession(result.value);
  };

  return (
    <Door>
      <form className="door-form" onSubmit={(event) => void submit(event)} aria-label={say("first.label")}>
        <h2>{say("first.label")}</h2>
        <p className="door-note">{say("first.note")}</p>
        <label>
          <span>{say("sign_in.username")}</span>
          <input name="username" autoComplete="username" autoCapitalize="none" required />
        </label>
        <label>
          <span>{say("first.name")}</span>
          <input name="name" autoComplete="name" required />
        </label>
        <label>
          <span>{say("sign_in.password")}</span>
          <input
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={SHORTEST_PASSWORD}
            required
            aria-describedby="password-hint"
          />
        </label>
        <small id="password-hint">{say("first.password_hint", { n: SHORTEST_PASSWORD })}</small>
        <label>
          <span>{say("first.again")}</span>
          <input name="again" type="password" autoComplete="new-password" required />
        </label>
        {problem && <Failed problem={problem} />}
        <button type="submit" className="primary">
          {say("first.go")}
        </button>
      </form>
    </Door>
  );
}

/** The county as a silhouette, with a way through its valley, behind whatever stands at the door. */
export function Door({ children }: { children: ReactNode }) {
  const say = useSay();
  return (
    <main className="door">
      <Silhouette />
      <div className="door-top">
        <Preferences />
      </div>
      <div className="door-words">
        <Mark size={56} />
        <h1>{say("product.name")}</h1>
        <p>{say("product.line")}</p>
      </div>
      {children}
    </main>
  );
}

interface Outline {
  readonly width: number;
  readonly height: number;
  readonly west: number;
  readonly north: number;
  readonly scale: number;
  readonly lon_scale: number;
  readonly path: string;
}

function Silhouette() {
  const [drawn, setDrawn] = useState<{ outline: Outline; ways: string[] } | null>(null);
  useEffect(() => {
    void loadOutline().then(setDrawn);
  }, []);
  if (!drawn) return null;
  const { outline, ways } = drawn;
  return (
    <svg
      className="silhouette"
      viewBox={`-20 -20 ${outline.width + 40} ${outline.height + 40}`}
      aria-hidden="true"
    >
      <path className="silhouette-land" d={outline.path} />
      {ways.map((way) => (
        <path key={way} className="silhouette-way" d={way} />
      ))}
    </svg>
  );
}

async function loadOutline(): Promise<{ outline: Outline; ways: string[] } | null> {
  const [shape, roads] = await Promise.all([
    fetch("/basemap/silhouette.json"),
    fetch("/basemap/roads.geojson"),
  ]);
  if (!shape.ok) return null;
  const outline = (await shape.json()) as Outline;
  if (!roads.ok) return { outline, ways: [] };
  const { features } = (await roads.json()) as GeoJSON.FeatureCollection;
  const place = ([lon = 0, lat = 0]: number[]) => {
    const x = (lon - outline.west) * outline.scale * outline.lon_scale;
    return `${x.toFixed(1)} ${((outline.north - lat) * outline.scale).toFixed(1)}`;
  };
  const ways = features
    .filter((road) => road.properties?.rank === "highway")
    .flatMap(({ geometry }) => {
      if (geometry.type === "LineString") return [geometry.coordinates];
      return geometry.type === "MultiLineString" ? geometry.coordinates : [];
    })
    .map((line) => `M${line.map(place).join("L")}`);
  return { outline, ways };
}
