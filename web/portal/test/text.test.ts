import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../src/frame.ts";
import { localized, text } from "../src/text.ts";
import { fixture, pages } from "./fixtures.ts";

test("every page has a title in both languages", () => {
  for (const name of Object.keys(pages)) {
    for (const locale of ["zh-CN", "en"] as const) assert.ok(frame(fixture(name, locale)).title, `${name} ${locale}`);
  }
});

test("English has the same paths under /en", () => {
  assert.equal(localized("en", "/"), "/en/");
  assert.equal(localized("en", "/me/results?before=1"), "/en/me/results?before=1");
  assert.equal(localized("zh-CN", "/me"), "/me");
});

test("greetings change with the hour", () => {
  assert.deepEqual([4, 9, 12, 15, 21].map(text("zh-CN").greeting), ["夜深了", "早上好", "中午好", "下午好", "晚上好"]);
});

test("English says nothing in Chinese but its name", () => {
  const words = JSON.stringify(text("en")).replace(/第一医院|中文/g, "");
  assert.doesNotMatch(words, /\p{Script=Han}/u);
});
