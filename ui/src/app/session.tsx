/** Who is signed in and for what purpose they ask. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { api, whenSignedOut } from "../api/client";
import type { Purpose, Session } from "../api/types";

export type SessionState =
  | { readonly state: "loading" }
  | { readonly state: "unreachable" }
  | { readonly state: "known"; readonly session: Session };

interface Trust {
  readonly current: SessionState;
  readonly setSession: (session: Session) => void;
  readonly reload: () => void;
  readonly signOut: () => void;
  readonly purpose: Purpose | null;
  readonly setPurpose: (purpose: Purpose | null) => void;
  /** The purpose now, or the one given when asked; `null` when the officer would not say. */
  readonly needPurpose: () => Promise<Purpose | null>;
  /** Whether the purpose dialog is open. */
  readonly isAsking: boolean;
  readonly openPurpose: () => void;
  readonly answerPurpose: (purpose: Purpose | null) => void;
}

const TrustContext = createContext<Trust | null>(null);
const KEPT = "trackway.purpose";

export function useTrust(): Trust {
  const trust = useContext(TrustContext);
  if (!trust) throw new Error("useTrust is used outside of TrustProvider.");
  return trust;
}

export function TrustProvider({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<SessionState>({ state: "loading" });
  const [purpose, keepPurpose] = useState<Purpose | null>(null);
  const [isAsking, setAsking] = useState(false);
  const waiting = useRef<((purpose: Purpose | null) => void)[]>([]);

  const setSession = useCallback((session: Session) => {
    setCurrent({ state: "known", session });
    keepPurpose(session.officer ? keptPurpose(session.officer.username) : null);
  }, []);

  const reload = useCallback(() => {
    void api.session().then((result) => {
      if (result.ok) setSession(result.value);
      else setCurrent({ state: "unreachable" });
    });
  }, [setSession]);

  useEffect(() => {
    reload();
    whenSignedOut(reload);
  }, [reload]);

  const username = current.state === "known" ? current.session.officer?.username : undefined;

  const setPurpose = useCallback(
    (wanted: Purpose | null) => {
      keepPurpose(wanted);
      if (wanted && username) sessionStorage.setItem(KEPT, JSON.stringify({ username, purpose: wanted }));
      else sessionStorage.removeItem(KEPT);
    },
    [username],
  );

  const signOut = useCallback(() => {
    setPurpose(null);
    void api.signOut().then(reload);
  }, [reload, setPurpose]);

  const answerPurpose = useCallback(
    (given: Purpose | null) => {
      if (given) setPurpose(given);
      setAsking(false);
      for (const resolve of waiting.current.splice(0)) resolve(given);
    },
    [setPurpose],
  );

  const needPurpose = useCallback(() => {
    if (purpose) return Promise.resolve(purpose);
    setAsking(true);
    return new Promise<Purpose | null>((resolve) => waiting.current.push(resolve));
  }, [purpose]);

  const trust = useMemo<Trust>(
    () => ({
      current,
      setSession,
      reload,
      signOut,
      purpose,
      setPurpose,
      needPurpose,
      isAsking,
      openPurpose: () => setAsking(true),
      answerPurpose,
    }),
    [current, setSession, reload, signOut, purpose, setPurpose, needPurpose, isAsking, answerPurpose],
  );
  return <TrustContext value={trust}>{children}</TrustContext>;
}

function keptPurpose(username: string): Purpose | null {
  const kept = sessionStorage.getItem(KEPT);
  if (kept === null) return null;
  const read = JSON.parse(kept) as { username: string; purpose: Purpose };
  return read.username === username ? read.purpose : null;
}
