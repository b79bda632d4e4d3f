// What the page knows of one room, and the place that its address names.

import { changes } from "./changes.js";
import { segment } from "./format.js";
import { Series, spanFor } from "./series.js";

export const roomFields = [
  "video_kbps", "worst_packet_loss_percentage", "round_trip_time_ms", "worst_round_trip_time_ms",
];
export const participantFields = [
  "video_kbps", "frames_per_second", "packet_loss_percentage", "round_trip_time_ms", "audio_kbps",
];
/** Events that are kept, and participants whose last minutes are. */
export const maxEvents = 200;
export const maxKnown = 1_200;
/** Points of a sparkline: five minutes. */
const sparkPoints = 300;
/** Seconds without a report after which a reading is not of now any more, and usual intervals. */
const leastStale = 5;
const staleIntervals = 3;
/** Seconds that usually lie between two reports of what arrives at a monitor. */
const monitorInterval = 10;

export class Room {
  snapshot = null;
  /** ms of the page's own clock at which the snapshot came. */
  receivedAt = 0;
  series = new Series(roomFields);
  /** By identity. */
  known = new Map();
  /** Newest first. */
  events = [];
  #run = "";

  constructor(name) { this.name = name; }

  get isEnded() { return this.snapshot?.state === "ended"; }

  /** Whether nothing more is said of it: it has ended, and what became of its record is known. */
  get isOver() { return this.isEnded && !["open", "saving"].includes(this.snapshot.save?.state); }

  takeHistory(data, id) {
    this.#enter(id);
    this.series.merge(data.room);
  }

  takeSnapshot(snapshot, id, at) {
    const isOther = this.#enter(id);
    const news = changes(isOther ? null : this.snapshot, snapshot);
    const saved = savedEvent(this.snapshot, snapshot);
    this.snapshot = snapshot;
    this.receivedAt = at;
    const point = snapshot.point ?? pointOf(snapshot);
    this.series.append(point.time_ms, point);
    for (const row of snapshot.participants ?? []) {
      this.seriesOf(row.identity).append(point.time_ms, freshFigures(row, snapshot));
    }
    this.#forget();
    this.note(...news, ...(saved ? [saved] : []));
    return { news, saved };
  }

  /** Puts events on top of the list, the last of them topmost. */
  note(...events) {
    this.events.unshift(...events.reverse());
    this.events.length = Math.min(this.events.length, maxEvents);
  }

  seriesOf(identity) {
    let series = this.known.get(identity);
    if (!series) this.known.set(identity, series = new Series(participantFields, sparkPoints));
    return series;
  }

  /** The stretch of time that plots show, ms on the session's clock. */
  get span() {
    const to = this.series.last ?? (Date.parse(this.snapshot?.updated_at ?? "") || Date.now());
    const first = Math.min(this.series.times[0] ?? to, to);
    return { from: to - spanFor(to - first), to };
  }

  /** Seconds of the session, counted on between snapshots while it runs. */
  seconds(at) {
    const since = this.isEnded || this.snapshot.state === "waiting" ? 0 : (at - this.receivedAt) / 1000;
    return this.snapshot.duration_seconds + Math.min(Math.max(0, since), 3);
  }

  /** Whether a new run of the program speaks: what is known of the old one is not of this session. */
  #enter(id) {
    const run = String(id ?? "").replace(/-[^-]*$/, "");
    const isOther = this.#run !== "" && run !== "" && run !== this.#run;
    if (run) this.#run = run;
    if (!isOther) return false;
    this.series.clear();
    this.known.clear();
    this.snapshot = null;
    this.note({
      time: Date.now(), kind: "connection", level: null, identity: null, text: "Another session of this room began.",
    });
    return true;
  }

  #forget() {
    if (this.known.size <= maxKnown) return;
    const here = new Set(this.snapshot.participants.map((row) => row.identity));
    for (const identity of [...this.known.keys()]) {
      if (this.known.size <= maxKnown) return;
      if (!here.has(identity)) this.known.delete(identity);
    }
  }
}

/** A room's newest point, out of a snapshot that brings none. */
function pointOf(snapshot) {
  return {
    ...snapshot.now, time_ms: Date.parse(snapshot.updated_at),
    worst_packet_loss_percentage: snapshot.now?.packet_loss_percentage,
  };
}

/** A participant's figures while they are of now; nothing once its reports stay away: a gap, not a flat line. */
export function freshFigures(row, snapshot) {
  return row.present && !isLate(row, snapshot) ? row.now : {};
}

/** Whether a participant's reports stay away. */
export function isLate(row, snapshot) {
  // Its own: a monitor's reports are further apart than those of the browsers.
  const usual = row.usual_interval_seconds ?? (row.monitor ? monitorInterval : snapshot?.freshness?.usual_interval_seconds ?? 0);
  return row.last_report_age_seconds > Math.max(leastStale, staleIntervals * usual);
}

function savedEvent(previous, next) {
  const { save } = next;
  if (!save || typeof save.text !== "string") return null;
  if (save.state === previous?.save?.state && save.text === previous?.save?.text) return null;
  if (save.state !== "saved" && save.state !== "failed") return null;
  return {
    time: Date.parse(next.updated_at ?? "") || Date.now(), kind: "saved", level: save.state === "saved" ? "good" : "poor", identity: null,
    // What a person at the bot's machine needs, and nobody here, is told at the page's foot.
    text: save.state === "failed" ? `${save.text.split(": ")[0]}. It is told at the foot of this page what became of it.` : save.text,
  };
}

/** The place that an address names after its `#`. */
export function parsePlace(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const room = values.get("room");
  return { room, participant: room === null ? null : values.get("participant") };
}

export function placeHash({ room, participant = null }) {
  if (room === null) return "#";
  const parts = [`room=${segment(room)}`];
  if (participant !== null) parts.push(`participant=${segment(participant)}`);
  return `#${parts.join("&")}`;
}
