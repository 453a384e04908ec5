/** The desk: what every panel shares. The map, the register of cameras, and the area being looked at. */
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
import { api } from "../api/client";
import type { Camera, Register, Station } from "../api/types";
import { type Area, inside, type Shape } from "../geo/area";
import type { MapView } from "../map/map_view";
import { areaOf, areaParam, useRoute, withParams } from "./route";

export interface Desk {
  /** The map, once it is there. */
  readonly view: MapView | null;
  readonly setView: (view: MapView | null) => void;
  readonly register: Register | null;
  readonly registerProblem: string | null;
  readonly reloadRegister: () => void;
  readonly cameraByNumber: ReadonlyMap<number, Camera>;
  readonly stationById: ReadonlyMap<string, Station>;
  /** The area that is drawn, or as it is while being drawn. */
  readonly area: Area | null;
  readonly isLive: boolean;
  /** The cameras in it. */
  readonly chosen: readonly Camera[];
  readonly drawing: Shape | null;
  readonly startDrawing: (shape: Shape) => void;
  readonly stopDrawing: () => void;
  readonly setArea: (area: Area | null) => void;
  /** While a panel takes what is drawn, it does not become the area of the view; `null` ends that. */
  readonly takeAreas: (taker: ((area: Area) => void) | null) => void;
  readonly onAreaMove: (area: Area) => void;
  readonly onAreaDone: (area: Area) => void;
  readonly setDrawing: (shape: Shape | null) => void;
  /** Whom the chosen background thanks; empty for the built-in one. */
  readonly thanks: string;
  readonly setThanks: (thanks: string) => void;
  /** A sentence shown for some seconds. */
  readonly tell: (sentence: string) => void;
  readonly told: string | null;
  /** Where a panel may put something at the foot of the map. */
  readonly foot: HTMLElement | null;
  readonly setFoot: (element: HTMLElement | null) => void;
}

const DeskContext = createContext<Desk | null>(null);
const TOLD_MS = 5_000;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk is used outside of DeskProvider.");
  return desk;
}

export function DeskProvider({ children }: { children: ReactNode }) {
  const route = useRoute();
  const [view, setView] = useState<MapView | null>(null);
  const [register, setRegister] = useState<Register | null>(null);
  const [registerProblem, setProblem] = useState<string | null>(null);
  const [live, setLive] = useState<Area | null>(null);
  const [drawing, setDrawing] = useState<Shape | null>(null);
  const [told, tell] = useSentence();
  const [thanks, setThanks] = useState("");
  const [foot, setFoot] = useState<HTMLElement | null>(null);

  const areaInRoute = route.params.area ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the area
  const drawn = useMemo(() => areaOf(route), [areaInRoute]);
  const area = live ?? drawn;

  const reloadRegister = useCallback(() => {
    void api.register().then((result) => {
      if (result.ok) setRegister(result.value);
      else setProblem(result.message || result.kind);
    });
  }, []);
  useEffect(reloadRegister, [reloadRegister]);

  useEffect(() => {
    if (view && register) view.showCameras(register);
  }, [view, register]);

  useEffect(() => {
    setLive(null);
    view?.drawing.show(drawn);
  }, [view, drawn]);

  const chosen = useMemo(() => (area && register ? inside(area, register.cameras) : []), [area, register]);
  const isChoosing = area !== null || drawing !== null;
  useEffect(() => {
    view?.cameras.choose(isChoosing ? new Set(chosen.map((camera) => camera.number)) : null);
  }, [view, chosen, isChoosing]);

  const taker = useRef<((area: Area) => void) | null>(null);
  const takeAreas = useCallback((wanted: ((area: Area) => void) | null) => {
    taker.current = wanted;
  }, []);
  const setArea = useCallback(
    (wanted: Area | null) => {
      setLive(null);
      if (wanted && taker.current) {
        view?.drawing.show(null);
        taker.current(wanted);
      } else withParams({ area: areaParam(wanted) });
    },
    [view],
  );
  const startDrawing = useCallback(
    (shape: Shape) => {
      setLive(null);
      view?.drawing.start(shape);
    },
    [view],
  );
  const onAreaMove = useFrame(setLive);
  const stopDrawing = useCallback(() => {
    view?.drawing.cancel();
    view?.drawing.show(drawn);
    onAreaMove.cancel(); // a move that waits for its frame must not outlive what it moved
    setLive(null);
  }, [view, drawn, onAreaMove]);
  const onAreaDone = useCallback(
    (done: Area) => {
      onAreaMove.cancel();
      setArea(done);
    },
    [onAreaMove, setArea],
  );

  const cameraByNumber = useMemo(
    () => new Map(register?.cameras.map((camera) => [camera.number, camera])),
    [register],
  );
  const stationById = useMemo(
    () => new Map(register?.stations.map((station) => [station.id, station])),
    [register],
  );

  const desk: Desk = {
    view,
    setView,
    register,
    registerProblem,
    reloadRegister,
    cameraByNumber,
    stationById,
    area,
    isLive: live !== null || drawing !== null,
    chosen,
    drawing,
    startDrawing,
    stopDrawing,
    setArea,
    takeAreas,
    onAreaMove: onAreaMove.run,
    onAreaDone,
    setDrawing,
    thanks,
    setThanks,
    tell,
    told,
    foot,
    setFoot,
  };
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** Runs with the latest value once per picture the screen shows. */
function useFrame<Value>(action: (value: Value) => void): {
  run: (value: Value) => void;
  cancel: () => void;
} {
  const frame = useRef(0);
  return useMemo(
    () => ({
      run: (value: Value) => {
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(() => action(value));
      },
      cancel: () => cancelAnimationFrame(frame.current),
    }),
    [action],
  );
}

function useSentence(): [string | null, (sentence: string) => void] {
  const [told, setTold] = useState<string | null>(null);
  const timer = useRef(0);
  const tell = useCallback((sentence: string) => {
    clearTimeout(timer.current);
    setTold(sentence);
    timer.current = window.setTimeout(() => setTold(null), TOLD_MS);
  }, []);
  return [told, tell];
}
