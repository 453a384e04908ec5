import { defineConfig } from "vitest/config";

// `make ui` builds into the Python package, which serves the page; the development server hands
// /api on to a centre that runs on this machine.
export default defineConfig({
  base: "/",
  build: {
    outDir: "../src/trackway/web/static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the page's content security policy allows no data: scripts or fonts
    chunkSizeWarningLimit: 1300, // MapLibre alone is 1.2 MB; it comes in its own piece
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What changes seldom is kept by the browser while the page itself changes.
        codeSplitting: {
          groups: [
            { name: "map", test: /node_modules[\\/](maplibre-gl|@maplibre|@mapbox|terra-draw|pmtiles)/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["tests/**/*.test.ts"] },
});
