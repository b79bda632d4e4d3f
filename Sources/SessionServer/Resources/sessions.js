// The list of sessions as far as it is known, newest first: pages of it, and what the events tell.

import { getJSON } from "./api.js";
import { segment, utc } from "./format.js";
import { startOfDay } from "./place.js";

/** Sessions that are asked for at once. */
export const pageSize = 20;
/** Sessions that the page keeps; who looks further back narrows the dates. */
export const most = 2_000;

const base = "api/v1/sessions";
export const eventsPath = `${base}/events`;
export const sessionPath = (id) => `${base}/${segment(id)}`;

export function listPath(filters, cursor = null) {
  const query = [`limit=${pageSize}`];
  const add = (name, value) => { if (value) query.push(`${name}=${segment(value)}`); };
  add("q", filters.q?.trim());
  add("mode", filters.mode);
  add("category", filters.category?.toLowerCase());
  // Days are the reader's own, so their ends are moments that only the page knows.
  if (filters.from) add("from", utc(startOfDay(filters.from)));
  if (filters.to) add("to", utc(startOfDay(filters.to, 1) - 1));
  add("user_id", filters.user?.trim());
  add("cursor", cursor);
  return `${base}?${query.join("&")}`;
}

/** Whether a session belongs among the filtered ones; `null` where only the server can tell. */
export function matches(session, filters) {
  const start = Date.parse(session.start_time);
  if (filters.mode && session.mode !== filters.mode) return false;
  if (filters.category && session.counselor_category !== filters.category.toLowerCase()) return false;
  if (filters.from && start < startOfDay(filters.from)) return false;
  if (filters.to && start >= startOfDay(filters.to, 1)) return false;
  if (filters.user && session.user_id !== filters.user.trim()) return false;
  return filters.q ? null : true;
}

/**
 * Whether whoever shows this token sees everybody's sessions: administrators do, and everybody where no access token is
 * asked for, as the answered list has told by then. For the page's own choice alone: what may be seen the server says.
 */
export function seesEverybody(token) {
  const parts = token.split(".");
  if (parts.length !== 3) return true;
  try {
    return JSON.parse(atob(parts[1].replaceAll("-", "+").replaceAll("_", "/")))?.sessions?.admin === true;
  } catch {
    return false;
  }
}

const isSession = (value) => typeof value?.session_id === "string";
const startOf = (session) => Date.parse(session.start_time) || 0;

export class SessionList {
  #get;
  #cursor = null;
  /** Which of several answers is wanted: filters change while one is under way. */
  #turn = 0;
  sessions = [];
  filters = {};
  isLoaded = false;

  constructor(get = getJSON) { this.#get = get; }

  get hasMore() { return this.#cursor !== null && this.sessions.length < most; }
  get isFull() { return this.#cursor !== null && this.sessions.length >= most; }
  find(id) { return this.sessions.find(({ session_id: own }) => own === id) ?? null; }

  /** Begins anew with other filters. @returns whether this is still what is wanted. @throws {Refusal} */
  async load(filters) {
    const turn = this.#turn += 1;
    this.filters = filters;
    const answer = await this.#get(listPath(filters));
    if (turn !== this.#turn) return false;
    this.sessions = (answer?.sessions ?? []).filter(isSession);
    this.#cursor = answer?.next_cursor ?? null;
    this.isLoaded = true;
    return true;
  }

  /** @returns the first of the older sessions that were added, or `null`. @throws {Refusal} */
  async more() {
    const turn = this.#turn;
    if (this.#cursor === null) return null;
    const answer = await this.#get(listPath(this.filters, this.#cursor));
    if (turn !== this.#turn) return null;
    const known = new Set(this.sessions.map(({ session_id: id }) => id));
    const older = (answer?.sessions ?? []).filter((session) => isSession(session) && !known.has(session.session_id));
    this.sessions.push(...older);
    this.#cursor = answer?.next_cursor ?? null;
    return older[0] ?? null;
  }

  /** Looks at the newest again: what was saved or deleted while no events came. @throws {Refusal} */
  async refresh() {
    const turn = this.#turn;
    const answer = await this.#get(listPath(this.filters));
    if (turn !== this.#turn) return;
    const newest = (answer?.sessions ?? []).filter(isSession);
    const isWhole = (answer?.next_cursor ?? null) === null;
    const oldest = newest.length > 0 ? startOf(newest.at(-1)) : -Infinity;
    const there = new Set(newest.map(({ session_id: id }) => id));
    const older = this.sessions.filter((session) => !there.has(session.session_id) && !isWhole && startOf(session) < oldest);
    this.sessions = [...newest, ...older];
    if (isWhole || older.length === 0) this.#cursor = answer?.next_cursor ?? null;
  }

  /** Puts a session where its time says; one that is known is replaced. */
  add(session) {
    if (!isSession(session)) return;
    this.remove(session.session_id);
    const place = this.sessions.findIndex((other) => startOf(other) <= startOf(session));
    // Older than all that are known: its page has not been asked for yet.
    if (place < 0 && this.#cursor !== null) return;
    this.sessions.splice(place < 0 ? this.sessions.length : place, 0, session);
  }

  /** @returns whether it was there. */
  remove(id) {
    const place = this.sessions.findIndex(({ session_id: own }) => own === id);
    if (place >= 0) this.sessions.splice(place, 1);
    return place >= 0;
  }
}
