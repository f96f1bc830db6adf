import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { DESKTOP, openBrowser, PHONE } from "./support/browser.ts";
import { type City, type Connection, type Person, startCity } from "./support/city.ts";
import { appointment, result } from "./support/messages.ts";
import { MllpConnection } from "./support/mllp.ts";

const ROUNDS = process.env.HAIHE_LONG ? 50 : 20;
const LIMIT_MILLIS = 1_000;
/** With no connection configured, any sender of this machine is taken. */
const ANY_SENDER: Connection = { name: "default", sendingApplication: "LIS", sendingFacility: "示范医院", charset: "UTF-8" };
const DAY_MILLIS = 86_400_000;
const OUT = join(import.meta.dirname, ".out");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe("a hospital's message reaches the resident's screen", () => {
  let city: City;
  let browser: Browser;
  let resident: Person;
  let other: Person;
  let connection: Connection;
  let hospital: MllpConnection;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    city = await startCity();
    browser = await openBrowser();
    const residents = city.people.filter((person) => person.fhirUser?.includes("Patient/"));
    [resident, other] = [residents[0]!, residents[1]!];
    assert.ok(resident && other, "the sample city has residents");
    connection = city.connections.find((candidate) => candidate.charset.toUpperCase().includes("UTF-8")) ?? ANY_SENDER;
    hospital = await MllpConnection.open(city.mllpPort);
  });

  after(async () => {
    hospital?.close();
    await browser?.close();
    await city?.stop();
  });

  async function send(segments: string[]): Promise<void> {
    const acknowledgement = await hospital.send(segments);
    assert.match(acknowledgement, /\rMSA\|AA\|/, acknowledgement);
  }

  async function signIn(person: Person, path: string, viewport = PHONE): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport, locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto(city.url + path);
    assert.match(page.url(), /\/sign-in/, "who is not signed in is sent to sign in");
    await page.fill("[name=username]", person.username);
    await page.fill("[name=password]", person.password);
    await Promise.all([page.waitForURL(`**${path}`), page.locator("form:has([name=password]) button").first().click()]);
    return { context, page };
  }

  test(`a result is visible at most ${LIMIT_MILLIS} ms after its acknowledgement, ${ROUNDS} times`, async () => {
    const { context, page } = await signIn(resident, "/me/results");
    const stranger = await signIn(other, "/me/results");
    const strangersPage = await stranger.page.content();
    await page.waitForTimeout(300);
    const took: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const name = `空腹血糖第${round}次`;
      const seen = page.waitForSelector(`[data-resource^="Observation/"]:has-text("${name}")`, { timeout: 10_000 }).then(() => performance.now());
      await send(result(connection, resident, `E2E-${process.pid}-${round}`, name, `6.${round}`));
      const acknowledged = performance.now();
      took.push(Math.max(0, (await seen) - acknowledged));
    }
    const sorted = took.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)]!;
    const worst = sorted.at(-1)!;
    console.log(`measured ${ROUNDS} results from acknowledgement to screen: median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`);
    assert.ok(worst <= LIMIT_MILLIS, `worst ${worst} ms`);
    const rows = (content: string) => content.match(/data-resource="Observation\/[^"]+"/g) ?? [];
    assert.deepEqual(rows(await stranger.page.content()), rows(strangersPage), "nobody else's page changed");
    assert.ok(!(await stranger.page.content()).includes("空腹血糖第"), "nothing leaked");
    await page.screenshot({ path: join(OUT, "city-results-live.390.png") });
    await stranger.context.close();
    await context.close();
  });

  test("a new appointment appears on the open page", async () => {
    const { context, page } = await signIn(resident, "/me/appointments");
    await page.waitForTimeout(300);
    await send(appointment(connection, resident, `E2E-A-${process.pid}`, "神经内科门诊", new Date(Date.now() + 2 * DAY_MILLIS)));
    await page.waitForSelector('[data-resource^="Appointment/"]:has-text("神经内科门诊")', { timeout: LIMIT_MILLIS * 3 });
    await context.close();
  });

  test("what came while the connection was cut appears after it is back", async () => {
    const { context, page } = await signIn(resident, "/me/results");
    await page.waitForTimeout(300);
    await context.setOffline(true);
    await send(result(connection, resident, `E2E-OFF-${process.pid}`, "断线期间的血钾", "4.4"));
    await page.waitForTimeout(500);
    await context.setOffline(false);
    await page.waitForSelector('[data-resource]:has-text("断线期间的血钾")', { timeout: 15_000 });
    await context.close();
  });

  test("every page of the sample city is accessible in both languages, and signing out ends it", async () => {
    for (const [viewport, width] of [[PHONE, 390], [DESKTOP, 1440]] as const) {
      const { context, page } = await signIn(other, "/me", viewport);
      await page.goto(`${city.url}/me/results`);
      const numbers = page.locator('[data-resource^="Observation/"]:has(.value:not(.words))');
      const first = await numbers.first().getAttribute("data-resource");
      const paths = ["/", "/hospitals", "/me", "/me/appointments", "/me/results", `/me/results/${first?.split("/")[1]}`, "/me/account", "/me/nowhere"];
      for (const language of ["", "/en"]) {
        for (const path of paths) {
          await page.goto(city.url + language + path);
          const name = `city${language.replace("/", "-")}-${path.split("/").slice(1, 3).join("-") || "landing"}${path.split("/").length > 3 ? "-one" : ""}.${width}.png`;
          await page.screenshot({ path: join(OUT, name) });
          assert.deepEqual(await violations(page), [], `${language}${path} at ${width}`);
        }
      }
      await page.goto(`${city.url}/me/account`);
      await page.locator('form[action$="/sign-out"] button').click();
      await page.waitForLoadState();
      await page.goto(`${city.url}/me`);
      assert.match(page.url(), /\/sign-in/);
      await context.close();
    }
  });

  async function violations(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setBypassCSP", { enabled: true });
    await page.reload();
    await page.addScriptTag({ path: AXE });
    const found = await page.evaluate(async () => {
      // @ts-expect-error axe is a global of the script that was just added
      const report = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      return report.violations.map((violation: { id: string; nodes: { html: string }[] }) => `${violation.id}: ${violation.nodes[0]?.html}`);
    });
    await session.send("Page.setBypassCSP", { enabled: false });
    await session.detach();
    return found;
  }
});
