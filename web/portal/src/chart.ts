import type { Locale, Range, TrendPoint } from "./data.ts";
import { moment, monthOf } from "./format.ts";

/** A drawing in its own units; the page scales it. */
export const WIDTH = 340;
export const HEIGHT = 200;
const LEFT = 34;
const RIGHT = 22;
const TOP = 26;
const BOTTOM = 28;
/** Room that a label under the axis needs. */
const LABEL_WIDTH = 46;
const MAX_LINES = 6;
/** More would not fit beside the axis. */
const MAX_DIGITS = 6;

export interface Chart {
  points: { x: number; y: number; number: string; when: string }[];
  lines: { y: number; label: string }[];
  labels: { x: number; label: string }[];
  band: { top: number; bottom: number } | null;
}

/** Lays out the trend, or null where fewer than two values can be drawn. */
export function chart(trend: TrendPoint[], range: Range | null, locale: Locale, now: string): Chart | null {
  const values = trend
    .map((point) => ({ ...point, at: point.at, value: Number(point.number), time: timeOf(point.at) }))
    .filter((point) => Number.isFinite(point.value) && Number.isFinite(point.time));
  if (values.length < 2) return null;

  const low = bound(range?.low);
  const high = bound(range?.high);
  const wanted = values.map((point) => point.value);
  const [smallest, largest] = withBand(Math.min(...wanted), Math.max(...wanted), low, high);
  const step = stepOf(largest - smallest || Math.abs(largest) || 1);
  const from = Math.floor(smallest / step) * step;
  const to = Math.max(Math.ceil(largest / step) * step, from + step);

  const y = (value: number) => TOP + ((to - value) / (to - from)) * (HEIGHT - TOP - BOTTOM);
  const first = values[0]!.time;
  const span = values.at(-1)!.time - first;
  const x = (time: number, index: number) =>
    LEFT + 14 + (span > 0 ? (time - first) / span : index / (values.length - 1)) * (WIDTH - LEFT - RIGHT - 28);

  const points = values.map((point, index) => ({
    x: round(x(point.time, index)),
    y: round(y(point.value)),
    number: point.number,
    when: monthOf(locale, point.at, now),
  }));
  const digits = digitsOf(step);
  const lines = [];
  for (let index = 0; from + index * step <= to + step / 1000; index++) {
    const value = from + index * step;
    lines.push({ y: round(y(value)), label: value.toFixed(digits) });
  }
  const edge = (value: number | null, otherwise: number) => round(y(value === null ? otherwise : clamp(value, from, to)));
  const band = low === null && high === null ? null : { top: edge(high, to), bottom: edge(low, from) };
  return {
    points,
    lines,
    labels: labelsOf(points),
    band: band && band.bottom - band.top >= 1 ? band : null,
  };
}

/** The band belongs to the picture unless it lies so far away that the curve would become a line. */
function withBand(smallest: number, largest: number, low: number | null, high: number | null): [number, number] {
  const bounds = [low, high].filter((value) => value !== null);
  const from = Math.min(smallest, ...bounds);
  const to = Math.max(largest, ...bounds);
  const spread = Math.max(largest - smallest, Math.abs(largest) * 0.05);
  return to - from > 12 * spread && bounds.length > 0 ? [smallest - spread, largest + spread] : [from, to];
}

function stepOf(span: number): number {
  const rough = span / (MAX_LINES - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return Number((factor * power).toPrecision(3));
}

/** How many digits behind the point tell two neighbouring lines apart. */
function digitsOf(step: number): number {
  let digits = 0;
  while (digits < MAX_DIGITS && Math.abs(Number(step.toFixed(digits)) - step) > step / 1000) digits++;
  return digits;
}

/** The first and last point are always named, others where there is room; equal names once. */
function labelsOf(points: Chart["points"]): Chart["labels"] {
  const last = points.at(-1)!;
  const kept = [{ x: last.x, label: last.when }];
  let right = last.x;
  for (const point of points.slice(0, -1).reverse()) {
    if (right - point.x >= LABEL_WIDTH && kept.every((other) => other.label !== point.when)) {
      kept.push({ x: point.x, label: point.when });
      right = point.x;
    }
  }
  return kept.reverse();
}

function timeOf(at: string): number {
  const parts = moment(at);
  return parts ? Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) : Number.NaN;
}

function bound(text: string | null | undefined): number | null {
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
