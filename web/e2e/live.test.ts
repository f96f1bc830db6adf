import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { PageData, Result } from "../portal/src/data.ts";
import { fixture, hba1c, results } from "../portal/test/fixtures.ts";
import { openBrowser, PHONE } from "./support/browser.ts";
import { type Renderer, showPages, startRenderer } from "./support/renderer.ts";

const fresh: Result = { ...hba1c, reference: "Observation/new", id: "new", name: "空腹血糖", at: "2026-11-24T09:00:00+08:00" };

describe("an open page keeps itself true", () => {
  let renderer: Renderer;
  let front: Awaited<ReturnType<typeof showPages>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let shown: Result[];

  before(async () => {
    renderer = await startRenderer();
    front = await showPages(renderer, (name) => {
      const data = fixture(name);
      return (data.page === "results" ? { ...data, results: shown } : data) as PageData;
    });
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    front?.close();
    await renderer?.close();
  });

  beforeEach(async () => {
    shown = results;
    await context?.close();
    context = await browser.newContext({ viewport: PHONE });
    page = await context.newPage();
    await page.goto(`${front.url}/results`);
    await until(() => front.streams() === 1);
  });

  async function until(condition: () => boolean): Promise<void> {
    for (let tries = 0; !condition(); tries++) {
      assert.ok(tries < 500, "it never came true");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test("a new result shows at most 300 ms after its event, is marked and announced", async () => {
    shown = [fresh, ...results];
    const started = performance.now();
    front.tell(8);
    await page.waitForSelector('[data-resource="Observation/new"]');
    const took = performance.now() - started;
    assert.ok(took <= 300, `took ${took} ms`);
    assert.match((await page.getAttribute('[data-resource="Observation/new"]', "class")) ?? "", /arrived/);
    assert.equal(await page.locator(".arrived").count(), 1, "nothing else is marked");
    assert.match((await page.textContent("#announcer")) ?? "", /空腹血糖.*7\.2.*偏高/);
  });

  test("focus and the rows that were there stay", async () => {
    await page.focus('[data-resource="Observation/hgb"] a');
    await page.evaluate(() => Object.assign(document.querySelector('[data-resource="Observation/hgb"]')!, { marked: true }));
    shown = [fresh, ...results];
    front.tell(9);
    await page.waitForSelector('[data-resource="Observation/new"]');
    const kept = await page.evaluate(() => {
      const row = document.querySelector('[data-resource="Observation/hgb"]')!;
      return row.contains(document.activeElement) && "marked" in row;
    });
    assert.ok(kept);
    const order = await page.locator("[data-resource]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-resource")));
    assert.deepEqual(order, shown.map((result) => result.reference));
  });

  test("a corrected value is changed in its place, a withdrawn result goes", async () => {
    shown = results.slice(1).map((result) => (result.id === "a1c" ? { ...result, value: { ...hba1c.value, number: "7.3" } as Result["value"] } : result));
    front.tell(10);
    await page.waitForSelector('[data-resource="Observation/a1c"] .value:has-text("7.3")');
    assert.equal(await page.locator('[data-resource="Observation/k"]').count(), 0);
  });

  test("a lost connection is told in an amber line, and told no more when it is back", async () => {
    front.cut(true);
    await page.waitForSelector("#offline:has-text('网络中断')", { timeout: 6_000 });
    shown = [fresh, ...results];
    front.cut(false);
    await page.waitForFunction(() => document.getElementById("offline")!.textContent === "", undefined, { timeout: 8_000 });
    await page.waitForSelector('[data-resource="Observation/new"]');
  });
});
