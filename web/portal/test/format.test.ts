import assert from "node:assert/strict";
import { test } from "node:test";
import { date, dateAndTime, dayKey, dayNear, difference, hour, moment, monthOf, rangeText, time, today, valueText } from "../src/format.ts";

const NOW = "2026-11-24T01:12:00Z";

test("an instant is shown by Tianjin's clock, whatever its zone", () => {
  assert.equal(dateAndTime("zh-CN", "2026-11-23T16:30:00Z", NOW), "11月24日 0:30");
  assert.equal(dateAndTime("en", "2026-11-24T12:05:00+08:00", NOW), "24 Nov 12:05\u00a0pm");
  assert.equal(time("en", "2026-11-24T00:05:00+08:00"), "12:05\u00a0am");
});

test("a date without a time stays one", () => {
  assert.equal(dateAndTime("zh-CN", "2026-11-20", NOW), "11月20日");
  assert.equal(date("en", "2026-11", NOW), "Nov 2026");
  assert.equal(date("zh-CN", "2025", NOW), "2025年");
  assert.equal(date("zh-CN", null, NOW), "日期未提供");
  assert.equal(moment("tomorrow"), null);
});

test("the year is told only when it is another one", () => {
  assert.equal(date("zh-CN", "2025-12-30", NOW), "2025年12月30日");
  assert.equal(date("en", "2025-12-30", NOW), "30 Dec 2025");
  assert.equal(monthOf("zh-CN", "2026-08-03", NOW), "8月");
  assert.equal(monthOf("zh-CN", "2026-11-20T08:00:00+08:00", NOW), "11月20日");
});

test("near days have names, also over the end of a month", () => {
  assert.equal(dayNear("zh-CN", "2026-11-25T09:30:00+08:00", NOW), "明天（周三）");
  assert.equal(dayNear("en", "2026-11-24T23:59:00+08:00", NOW), "Today (Tue)");
  assert.equal(dayNear("zh-CN", "2026-12-01T09:30:00+08:00", "2026-11-30T15:00:00Z"), "明天（周二）");
  assert.equal(dayNear("zh-CN", "2026-11-23T09:30:00+08:00", NOW), "11月23日（周一）");
});

test("today and its hour", () => {
  assert.equal(today("zh-CN", NOW), "11月24日，星期二");
  assert.equal(today("en", NOW), "Tuesday 24 Nov");
  assert.equal(hour("2026-11-23T16:30:00Z"), 0);
});

test("rows of one day stand together; a month is no day", () => {
  assert.equal(dayKey("2026-11-20T23:00:00+08:00"), dayKey("2026-11-20T15:30:00Z"));
  assert.equal(dayKey("2026-11-20"), dayKey("2026-11-20") );
  assert.notEqual(dayKey("2026-11"), dayKey("2026-11-01"));
});

test("digits are kept and differences have no tails", () => {
  assert.equal(difference("7.2", "7.6"), -0.4);
  assert.equal(difference("7.20", "7.2"), 0);
  assert.equal(difference("x", "7.2"), null);
  assert.equal(valueText("zh-CN", { kind: "quantity", number: "7.20", comparator: "<=", unit: "%" }), "≤\u20097.20\u2009%");
  assert.equal(valueText("en", { kind: "absent", reason: null }), "No value");
});

test("ranges with two bounds, one, or words", () => {
  assert.equal(rangeText({ low: "4.0", high: "6.0", unit: "%", text: null }), "4.0–6.0\u2009%");
  assert.equal(rangeText({ low: null, high: "5.2", unit: null, text: null }), "≤\u20095.2");
  assert.equal(rangeText({ low: null, high: null, unit: null, text: "阴性" }), "阴性");
});
