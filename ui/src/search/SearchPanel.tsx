/** 查詢: ask for passages by plate, time, place and looks; the answer as a table and on the map. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { go, toPage, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import type { FoundAt } from "../map/found_layer";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { AreaField } from "./AreaField";
import { Filters } from "./Filters";
import { LookAlikes } from "./LookAlikes";
import { Results } from "./Results";
import { SeveralPanel } from "./SeveralPanel";
import { SpanField } from "./SpanField";
import { isList, listOfLink } from "./several_kept";
import { keyOf, paramsOf, type Terms, termsOf } from "./terms";
import { useSearch } from "./use_search";
import { whyFailed } from "./words";

export function SearchPanel() {
  const route = useRoute();
  const [typed, setTyped] = useState<string | null>(null);
  const list = typed ?? listOfLink(route.params.list);
  if (list === null) return <OneSearch onList={setTyped} />;
  return (
    <SeveralPanel
      list={list}
      onList={setTyped}
      onDone={() => {
        setTyped(null);
        go({ ...route, params: { ...route.params, list: "" } });
      }}
    />
  );
}

function OneSearch({ onList }: { onList: (list: string) => void }) {
  const say = useSay();
  const route = useRoute();
  const { area, isLive, view } = useDesk();
  const inLink = useMemo(() => termsOf(route.params), [route.params]);
  const [terms, setTerms] = useState<Terms>(inLink);
  const linkKey = keyOf(inLink, null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the terms
  useEffect(() => setTerms(inLink), [linkKey]);

  const committed = isLive ? null : area;
  const search = useSearch(inLink, committed, route.params.from !== undefined);
  const box = useRef<HTMLInputElement>(null);
  useKeys({
    "/": (event) => {
      event.preventDefault();
      box.current?.select();
    },
  });

  const ask = (wanted: Terms) => {
    const { at = "", area: drawn = "" } = route.params;
    go({ page: "search", id: "", params: { ...paramsOf(wanted), area: drawn, at } });
    void search.run(wanted, committed);
  };

  const kept = search.current.state === "answered" ? search.current.kept : null;
  const rows = kept?.answer.rows;
  useEffect(() => {
    view?.found.show(rows ? countByCamera(rows) : []);
    return () => view?.found.show([]);
  }, [view, rows]);
  const isStale = kept !== null && kept.key !== keyOf(terms, committed);

  return (
    <div className="search">
      <form
        className="search-form"
        aria-label={say("search.label")}
        onSubmit={(event) => {
          event.preventDefault();
          ask({ ...terms, limit: termsOf({}).limit });
        }}
      >
        <div className="search-box">
          <label>
            <span className="visually-hidden">{say("search.plate")}</span>
            <input
              ref={box}
              type="search"
              inputMode="text"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              placeholder={say("search.placeholder")}
              value={terms.pattern}
              onChange={(event) => setTerms({ ...terms, pattern: event.target.value })}
              onPaste={(event) => {
                const pasted = event.clipboardData.getData("text");
                if (!isList(pasted)) return;
                event.preventDefault();
                onList(pasted);
              }}
            />
          </label>
          <button type="submit" className="primary" disabled={search.current.state === "asking"}>
            <Icon name="search" />
            {say("search.go")}
          </button>
        </div>
        <p className="search-hint">
          {say("search.hint")}
          <button type="button" className="quiet" onClick={() => onList("")}>
            {say("several.open")}
          </button>
        </p>
        {terms.pattern.trim() !== "" && (
          <LookAlikes
            pattern={terms.pattern}
            isExact={terms.isExact}
            onExact={(isExact) => setTerms({ ...terms, isExact })}
          />
        )}
        <SpanField value={terms} onChange={(span) => setTerms({ ...terms, ...span })} />
        <AreaField cameras={terms.cameras} onCameras={(cameras) => setTerms({ ...terms, cameras })} />
        <Filters terms={terms} onChange={setTerms} />
      </form>

      {isStale && (
        <button type="button" className="stale" onClick={() => ask(terms)}>
          {say("search.stale")}
        </button>
      )}
      {search.current.state === "asking" && (
        <div className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("search.asking")}
          <button type="button" onClick={search.stop}>
            {say("search.stop")}
          </button>
        </div>
      )}
      {search.current.state === "failed" && (
        <Notice tone="bad" title={whyFailed(say, search.current.kind)}>
          {search.current.message}
        </Notice>
      )}
      {search.current.state === "idle" && (
        <Notice icon="search" title={say("search.idle.title")}>
          {say("search.idle.more")}
        </Notice>
      )}
      {kept && (
        <Results
          kept={kept}
          order={terms.order}
          onOrder={(order) => ask({ ...terms, order })}
          onMore={() => ask({ ...terms, limit: Math.min(inLink.limit * 4, 10_000) })}
          onOpen={(passage) => toPage("passage", passage.id, { ...route.params })}
        />
      )}
    </div>
  );
}

function countByCamera(rows: readonly Passage[]): FoundAt[] {
  const found = new Map<number, { lon: number; lat: number; count: number }>();
  for (const { camera } of rows) {
    if (camera.lon === null || camera.lat === null) continue;
    const at = found.get(camera.number) ?? { lon: camera.lon, lat: camera.lat, count: 0 };
    at.count += 1;
    found.set(camera.number, at);
  }
  return [...byPlace([...found.values()]).values()];
}

/** Cameras on one pole share one disc. */
function byPlace(found: readonly FoundAt[]): Map<string, FoundAt> {
  const places = new Map<string, FoundAt>();
  for (const at of found) {
    const key = `${at.lon.toFixed(4)},${at.lat.toFixed(4)}`;
    const before = places.get(key);
    places.set(key, before ? { ...before, count: before.count + at.count } : at);
  }
  return places;
}
