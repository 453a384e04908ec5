/** A list of any length that keeps only the rows in sight: fixed row height, arrow keys move along it. */
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";

const SPARE_ROWS = 6;

interface Props<Item> {
  readonly items: readonly Item[];
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item, index: number) => ReactNode;
  readonly onOpen?: (item: Item, index: number) => void;
  readonly onPoint?: (item: Item | null) => void;
  /** The row that is open or current. */
  readonly current?: number;
  /** What stands at the right end of a row and is pressed by itself. */
  readonly side?: (item: Item) => ReactNode;
  readonly foot?: ReactNode;
}

export function VirtualList<Item>(props: Props<Item>) {
  const { items, rowHeight, label, keyOf, render, onOpen, onPoint, current = -1, side, foot } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [focused, setFocused] = useState(-1);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element || current < 0) return;
    const top = current * rowHeight;
    if (top < element.scrollTop || top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top - element.clientHeight / 3;
    }
  }, [current, rowHeight]);

  useEffect(() => {
    if (focused < 0) return;
    box.current?.querySelector<HTMLElement>(`[data-index="${focused}"]`)?.focus();
  }, [focused]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE_ROWS);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS);

  const move = (event: KeyboardEvent, index: number) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(items.length - 1, index + step));
      const element = box.current;
      if (element) {
        const top = next * rowHeight;
        if (top < element.scrollTop) element.scrollTop = top;
        if (top + rowHeight > element.scrollTop + element.clientHeight) {
          element.scrollTop = top + rowHeight - element.clientHeight;
        }
      }
      setFocused(next);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const item = items[index];
      if (item !== undefined) onOpen?.(item, index);
    }
  };

  return (
    <div className="virtual" ref={box}>
      <ul aria-label={label} style={{ height: items.length * rowHeight }}>
        {items.slice(first, last).map((item, i) => {
          const index = first + i;
          const isFirstStop = focused < 0 ? index === Math.max(current, 0) : index === focused;
          return (
            <li
              key={keyOf(item)}
              style={{ top: index * rowHeight, height: rowHeight }}
              aria-setsize={items.length}
              aria-posinset={index + 1}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: a row holds a picture and several lines */}
              <div
                role="button"
                className="row"
                data-index={index}
                tabIndex={isFirstStop ? 0 : -1}
                aria-current={index === current}
                onClick={() => onOpen?.(item, index)}
                onKeyDown={(event) => move(event, index)}
                onMouseEnter={() => onPoint?.(item)}
                onMouseLeave={() => onPoint?.(null)}
                onFocus={() => onPoint?.(item)}
              >
                {render(item, index)}
              </div>
              {side?.(item)}
            </li>
          );
        })}
      </ul>
      {foot}
    </div>
  );
}
