// The words of the history page: lengths, dates, modes.

import { dash, number, readable, utc } from "./format.js";

/** Hours from which a length is told in days. */
const longHours = 100;

/** A length of time in few letters: 12m 5s, 1h 2m, 45s, 4d 4h. */
export function shortDuration(seconds) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return dash;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes}m ${whole % 60}s` : `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours >= longHours) return hours % 24 && days < 100 ? `${days}d ${hours % 24}h` : `${number(days)}d`;
  return minutes % 60 ? `${number(hours)}h ${minutes % 60}m` : `${number(hours)}h`;
}

const dates = new Intl.DateTimeFormat("en", {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/** A moment where the reader is: Thu, Nov 26, 2026, 17:49. */
export function dateOf(text) {
  const time = Date.parse(text ?? "");
  return Number.isFinite(time) ? dates.format(time) : "date not known";
}

/** The reader's day in which a moment lies. */
export const dayOf = (text) => new Date(text ?? "").toDateString();

/** The same moment for everybody, for those who point at it. */
export const utcOf = (text) => utc(Date.parse(text ?? ""));

/** The reader's time zone, by its name. */
export function zone() {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || "local time";
  } catch {
    return "local time";
  }
}

export const modeOf = (mode) => (mode === "video" || mode === "voice" ? mode : "unknown");
export const modeWord = (mode) => ({ video: "Video", voice: "Voice", unknown: "Session" })[modeOf(mode)];

/** The first part of a UUID, which is enough to tell a few apart. */
export const shortID = (id) => readable(id, 60).split("-")[0];

const speakers = { user: "User", counselor: "Counselor" };
export const speakerOf = (speaker) => (Object.hasOwn(speakers, speaker ?? "") ? speakers[speaker] : "Unknown speaker");

export const capitalised = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}` : "");
