import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import type { PageData } from "../../portal/src/data.ts";

const DIST = process.env.HAIHE_PORTAL_WEB ?? join(import.meta.dirname, "../../portal/dist");
const TYPES: Record<string, string> = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

export interface Renderer {
  secret: string;
  port: number;
  render(data: PageData): Promise<Response>;
  /** Ends it as the JVM does: by closing its standard input. Answers its exit code. */
  close(): Promise<number | null>;
}

/** The real renderer, as the JVM starts it. */
export async function startRenderer(): Promise<Renderer> {
  const secret = randomBytes(32).toString("hex");
  const child = spawn(process.execPath, [join(DIST, "server.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { HAIHE_RENDER_SECRET: secret, PORT: "0" },
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).once("line", (line) => resolve(Number(line.replace("listening ", ""))));
    child.once("exit", (code) => reject(new Error(`renderer ended with ${code}`)));
  });
  return {
    secret,
    port,
    render: (data) =>
      fetch(`http://127.0.0.1:${port}${data.locale === "en" ? "/en" : ""}${data.path}`, {
        method: "POST",
        headers: { "x-haihe-render": secret, "content-type": "application/json" },
        body: JSON.stringify(data),
      }),
    close: () => {
      child.stdin.end();
      return exit;
    },
  };
}

/** A front door that shows given pages: `/NAME` renders what `page(NAME)` answers; its event streams say what `tell` is told. */
export async function showPages(renderer: Renderer, page: (name: string) => PageData) {
  const streams = new Set<ServerResponse>();
  let refusing = false;
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "/").split("?")[0]!;
    if (path.startsWith("/_astro/")) {
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(readFileSync(join(DIST, "client", path)));
      return;
    }
    if (path === "/me/events") {
      if (refusing) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" }).write("retry: 200\n\n");
      streams.add(response);
      response.on("close", () => streams.delete(response));
      return;
    }
    const answer = await renderer.render(page(path.slice(1)));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (position: number) => streams.forEach((stream) => stream.write(`id: ${position}\nevent: change\ndata:\n\n`)),
    /** Cuts every stream and, while `refuse`, lets none come back. */
    cut: (refuse: boolean) => {
      refusing = refuse;
      streams.forEach((stream) => stream.destroy());
    },
    streams: () => streams.size,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
