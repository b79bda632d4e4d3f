// What the address says behind its `#`: the filters, and the session that is open. A link to it shows the same again,
// and as nothing of it is sent to a server, no log on the way keeps what somebody searched for.

import { segment } from "./format.js";

/** Filters by their names in the address, in the order in which they stand there. */
export const filterNames = ["q", "mode", "category", "from", "to", "user"];
/** Characters of a filter that are believed. */
const longest = 200;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = /^\d{4}-\d{2}-\d{2}$/;
export const isUUID = (text) => uuid.test(text);

const rules = {
  q: (text) => text.trim() !== "",
  mode: (text) => text === "video" || text === "voice",
  category: isUUID,
  from: (text) => day.test(text) && Number.isFinite(startOfDay(text)),
  to: (text) => day.test(text) && Number.isFinite(startOfDay(text)),
  user: (text) => text.trim() !== "",
};

/** @returns `{ filters, session, participant }`; what is no such thing is left out, and `session` may be no UUID. */
export function parsePlace(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const filters = {};
  for (const name of filterNames) {
    const text = values.get(name)?.slice(0, longest) ?? "";
    if (text !== "" && rules[name](text)) filters[name] = text;
  }
  const session = values.get("session");
  return { filters, session, participant: session === null ? null : values.get("participant") };
}

export function placeHash({ filters = {}, session = null, participant = null }) {
  const parts = filterNames.filter((name) => filters[name]).map((name) => `${name}=${segment(filters[name])}`);
  if (session !== null) parts.push(`session=${segment(session)}`);
  if (session !== null && participant !== null) parts.push(`participant=${segment(participant)}`);
  return `#${parts.join("&")}`;
}

/** ms at which a day, `2026-11-26`, begins where the reader is. */
export function startOfDay(text, daysLater = 0) {
  const [year, month, date] = text.split("-").map(Number);
  const time = new Date(year, month - 1, date + daysLater);
  // 30 February is the second of March to a Date, and no day that anybody means.
  const isMeant = daysLater > 0 || (time.getMonth() === month - 1 && time.getDate() === date);
  return isMeant ? time.getTime() : NaN;
}

export const isFiltered = (filters) => filterNames.some((name) => filters[name]);
