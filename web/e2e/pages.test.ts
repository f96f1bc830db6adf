import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { Locale } from "../portal/src/data.ts";
import { fixture, pages } from "../portal/test/fixtures.ts";
import { DESKTOP, openBrowser, PHONE } from "./support/browser.ts";
import { type Renderer, showPages, startRenderer } from "./support/renderer.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const OUT = join(import.meta.dirname, ".out");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Names are LOCALE-MODE-FIXTURE, such as `en-elder-home`. */
function shown(name: string) {
  const [, locale, mode, rest] = /^(zh-CN|en)-(plain|elder)-(.+)$/.exec(name) ?? [];
  return fixture(rest ?? name, (locale ?? "zh-CN") as Locale, mode === "elder");
}

describe("every page, rendered from fixtures", () => {
  let renderer: Renderer;
  let front: Awaited<ReturnType<typeof showPages>>;
  let browser: Browser;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    renderer = await startRenderer();
    front = await showPages(renderer, shown);
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    front?.close();
    assert.equal(await renderer?.close(), 0, "the renderer leaves when its input ends");
  });

  async function open(name: string, size: typeof PHONE, colorScheme: "light" | "dark") {
    const context = await browser.newContext({ viewport: size, colorScheme, deviceScaleFactor: 1, reducedMotion: "reduce", bypassCSP: true });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && !/status of [45]/.test(message.text()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${front.url}/${name}`);
    return { page, problems, close: () => context.close() };
  }

  async function violations(page: Page): Promise<string[]> {
    await page.addScriptTag({ path: AXE });
    return page.evaluate(async (rules) => {
      // @ts-expect-error axe is a global of the script that was just added
      const report = await axe.run(document, { runOnly: rules });
      return report.violations.flatMap((violation: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.failureSummary}`),
      );
    }, RULES);
  }

  for (const name of Object.keys(pages)) {
    for (const [locale, mode, scheme, size] of [
      ["zh-CN", "plain", "light", PHONE],
      ["zh-CN", "plain", "dark", PHONE],
      ["zh-CN", "elder", "light", PHONE],
      ["zh-CN", "plain", "light", DESKTOP],
      ["en", "plain", "light", PHONE],
      ["en", "plain", "light", DESKTOP],
    ] as const) {
      test(`${name} in ${locale}, ${mode}, ${scheme}, ${size.width} px, is accessible and fits`, async () => {
        const { page, problems, close } = await open(`${locale}-${mode}-${name}`, size, scheme);
        await page.screenshot({ path: join(OUT, `${name}.${locale}.${mode}.${scheme}.${size.width}.png`), fullPage: false });
        assert.deepEqual(await violations(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, "no page scrolls sideways");
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }

  test("a page breaks no rule of its own content security policy", async () => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const broken: string[] = [];
    page.on("console", (message) => /Content Security Policy/.test(message.text()) && broken.push(message.text()));
    for (const name of ["landing", "hospitals", "home", "result"]) {
      const answer = await page.goto(`${front.url}/${name}`, { waitUntil: "load" });
      const policy = answer?.headers()["content-security-policy"] ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
      assert.match(policy, /frame-ancestors 'none'/);
    }
    assert.deepEqual(broken, []);
    await context.close();
  });

  test("the trend tells the value under the pointer once it is alive", async () => {
    const { page, close } = await open("result", PHONE, "light");
    await page.waitForSelector("astro-island:not([ssr])");
    await page.locator(".trend-chart").hover({ position: { x: 40, y: 60 } });
    await assert.doesNotReject(page.waitForSelector(".told:text-is('8.1')", { timeout: 2_000 }));
    await close();
  });

  test("a request without the secret gets nothing", async () => {
    const answer = await fetch(`http://127.0.0.1:${renderer.port}/`, { method: "POST", body: JSON.stringify(fixture("landing")) });
    assert.equal(answer.status, 403);
    assert.equal(await answer.text(), "");
  });
});
