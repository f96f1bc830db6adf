/**
 * What the pages are made of. The JVM posts exactly one {@link PageData} as JSON to a page's path and gets HTML back.
 *
 * Times are FHIR `dateTime`s as they are stored: an instant with a zone, or a date without a time (`2026-11-20`, `2026-11`,
 * `2026`). They are shown in Asia/Shanghai. Numbers that were measured are strings, so that their digits are kept. Names are
 * already chosen for the page's language. What is not known is null; lists may be empty and are never null.
 */
export type PageData = Frame & Page;

export type Locale = "zh-CN" | "en";

/** What every page has, whatever it shows. */
export interface Frame {
  locale: Locale;
  /** The path without the language's prefix and with its query, such as `/me/results?before=…`. */
  path: string;
  /** The public address without a slash at its end, for canonical links. */
  publicUrl: string;
  /** Whether the elder mode (larger type and targets) is on. */
  elder: boolean;
  /** The current instant: greetings and “tomorrow” are told by it. */
  now: string;
  /** The form token of the session, sent back as the field `token`; null for a visitor without a session. */
  token: string | null;
  /** Who is signed in. */
  person: Person | null;
  /** The position of the change feed that the data was read at; null where the page does not follow changes. */
  position: number | null;
}

export interface Person {
  name: string;
}

export type Page =
  | LandingPage
  | HospitalsPage
  | HomePage
  | AppointmentsPage
  | ResultsPage
  | ResultPage
  | AccountPage
  | ErrorPage;

/** `/` */
export interface LandingPage {
  page: "landing";
  districts: string[];
  departments: string[];
  /** How many hospitals can be found, or null. */
  hospitalCount: number | null;
}

/** `/hospitals?q=&district=&department=` */
export interface HospitalsPage {
  page: "hospitals";
  q: string;
  district: string;
  department: string;
  districts: string[];
  departments: string[];
  hospitals: Hospital[];
  total: number;
  /** The query string of the next page, such as `?q=…&after=…`, or null. */
  next: string | null;
}

export interface Hospital {
  /** Such as `Organization/1`. */
  reference: string;
  name: string;
  /** Its level or kind, such as 三级医院, or null. */
  kind: string | null;
  district: string | null;
  address: string | null;
  phone: string | null;
  departments: string[];
}

/** `/me` */
export interface HomePage {
  page: "home";
  next: Appointment | null;
  /** How many more appointments lie ahead, beside `next`. */
  moreAppointments: number;
  /** How many appointments are today. */
  today: number;
  /** The newest, at most 5. */
  results: Result[];
}

/** `/me/appointments` */
export interface AppointmentsPage {
  page: "appointments";
  /** Nearest first. */
  upcoming: Appointment[];
  /** Newest first. */
  past: Appointment[];
}

export type AppointmentStatus = "booked" | "pending" | "arrived" | "fulfilled" | "cancelled" | "noshow";

export interface Appointment {
  /** Such as `Appointment/1`. */
  reference: string;
  status: AppointmentStatus;
  start: string | null;
  end: string | null;
  /** The department or service. */
  service: string | null;
  practitioner: string | null;
  /** The practitioner's title, such as 主任医师. */
  title: string | null;
  hospital: string | null;
  /** Building, floor, room. */
  place: string | null;
}

/** `/me/results?before=` */
export interface ResultsPage {
  page: "results";
  /** Newest first. */
  results: Result[];
  /** The query string of the next older page, such as `?before=…`, or null. */
  older: string | null;
  /** Whether this is the page with the newest. */
  newest: boolean;
}

export type Flag =
  | "normal"
  | "high"
  | "low"
  | "critical-high"
  | "critical-low"
  | "abnormal"
  | "critical"
  | "positive"
  | "negative";

/** `words` is for coded and textual values. */
export type Value =
  | { kind: "quantity"; number: string; comparator: "<" | "<=" | ">=" | ">" | null; unit: string | null }
  | { kind: "words"; text: string }
  | { kind: "absent"; reason: string | null };

export interface Result {
  /** Such as `Observation/1`. */
  reference: string;
  /** The id alone, for the result's address. */
  id: string;
  name: string;
  value: Value;
  flag: Flag | null;
  status: "preliminary" | "final" | "corrected";
  /** When the sample was taken or the value measured. */
  at: string | null;
  /** The hospital or laboratory. */
  source: string | null;
}

/** `/me/results/{id}` */
export interface ResultPage {
  page: "result";
  result: Result;
  range: Range | null;
  /** Earlier values of the same measurement in the same unit and this one, oldest first, at most 12; empty for words. */
  trend: TrendPoint[];
  /** The report that it belongs to, or null. */
  report: string | null;
  /** When the hospital published it. */
  issued: string | null;
  /** The laboratory's or physician's remarks. */
  notes: string[];
  /** The single values of a panel, such as the two of a blood pressure. */
  components: { name: string; value: Value; flag: Flag | null }[];
}

/** A reference range: bounds, or words where it has none. */
export interface Range {
  low: string | null;
  high: string | null;
  unit: string | null;
  text: string | null;
}

export interface TrendPoint {
  at: string;
  number: string;
}

/** `/me/account` */
export interface AccountPage {
  page: "account";
  birthDate: string | null;
  gender: "male" | "female" | "other" | "unknown" | null;
}

/** Any path whose page cannot be shown. */
export interface ErrorPage {
  page: "error";
  status: number;
  /** The platform's code, such as `HH-1007`. */
  code: string | null;
  /** The trace id to tell the help desk, or null. */
  trace: string | null;
}
