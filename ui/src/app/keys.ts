/** Single-key commands, by the key's name in lower case. They are deaf while somebody types, in dialogs, and to combinations. */
import { useLayoutEffect, useRef } from "react";

export type Commands = Readonly<Record<string, (event: KeyboardEvent) => void>>;

export function useKeys(commands: Commands): void {
  const latest = useRef(commands);
  latest.current = commands;
  // With the same paint that shows the page: a key pressed at once must be heard.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isBusy(event)) return;
      const command = latest.current[event.key.toLowerCase()];
      if (!command) return;
      command(event);
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}

function isBusy(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true;
  }
  if (!(target instanceof HTMLInputElement)) return false;
  return event.key !== "Escape" && !["checkbox", "radio", "button", "range"].includes(target.type);
}
