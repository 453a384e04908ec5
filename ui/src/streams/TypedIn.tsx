/** A camera without ONVIF: its addresses are typed in, from its maker's pattern, and tried before they are kept. */
import { useState } from "react";
import { useSay } from "../app/settings";
import { Assign } from "./Assign";
import { filled, TEMPLATES } from "./templates";

const EMPTY = { maker: 0, host: "", channel: "1", main: "", sub: "", username: "", password: "" };

export function TypedIn({ onSaved }: { onSaved: () => void }) {
  const say = useSay();
  const [given, setGiven] = useState(EMPTY);
  const set = (part: Partial<typeof EMPTY>) => {
    const next = { ...given, ...part };
    const template = TEMPLATES[next.maker];
    const isFromTemplate = "maker" in part || "host" in part || "channel" in part;
    if (isFromTemplate && template && next.host.trim() !== "") {
      next.main = filled(template.main, next.host, next.channel);
      next.sub = filled(template.sub, next.host, next.channel);
    }
    setGiven(next);
  };
  const field = (name: "host" | "channel" | "main" | "sub" | "username" | "password", more = {}) => (
    <label className={`typed-${name}`}>
      <span>{say(`streams.typed_${name}`)}</span>
      <input
        value={given[name]}
        onChange={(event) => set({ [name]: event.target.value })}
        autoComplete="off"
        autoCapitalize="none"
        {...more}
      />
    </label>
  );
  return (
    <section className="device typed" aria-label={say("streams.way_typed")}>
      <p>{say("streams.typed_lead")}</p>
      <div className="typed-fields">
        <label>
          <span>{say("streams.typed_maker")}</span>
          <select value={given.maker} onChange={(event) => set({ maker: Number(event.target.value) })}>
            {TEMPLATES.map(({ maker }, at) => (
              <option key={maker} value={at}>
                {maker || say("streams.typed_other")}
              </option>
            ))}
          </select>
        </label>
        {field("host", { placeholder: "192.168.10.64" })}
        {field("channel", { inputMode: "numeric" })}
        {field("username")}
        {field("password", { type: "password", autoComplete: "new-password" })}
        {field("main", { placeholder: "rtsp://…" })}
        {field("sub", { placeholder: say("streams.no_sub") })}
      </div>
      <Assign
        suggested=""
        model={TEMPLATES[given.maker]?.maker ?? ""}
        deviceUrl=""
        main={given.main.trim()}
        sub={given.sub.trim()}
        logIn={{ username: given.username, password: given.password }}
        onSaved={onSaved}
      />
    </section>
  );
}
