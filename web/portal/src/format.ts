import type { Locale, Value } from "./data.ts";

/** Everyone who reads these pages lives by this clock. */
export const ZONE = "Asia/Shanghai";
const THIN_SPACE = "\u2009";
const DAY_MILLIS = 86_400_000;

type Precision = "year" | "month" | "day" | "instant";

interface Moment {
  precision: Precision;
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 0 is Sunday. */
  weekday: number;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
});

/** A FHIR dateTime of any precision, by the clock of {@link ZONE}; null where it is none. */
export function moment(dateTime: string): Moment | null {
  const partial = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(dateTime);
  if (partial) {
    const [, year, month, day] = partial.map(Number);
    const precision = partial[3] ? "day" : partial[2] ? "month" : "year";
    const weekday = new Date(Date.UTC(year!, (month || 1) - 1, day || 1)).getUTCDay();
    return { precision, year: year!, month: month || 1, day: day || 1, hour: 0, minute: 0, weekday };
  }
  const instant = new Date(dateTime);
  if (Number.isNaN(instant.getTime())) return null;
  const parts: Record<string, number> = {};
  for (const part of clock.formatToParts(instant)) parts[part.type] = Number(part.value);
  const { year, month, day, hour, minute } = parts as Record<"year" | "month" | "day" | "hour" | "minute", number>;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { precision: "instant", year, month, day, hour, minute, weekday };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS_ZH = "日一二三四五六";
const WEEKDAYS_EN = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** 11月20日 or 20 Nov; the year is told only when it is not this one. */
export function date(locale: Locale, dateTime: string | null, now: string): string {
  const at = dateTime ? moment(dateTime) : null;
  if (!at) return locale === "en" ? "date not given" : "日期未提供";
  const sameYear = at.year === moment(now)?.year;
  if (locale === "en") {
    const month = MONTHS[at.month - 1];
    if (at.precision === "year") return `${at.year}`;
    if (at.precision === "month") return `${month} ${at.year}`;
    return `${at.day} ${month}${sameYear ? "" : ` ${at.year}`}`;
  }
  if (at.precision === "year") return `${at.year}年`;
  if (at.precision === "month") return `${at.year}年${at.month}月`;
  return `${sameYear ? "" : `${at.year}年`}${at.month}月${at.day}日`;
}

/** 8:12 or 8:12 am; empty where only a date is known. */
export function time(locale: Locale, dateTime: string | null): string {
  const at = dateTime ? moment(dateTime) : null;
  if (!at || at.precision !== "instant") return "";
  const minute = String(at.minute).padStart(2, "0");
  if (locale !== "en") return `${at.hour}:${minute}`;
  return `${at.hour % 12 || 12}:${minute}\u00a0${at.hour < 12 ? "am" : "pm"}`;
}

export function dateAndTime(locale: Locale, dateTime: string | null, now: string): string {
  return `${date(locale, dateTime, now)} ${time(locale, dateTime)}`.trim();
}

/** 明天（周三）, 11月30日（周一）; Tomorrow (Wed), 30 Nov (Mon). */
export function dayNear(locale: Locale, dateTime: string | null, now: string): string {
  const at = dateTime ? moment(dateTime) : null;
  const today = moment(now);
  if (!at || !today) return date(locale, dateTime, now);
  const distance = dayNumber(at) - dayNumber(today);
  if (locale === "en") {
    const near = ["Today", "Tomorrow"][distance] ?? date(locale, dateTime, now);
    return `${near} (${WEEKDAYS_EN[at.weekday]!.slice(0, 3)})`;
  }
  const near = ["今天", "明天", "后天"][distance] ?? date(locale, dateTime, now);
  return `${near}（周${WEEKDAYS_ZH[at.weekday]}）`;
}

/** 11月24日，星期二; Tuesday 24 November is “Tuesday 24 Nov”. */
export function today(locale: Locale, now: string): string {
  const at = moment(now);
  if (!at) return "";
  return locale === "en"
    ? `${WEEKDAYS_EN[at.weekday]} ${at.day} ${MONTHS[at.month - 1]}`
    : `${at.month}月${at.day}日，星期${WEEKDAYS_ZH[at.weekday]}`;
}

/** 8月 or Aug, and the year when it is not this one: how an earlier value is named. */
export function monthOf(locale: Locale, dateTime: string, now: string): string {
  const at = moment(dateTime);
  const current = moment(now);
  if (!at || !current) return "";
  if (at.precision === "year") return date(locale, dateTime, now);
  if (at.year === current.year && at.month === current.month) return date(locale, dateTime, now);
  const sameYear = at.year === current.year;
  if (locale === "en") return sameYear ? MONTHS[at.month - 1]! : `${MONTHS[at.month - 1]} ${at.year}`;
  return sameYear ? `${at.month}月` : `${at.year}年${at.month}月`;
}

/** A key that is equal for moments of the same day. */
export function dayKey(dateTime: string | null): string {
  const at = dateTime ? moment(dateTime) : null;
  return at ? `${at.year}-${at.month}-${at.day}-${at.precision === "instant" ? "day" : at.precision}` : "";
}

/** The hour of the day, 0 to 23. */
export function hour(now: string): number {
  return moment(now)?.hour ?? 12;
}

function dayNumber(at: Moment): number {
  return Math.round(Date.UTC(at.year, at.month - 1, at.day) / DAY_MILLIS);
}

const COMPARATORS = { "<": "<", "<=": "≤", ">=": "≥", ">": ">" } as const;

/** The number with its comparator, without its unit. */
export function figure(value: Extract<Value, { kind: "quantity" }>): string {
  return value.comparator ? `${COMPARATORS[value.comparator]}${THIN_SPACE}${value.number}` : value.number;
}

/** The whole value in words, as it is read out or put into a table. */
export function valueText(locale: Locale, value: Value): string {
  switch (value.kind) {
    case "quantity":
      return value.unit ? `${figure(value)}${THIN_SPACE}${value.unit}` : figure(value);
    case "words":
      return value.text;
    case "absent":
      return value.reason ?? (locale === "en" ? "No value" : "无数值");
  }
}

/** later − earlier with the digits of the finer of the two, such as `-0.4`; null where either is no number. */
export function difference(later: string, earlier: string): number | null {
  const result = Number(later) - Number(earlier);
  if (!Number.isFinite(result)) return null;
  const digits = Math.max(decimals(later), decimals(earlier));
  return Number(result.toFixed(digits));
}

/** How many digits stand behind the point. */
export function decimals(number: string): number {
  const fraction = /^[+-]?\d+\.(\d+)$/.exec(number);
  return Math.min(fraction?.[1]?.length ?? 0, 10);
}

/** A reference range in words, such as `4.0–6.0 %` or `≤ 5.2 mmol/L`. */
export function rangeText(range: { low: string | null; high: string | null; unit: string | null; text: string | null }) {
  const unit = range.unit ? `${THIN_SPACE}${range.unit}` : "";
  if (range.low !== null && range.high !== null) return `${range.low}–${range.high}${unit}`;
  if (range.low !== null) return `≥${THIN_SPACE}${range.low}${unit}`;
  if (range.high !== null) return `≤${THIN_SPACE}${range.high}${unit}`;
  return range.text ?? "";
}
