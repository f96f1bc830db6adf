/**
 * The renderer: turns a page's data into HTML and does nothing else. It has no cookie, no token, no database and opens no
 * connection. The JVM starts it, posts a page's data to the page's path, and ends it by closing its standard input.
 *
 * Environment: HAIHE_RENDER_SECRET (required), PORT (default 0, any free port). The first line on standard output is
 * `listening PORT`.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { handler } from "./server/entry.mjs";

const HOST = "127.0.0.1";
/** A page's data: 60 rows of a kilobyte at most, with a wide margin. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** The JVM gives up after five seconds; a request that has not arrived by then never will. */
const REQUEST_TIMEOUT_MILLIS = 5_000;
/** Longer than the JVM keeps an idle connection, so that it is never we who close first. */
const KEEP_ALIVE_MILLIS = 120_000;

const secret = process.env.HAIHE_RENDER_SECRET ?? "";
if (secret.length < 32) {
  console.error(`HAIHE_RENDER_SECRET: ${secret.length} characters (expected: at least 32)`);
  process.exit(2);
}
delete process.env.HAIHE_RENDER_SECRET;
const digest = (text) => createHash("sha256").update(text).digest();
const expected = digest(secret);

const server = createServer(async (request, response) => {
  const given = request.headers["x-haihe-render"];
  if (typeof given !== "string" || !timingSafeEqual(digest(given), expected)) return refuse(response, 403);
  if (request.method !== "POST") return refuse(response, 405);
  let data;
  try {
    data = JSON.parse(await body(request));
  } catch (problem) {
    return refuse(response, problem instanceof RangeError ? 413 : 400);
  }
  // From here on it is an ordinary request of a page, whose data lies beside it.
  request.method = "GET";
  delete request.headers["content-length"];
  delete request.headers["content-type"];
  delete request.headers["transfer-encoding"];
  delete request.headers["x-haihe-render"];
  await handler(request, response, () => refuse(response, 404), { data });
});

async function body(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new RangeError("too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function refuse(response, status) {
  response.writeHead(status, { "content-type": "text/plain" }).end();
}

server.requestTimeout = REQUEST_TIMEOUT_MILLIS;
server.keepAliveTimeout = KEEP_ALIVE_MILLIS;
server.listen(Number(process.env.PORT ?? 0), HOST, () => console.log(`listening ${server.address().port}`));

process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
process.stdin.resume();
// The JVM ends us by the pipe; a signal meant for the whole group must not take the pages away while it still drains.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
