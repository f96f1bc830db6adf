/**
 * Keeps an open page true: the event stream tells that something of this person changed (never what), the page is fetched
 * again and its live parts are changed in place, so that scroll, focus and open details stay.
 */
import { morph } from "./morph.ts";

const SETTLE_MILLIS = 15;
const OFFLINE_AFTER_MILLIS = 1_500;
const RETRY_MILLIS = 3_000;
const MAX_RETRY_MILLIS = 60_000;
const MINUTE_MILLIS = 60_000;

const main = document.querySelector<HTMLElement>("main[data-position]");
const offline = document.getElementById("offline");
const announcer = document.getElementById("announcer");

let position = main?.dataset.position ?? "0";
let source: EventSource | null = null;
let retryMillis = RETRY_MILLIS;
let lostSince = 0;
let freshAt = Date.now();
let pending = 0;
let fetching = false;
let again = false;

function connect(): void {
  source?.close();
  const stream = new EventSource(`/me/events?after=${encodeURIComponent(position)}`);
  source = stream;
  stream.addEventListener("open", () => {
    retryMillis = RETRY_MILLIS;
    if (lostSince) void refresh();
    found();
  });
  stream.addEventListener("change", (event) => {
    position = (event as MessageEvent).lastEventId || position;
    clearTimeout(pending);
    pending = window.setTimeout(refresh, SETTLE_MILLIS);
  });
  stream.addEventListener("error", () => {
    lost();
    if (stream.readyState !== EventSource.CLOSED) return;
    // The browser gives up after an answer that is no stream; we do not, but ask less and less often.
    window.setTimeout(connect, retryMillis);
    retryMillis = Math.min(retryMillis * 2, MAX_RETRY_MILLIS);
    void refresh();
  });
}

async function refresh(): Promise<void> {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
      location.replace(answer.url);
      return;
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    update(new DOMParser().parseFromString(await answer.text(), "text/html"));
    freshAt = Date.now();
  } catch {
    lost();
  } finally {
    fetching = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

function update(fresh: Document): void {
  const before = snapshot(document);
  const nextParts = [...fresh.querySelectorAll("main [data-live]")];
  const parts = [...document.querySelectorAll("main [data-live]")];
  if (nextParts.length !== parts.length) {
    location.reload();
    return;
  }
  parts.forEach((part, index) => morph(part, nextParts[index]!));
  const arrived = [...document.querySelectorAll<HTMLElement>("main [data-live] li[data-resource]")].filter(
    (row) => before.get(row.dataset.resource ?? "") !== row.textContent,
  );
  for (const row of arrived) {
    row.classList.add("arrived");
    row.addEventListener("animationend", () => row.classList.remove("arrived"), { once: true });
  }
  if (announcer && arrived.length > 0) {
    const words = arrived.map((row) => row.textContent?.replace(/\s+/g, " ").trim());
    announcer.textContent = `${announcer.dataset.new}: ${words.join("; ")}`;
  }
}

function snapshot(root: Document): Map<string, string | null> {
  const rows = root.querySelectorAll<HTMLElement>("main [data-live] li[data-resource]");
  return new Map([...rows].map((row) => [row.dataset.resource ?? "", row.textContent]));
}

function lost(): void {
  lostSince ||= Date.now();
  window.setTimeout(tellOffline, OFFLINE_AFTER_MILLIS);
}

function found(): void {
  lostSince = 0;
  freshAt = Date.now();
  tellOffline();
}

/** The amber line, with the age of what is shown. A short break is not worth a word. */
function tellOffline(): void {
  if (!offline) return;
  if (!lostSince || Date.now() - lostSince < OFFLINE_AFTER_MILLIS) {
    if (!lostSince) offline.textContent = "";
    return;
  }
  const minutes = Math.floor((Date.now() - freshAt) / MINUTE_MILLIS);
  const age = minutes < 1 ? offline.dataset.soon : offline.dataset.age?.replace("{minutes}", String(minutes));
  const words = `${offline.dataset.offline} ${age}`;
  if (offline.textContent !== words) offline.textContent = words;
}

if (main) {
  connect();
  window.setInterval(tellOffline, MINUTE_MILLIS / 4);
  window.addEventListener("offline", lost);
  window.addEventListener("online", connect);
  // A page that comes back from the browser's memory is old and its stream is closed.
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    connect();
    void refresh();
  });
}
