import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The launcher, or another way to start the program that takes the same arguments. */
const HAIHE = process.env.CITY_PROGRAM ?? join(import.meta.dirname, "../../../haihe");
const START_LIMIT_MILLIS = 180_000;
const STOP_LIMIT_MILLIS = 30_000;

export interface Person {
  username: string;
  password: string;
  role: string;
  name: string;
  fhirUser?: string;
  /** As `system|value`. */
  identifiers: string[];
}

export interface Connection {
  name: string;
  sendingApplication: string;
  sendingFacility: string;
  charset: string;
}

export interface City {
  url: string;
  mllpPort: number;
  people: Person[];
  connections: Connection[];
  stop(): Promise<void>;
}

/** The whole program on a new data directory and free ports, with the sample city. */
export async function startCity(): Promise<City> {
  const parent = mkdtempSync(join(tmpdir(), "haihe-e2e-"));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  chmodSync(parent, 0o755);
  const data = join(parent, "city");
  const [port, mllpPort] = [await freePort(), await freePort()];
  const child = spawn(HAIHE, ["up", "--data", data, "--port", `${port}`, "--mllp-port", `${mllpPort}`, "--quiet"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const exited = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`not ready in ${START_LIMIT_MILLIS} ms: ${lines.join("\n")}`)), START_LIMIT_MILLIS);
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      if (!line.includes("haihe ready in")) return;
      clearTimeout(limit);
      resolve();
    });
    child.once("exit", (code) => {
      clearTimeout(limit);
      reject(new Error(`ended with ${code} before it was ready: ${lines.join("\n")}`));
    });
  });
  const { people, connections } = JSON.parse(readFileSync(join(data, "credentials.json"), "utf8"));
  return {
    url: `http://localhost:${port}`,
    mllpPort,
    people,
    connections,
    stop: async () => {
      child.kill("SIGTERM");
      const limit = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MILLIS);
      await exited;
      clearTimeout(limit);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
