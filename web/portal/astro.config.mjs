import node from "@astrojs/node";
import react from "@astrojs/react";
import { defineConfig } from "astro/config";

export default defineConfig({
  output: "server",
  adapter: node({ mode: "middleware" }),
  integrations: [react()],
  trailingSlash: "ignore",
  build: { inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  security: {
    // Requests reach the renderer as POST from the JVM only, which has checked where they come from.
    checkOrigin: false,
    csp: {
      directives: [
        "default-src 'none'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ],
    },
  },
  vite: {
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: { output: { assetFileNames: "_astro/[hash][extname]" } },
    },
    // The renderer is one directory without node_modules, so that it can be carried anywhere.
    ssr: { noExternal: true },
  },
});
