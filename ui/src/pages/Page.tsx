/** The frame of a wide page, and asking the centre for what it shows. */

import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { Result } from "../api/client";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";

interface Props {
  readonly title: string;
  readonly lead: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, lead, actions, children }: Props) {
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "here"; readonly value: Value }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

/** What the centre says, asked when the page opens and when `reload` is called. */
export function useLoaded<Value>(ask: () => Promise<Result<Value>>): [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: "loading" });
  const reload = useCallback(() => {
    void ask().then((result) => {
      if (result.ok) setLoaded({ state: "here", value: result.value });
      else setLoaded({ state: "failed", kind: result.kind, message: result.message });
    });
  }, [ask]);
  useEffect(reload, [reload]);
  return [loaded, reload];
}

/** Shows what was loaded, or that it is on its way, or why it is not here. */
export function Show<Value>({
  loaded,
  children,
}: {
  loaded: Loaded<Value>;
  children: (value: Value) => ReactNode;
}) {
  const say = useSay();
  switch (loaded.state) {
    case "loading":
      return (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("loading")}
        </p>
      );
    case "failed":
      return <Failed problem={loaded} />;
    case "here":
      return children(loaded.value);
  }
}
