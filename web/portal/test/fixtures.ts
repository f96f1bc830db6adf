import type { Appointment, Frame, Locale, Page, PageData, Result, ResultPage } from "../src/data.ts";

/** A Tuesday morning in Tianjin. */
export const NOW = "2026-11-24T01:12:00Z";

export function frame(path: string, changes: Partial<Frame> = {}): Frame {
  return {
    locale: "zh-CN",
    path,
    publicUrl: "http://localhost:8080",
    elder: false,
    now: NOW,
    token: "0123456789abcdef",
    person: { name: "王淑兰" },
    position: null,
    ...changes,
  };
}

const DISTRICTS = ["和平区", "河东区", "河西区", "南开区", "河北区", "红桥区", "东丽区", "西青区", "津南区", "北辰区", "武清区", "宝坻区", "滨海新区", "宁河区", "静海区", "蓟州区"];
const DEPARTMENTS = ["心血管内科", "内分泌科", "呼吸内科", "消化内科", "骨科", "妇产科", "儿科", "眼科", "检验科"];

export const hba1c: Result = {
  reference: "Observation/a1c",
  id: "a1c",
  name: "糖化血红蛋白",
  value: { kind: "quantity", number: "7.2", comparator: null, unit: "%" },
  flag: "high",
  status: "final",
  at: "2026-11-20T08:12:00+08:00",
  source: "天津市第一示范医院",
};

export const results: Result[] = [
  { ...hba1c, reference: "Observation/k", id: "k", name: "血钾", value: { kind: "quantity", number: "6.9", comparator: null, unit: "mmol/L" }, flag: "critical-high", status: "preliminary", at: "2026-11-24T08:40:00+08:00" },
  hba1c,
  { ...hba1c, reference: "Observation/ldl", id: "ldl", name: "低密度脂蛋白胆固醇", value: { kind: "quantity", number: "2.41", comparator: null, unit: "mmol/L" }, flag: "normal" },
  { ...hba1c, reference: "Observation/ab", id: "ab", name: "乙型肝炎病毒表面抗原（HBsAg）化学发光法定量测定", value: { kind: "words", text: "阴性（-）" }, flag: "negative", source: "天津医科大学附属滨海新区中医医院生态城院区检验中心" },
  { ...hba1c, reference: "Observation/egfr", id: "egfr", name: "估算肾小球滤过率", value: { kind: "quantity", number: "90", comparator: ">", unit: "mL/min/1.73m²" }, flag: null, status: "corrected" },
  { ...hba1c, reference: "Observation/hgb", id: "hgb", name: "血红蛋白", value: { kind: "quantity", number: "112", comparator: null, unit: "g/L" }, flag: "low", at: "2026-11-06", source: "河东社区卫生服务中心" },
  { ...hba1c, reference: "Observation/us", id: "us", name: "尿沉渣", value: { kind: "absent", reason: "标本量不足" }, flag: null, at: "2025-12-30T10:00:00+08:00" },
];

export const appointment: Appointment = {
  reference: "Appointment/1",
  status: "booked",
  start: "2026-11-25T09:30:00+08:00",
  end: "2026-11-25T09:45:00+08:00",
  service: "心血管内科",
  practitioner: "李明远",
  title: "主任医师",
  hospital: "天津市第一示范医院",
  place: "门诊楼 3 层 312 诊室",
};

const resultPage: ResultPage = {
  page: "result",
  result: hba1c,
  range: { low: "4.0", high: "6.0", unit: "%", text: null },
  trend: [
    { at: "2025-12-04T08:00:00+08:00", number: "8.1" },
    { at: "2026-03-10T08:00:00+08:00", number: "7.8" },
    { at: "2026-08-03T08:00:00+08:00", number: "7.6" },
    { at: "2026-11-20T08:12:00+08:00", number: "7.2" },
  ],
  report: "糖化血红蛋白测定",
  issued: "2026-11-20T11:30:00+08:00",
  notes: [],
  components: [],
};

const hospitals = [
  { reference: "Organization/1", name: "天津市第一示范医院", kind: "三级医院", district: "南开区", address: "南开区复康路 24 号", phone: "022-0000 1234", departments: DEPARTMENTS },
  { reference: "Organization/2", name: "天津医科大学附属滨海新区中医医院生态城院区（示范）互联网医院", kind: "三级医院", district: "滨海新区", address: null, phone: null, departments: ["中医科", "针灸科"] },
  { reference: "Organization/3", name: "河东社区卫生服务中心", kind: "社区卫生服务中心", district: "河东区", address: "河东区六纬路 88 号", phone: "022-0000 5678", departments: [] },
];

