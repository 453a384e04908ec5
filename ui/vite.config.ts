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
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["tests/**/*.test.ts"] },
});
