/** Completes dist/: the server beside what it serves, and every asset compressed once instead of at each request. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const portal = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(portal, "dist");
copyFileSync(join(portal, "server.mjs"), join(dist, "server.mjs"));

const assets = join(dist, "client", "_astro");
for (const name of readdirSync(assets)) {
  if (!/\.(css|js|svg)$/.test(name)) continue;
  const bytes = readFileSync(join(assets, name));
  writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
}