/** Every page and state, by name. */
export const pages: Record<string, Frame & Page> = {
  landing: { ...frame("/", { person: null, token: null }), page: "landing", districts: DISTRICTS, departments: DEPARTMENTS, hospitalCount: 42 },
  hospitals: { ...frame("/hospitals", { person: null, token: null }), page: "hospitals", q: "", district: "", department: "", districts: DISTRICTS, departments: DEPARTMENTS, hospitals, total: 42, next: "?after=3" },
  "hospitals-none": { ...frame("/hospitals?q=%E7%81%AB%E6%98%9F&district=%E5%92%8C%E5%B9%B3%E5%8C%BA"), page: "hospitals", q: "火星", district: "和平区", department: "", districts: DISTRICTS, departments: DEPARTMENTS, hospitals: [], total: 0, next: null },
  home: { ...frame("/me", { position: 7 }), page: "home", next: appointment, moreAppointments: 2, today: 0, results: results.slice(0, 5) },
  "home-empty": { ...frame("/me"), page: "home", next: null, moreAppointments: 0, today: 0, results: [] },
  appointments: {
    ...frame("/me/appointments"),
    page: "appointments",
    upcoming: [
      appointment,
      { ...appointment, reference: "Appointment/2", status: "pending", start: "2026-12-03T14:00:00+08:00", service: "内分泌科", practitioner: "欧阳晓琳", title: "副主任医师", place: null },
      { ...appointment, reference: "Appointment/3", start: "2027-01-08T10:15:00+08:00", service: "眼科", practitioner: null, title: null, hospital: "天津医科大学附属滨海新区中医医院生态城院区（示范）互联网医院" },
    ],
    past: [
      { ...appointment, reference: "Appointment/4", status: "fulfilled", start: "2026-11-20T08:00:00+08:00", service: "检验科", practitioner: null, title: null, place: null },
      { ...appointment, reference: "Appointment/5", status: "cancelled", start: "2026-10-12T15:00:00+08:00" },
      { ...appointment, reference: "Appointment/6", status: "noshow", start: "2025-06-02T09:00:00+08:00" },
    ],
  },
  "appointments-empty": { ...frame("/me/appointments"), page: "appointments", upcoming: [], past: [] },
  results: { ...frame("/me/results", { position: 7 }), page: "results", results, older: "?before=x", newest: true },
  "results-empty": { ...frame("/me/results"), page: "results", results: [], older: null, newest: true },
  result: { ...frame("/me/results/a1c", { position: 7 }), ...resultPage },
  "result-first": { ...frame("/me/results/k"), ...resultPage, result: results[0]!, range: { low: "3.5", high: "5.3", unit: "mmol/L", text: null }, trend: [{ at: "2026-11-24T08:40:00+08:00", number: "6.9" }], notes: ["标本轻度溶血，建议复查。"] },
  "result-words": { ...frame("/me/results/ab"), ...resultPage, result: results[3]!, range: { low: null, high: null, unit: null, text: "阴性" }, trend: [], components: [{ name: "滴度", value: { kind: "quantity", number: "0.02", comparator: "<", unit: "IU/mL" }, flag: "normal" }] },
  account: { ...frame("/me/account"), page: "account", birthDate: "1958-03-09", gender: "female" },
  "not-found": { ...frame("/nowhere"), page: "error", status: 404, code: "HH-1007", trace: null },
  fault: { ...frame("/me"), page: "error", status: 500, code: "HH-5001", trace: "4bf92f3577b34da6a3ce929d0e0e4736" },
  "no-record": { ...frame("/me", { person: null }), page: "error", status: 403, code: "HH-2002", trace: null },
  unavailable: { ...frame("/me/results", { person: null, token: null }), page: "error", status: 503, code: "HH-4004", trace: null },
};

/** The page in a language and mode. */
export function fixture(name: string, locale: Locale = "zh-CN", elder = false): PageData {
  const page = pages[name];
  if (!page) throw new Error(`fixture: "${name}" (expected: one of ${Object.keys(pages).join(", ")})`);
  return { ...page, locale, elder };
}
