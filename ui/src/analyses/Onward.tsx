/** From one vehicle or one passage on to the questions it raises; each asks at once. */
import { go, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import type { TextKey } from "../texts";
import { DAY_MS, fullText } from "../time/taipei";
import { typedText } from "./visits";

interface Props {
  /** The plate as text; empty where none is known. */
  readonly plate: string;
  /** Around when, milliseconds. */
  readonly at: number;
  /** A passage whose plate is missing or doubtful: whose may it have been? */
  readonly unsure?: string;
}

/** How far back a vehicle's ways are looked at. */
const BACK_MS = 30 * DAY_MS;

export function Onward({ plate, at, unsure }: Props) {
  const say = useSay();
  const route = useRoute();
  const span = typedText({ from: fullText(at - BACK_MS), to: fullText(at + DAY_MS) });
  const ways: readonly (readonly [TextKey, string, Record<string, string>])[] = [
    ...(plate === ""
      ? []
      : ([
          ["onward.habit", "habit", { "q.plate": plate, "q.span": span }],
          ["onward.convoy", "convoy", { "q.plates": plate, "q.span": span }],
          ["onward.next", "next-camera", { "q.plate": plate, "q.at": fullText(at + 1000) }],
          ["onward.cloned", "cloned", { "q.plates": plate, "q.span": span }],
        ] as const)),
    ...(unsure ? ([["onward.stitching", "stitching", { "q.passage": unsure }]] as const) : []),
  ];
  return (
    <nav className="onward" aria-label={say("onward.label")}>
      <Icon name="analyses" size={17} />
      {ways.map(([text, analysis, params]) => (
        <button
          key={analysis}
          type="button"
          className="chip"
          onClick={() =>
            go({ page: "analyses", id: analysis, params: { ...params, at: route.params.at ?? "" } })
          }
        >
          {say(text)}
        </button>
      ))}
    </nav>
  );
}
