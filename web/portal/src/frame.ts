import type { PageData } from "./data.ts";
import { text } from "./text.ts";

export interface Tab {
  path: string;
  label: string;
  icon: "home" | "calendar" | "chart" | "person";
  current: boolean;
}

/** What the frame needs to know of a page: its title, where one came from, which tab it belongs to. */
export interface FrameOf {
  title: string;
  back: { path: string; label: string } | null;
  tabs: Tab[];
  indexable: boolean;
  wide: boolean;
}

export function frame(data: PageData): FrameOf {
  const t = text(data.locale);
  const section = sectionOf(data);
  const tab = (path: string, label: string, icon: Tab["icon"]): Tab => ({ path, label, icon, current: section === path });
  return {
    title: titleOf(data),
    back: backOf(data),
    tabs: [
      tab("/me", t.home, "home"),
      tab("/me/appointments", t.appointments, "calendar"),
      tab("/me/results", t.results, "chart"),
      tab("/me/account", t.account, "person"),
    ],
    indexable: data.page === "landing" || data.page === "hospitals",
    wide: data.page === "home" || data.page === "result" || data.page === "landing" || data.page === "hospitals",
  };
}

function titleOf(data: PageData): string {
  const t = text(data.locale);
  switch (data.page) {
    case "landing":
      return t.brand;
    case "hospitals":
      return t.hospitalsTitle;
    case "home":
      return t.home;
    case "appointments":
      return t.appointmentsTitle;
    case "results":
      return t.resultsTitle;
    case "result":
      return data.result.name;
    case "account":
      return t.accountTitle;
    case "error":
      return t.errorTitle[data.code ?? ""] ?? t.errorTitle[data.status] ?? t.errorOther;
  }
}

function backOf(data: PageData): FrameOf["back"] {
  const t = text(data.locale);
  if (data.page === "result") return { path: "/me/results", label: t.results };
  if (data.page === "hospitals") return { path: data.person ? "/me" : "/", label: t.home };
  return null;
}

function sectionOf(data: PageData): string | null {
  switch (data.page) {
    case "home":
      return "/me";
    case "appointments":
      return "/me/appointments";
    case "results":
    case "result":
      return "/me/results";
    case "account":
      return "/me/account";
    case "landing":
    case "hospitals":
    case "error":
      return null;
  }
}
