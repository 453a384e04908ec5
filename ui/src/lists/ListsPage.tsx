/** 布控名單: lists with their age, entries as far as one may know of them, what waits for a second officer. */
import { useCallback, useState } from "react";
import { api } from "../api/client";
import type { WatchList } from "../api/types";
import { useDesk } from "../app/desk";
import { toPage, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { AddEntry } from "./AddEntry";
import { Entries } from "./Entries";
import { Files } from "./Files";
import { ImportFile } from "./ImportFile";
import { MakeList } from "./MakeList";
import { RegisterPanel } from "./RegisterPanel";
import { ageWords } from "./words";

type Open = "add" | "change" | "import" | "make" | null;

export default function ListsPage() {
  const say = useSay();
  const { tell } = useDesk();
  const { id } = useRoute();
  const { current } = useTrust();
  const isAdministrator = current.state === "known" && current.session.officer?.role === "administrator";
  const [loaded, reloadLists] = useLoaded(api.watchLists);
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState<Open>(null);
  const reload = useCallback(() => {
    reloadLists();
    setRound((before) => before + 1);
  }, [reloadLists]);
  const done = (sentence: string) => {
    setOpen(null);
    tell(sentence);
    reload();
  };
  return (
    <Page
      title={say("page.lists")}
      lead={say("lists.lead")}
      actions={
        <button type="button" onClick={() => setOpen("make")}>
          <Icon name="plus" size={18} />
          {say("lists.make")}
        </button>
      }
    >
      <Show loaded={loaded}>
        {({ lists }) => {
          const chosen = lists.find((one) => String(one.id) === id) ?? null;
          return (
            <>
              {lists.length === 0 && <Notice icon="purpose" title={say("lists.none")} />}
              <Cards lists={lists} chosen={chosen} />
              {lists.length > 0 && (
                <section className="lists-entries" aria-labelledby="lists-entries">
                  <header>
                    <h2 id="lists-entries">{chosen ? chosen.name : say("lists.every")}</h2>
                    {chosen && (
                      <div className="lists-acts">
                        <button type="button" className="primary" onClick={() => setOpen("add")}>
                          <Icon name="plus" size={18} />
                          {say("lists.add")}
                        </button>
                        <button type="button" onClick={() => setOpen("import")}>
                          <Icon name="imports" size={18} />
                          {say("lists.import")}
                        </button>
                        {isAdministrator && (
                          <button type="button" onClick={() => setOpen("change")}>
                            {say("lists.change_list")}
                          </button>
                        )}
                        <button
                          type="button"
                          onClick={() =>
                            void api.exportList(chosen.id).then((result) => {
                              if (!result.ok) tell(result.message);
                            })
                          }
                        >
                          <Icon name="download" size={18} />
                          {say("lists.export")}
                        </button>
                      </div>
                    )}
                  </header>
                  <Entries
                    key={chosen?.id ?? 0}
                    list={chosen}
                    lists={lists}
                    round={round}
                    onChanged={reload}
                  />
                </section>
              )}
              <Files round={round} isAdministrator={isAdministrator} onChanged={reload} />
              <RegisterPanel isAdministrator={isAdministrator} />
              {open === "make" && (
                <MakeList
                  onClose={() => setOpen(null)}
                  onMade={(made) => {
                    done(say("lists.made", { name: made.name }));
                    toPage("lists", String(made.id));
                  }}
                />
              )}
              {open === "change" && chosen && (
                <MakeList
                  before={chosen}
                  onClose={() => setOpen(null)}
                  onMade={(made) => done(say("lists.list_changed", { name: made.name }))}
                />
              )}
              {open === "add" && chosen && (
                <AddEntry
                  list={chosen}
                  onClose={() => setOpen(null)}
                  onAdded={(entry) =>
                    done(
                      say(entry.state === "emergency" ? "lists.added_emergency" : "lists.added", {
                        plate: entry.display,
                      }),
                    )
                  }
                />
              )}
              {open === "import" && chosen && (
                <ImportFile
                  list={chosen}
                  onClose={() => setOpen(null)}
                  onTaken={(report) => done(say("lists.taken", { n: report.new + report.changed }))}
                />
              )}
            </>
          );
        }}
      </Show>
    </Page>
  );
}

function Cards({ lists, chosen }: { lists: readonly WatchList[]; chosen: WatchList | null }) {
  const say = useSay();
  return (
    <ul className="list-cards" aria-label={say("page.lists")}>
      {lists.map((list) => (
        <li key={list.id}>
          <button
            type="button"
            className="list-card"
            aria-pressed={list.id === chosen?.id}
            style={list.colour ? { borderLeftColor: list.colour } : undefined}
            onClick={() => toPage("lists", list.id === chosen?.id ? "" : String(list.id))}
          >
            <b>{list.name}</b>
            <span className="list-count">{say("lists.count", { n: list.entries.toLocaleString() })}</span>
            <small>
              {list.kind === "ignore"
                ? say("lists.ignore")
                : `${say.word("category", list.terms.category)} · ${say("lists.priority", { n: list.terms.priority })}`}
              {list.terms.covert && ` · ${say("lists.covert")}`}
            </small>
            <small className={list.is_overdue ? "list-overdue" : ""}>
              {say(list.is_overdue ? "lists.overdue" : "lists.age", { age: ageWords(say, list.age_s) })}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
