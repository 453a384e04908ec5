import { createRoot } from "react-dom/client";

import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/index.css";
import { App } from "./app/App";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");
createRoot(root).render(<App />);
