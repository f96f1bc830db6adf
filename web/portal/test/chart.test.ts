import assert from "node:assert/strict";
import { test } from "node:test";
import { chart, HEIGHT, WIDTH } from "../src/chart.ts";

const NOW = "2026-11-24T01:12:00Z";
const trend = (...numbers: string[]) => numbers.map((number, index) => ({ at: `2026-${String(index + 1).padStart(2, "0")}-10`, number }));
const range = (low: string | null, high: string | null) => ({ low, high, unit: "%", text: null });

test("one value is no trend", () => {
  assert.equal(chart(trend("7.2"), null, "zh-CN", NOW), null);
  assert.equal(chart(trend("7.2", "<5"), null, "zh-CN", NOW), null);
});

test("everything lies inside the picture, for odd values too", () => {
  for (const values of [["7.2", "8.1"], ["0", "0"], ["-3", "-3.5", "2"], ["0.0001", "0.0002"], ["123456", "654321"], ["1e3", "1.1e3"]]) {
    for (const bounds of [null, range("4", "6"), range(null, "6"), range("4", null), range("-1000", "1000")]) {
      const drawn = chart(trend(...values), bounds, "zh-CN", NOW);
      assert.ok(drawn);
      for (const point of drawn.points) {
        assert.ok(point.x >= 34 && point.x <= WIDTH && point.y >= 0 && point.y <= HEIGHT - 20, JSON.stringify({ values, bounds, point }));
      }
      assert.ok(drawn.lines.length >= 2 && drawn.lines.length <= 8, JSON.stringify({ values, bounds, lines: drawn.lines }));
      assert.equal(new Set(drawn.lines.map((line) => line.label)).size, drawn.lines.length, JSON.stringify({ values, bounds, lines: drawn.lines }));
    }
  }
});

test("a higher value lies higher and the band between its bounds", () => {
  const drawn = chart(trend("8", "5"), range("4", "6"), "zh-CN", NOW);
  assert.ok(drawn?.band);
  assert.ok(drawn.points[0]!.y < drawn.band.top);
  assert.ok(drawn.points[1]!.y > drawn.band.top && drawn.points[1]!.y < drawn.band.bottom);
});

test("labels under the axis never touch and the last is always there", () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ at: `2026-11-${String(index + 1).padStart(2, "0")}`, number: `${index}` }));
  const drawn = chart(many, null, "zh-CN", NOW);
  assert.equal(drawn?.labels.at(-1)?.label, "11月12日");
  drawn?.labels.slice(1).forEach((label, index) => assert.ok(label.x - drawn.labels[index]!.x >= 46));
});
