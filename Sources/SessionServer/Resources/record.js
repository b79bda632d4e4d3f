// A record as the page shows it: judged, with its timelines read and its transcript's lines marked.

import { worstStretch } from "./advice.js";
import { isEnough, isShort, judgeSession } from "./judge.js";
import { markLines, readTranscript } from "./said.js";
import { bucketAt, levelsOf, readTimeline, sharesOf } from "./timeline.js";

/** ms of a session that are believed. */
const longest = 366 * 86_400_000;

/** The stretch of time that plots show, ms. */
export function spanOf(record) {
  const from = Date.parse(record.start_time ?? "");
  const to = Date.parse(record.end_time ?? "");
  const start = Number.isFinite(from) ? from : 0;
  const told = typeof record.duration_seconds === "number" ? record.duration_seconds * 1000 : 0;
  const length = to > start ? to - start : told;
  return { from: start, to: start + Math.min(longest, Math.max(1000, length || 0)) };
}

/** A block's time, or `null` where the record has none of it. Of too little nothing is judged, nor any part of it. */
function timeOf(block, span, seconds) {
  const timeline = readTimeline(block?.timeline, span.to);
  if (!timeline) return null;
  const levels = isEnough(block, seconds) ? levelsOf(timeline) : Array(timeline.count).fill("unknown");
  return {
    timeline, levels, shares: sharesOf(timeline, levels, span.from, span.to), worst: worstStretch(timeline, levels),
    isShort: isShort(block, seconds),
  };
}

/**
 * The room's time by the levels of those who were in it: the room's own timeline holds what arrived at its monitor, too.
 *
 * @param guests each with its time.
 */
function timeOfGuests(time, guests, span) {
  const { start, step, count } = time.timeline;
  const levels = Array.from({ length: count }, (_, index) => {
    const moment = start + (index + 0.5) * step;
    const found = guests.map((one) => one.time.levels[bucketAt(one.time.timeline, moment)]);
    return ["poor", "fair", "good"].find((level) => found.includes(level)) ?? "unknown";
  });
  return { ...time, levels, shares: sharesOf(time.timeline, levels, span.from, span.to) };
}

/** @returns `{ record, metrics, span, verdict, time, people, lines, marked }`; `time` and each of `people`'s may be `null`. */
export function readRecord(record) {
  const span = spanOf(record);
  const metrics = record.quality_metrics !== null && typeof record.quality_metrics === "object" ? record.quality_metrics : {};
  const verdict = judgeSession({ ...record, quality_metrics: metrics });
  const seconds = record.duration_seconds;
  const people = verdict.people.map((one) => ({ ...one, time: timeOf(one.block, span, seconds) }));
  const whole = timeOf(metrics, span, seconds);
  const timed = people.filter((one) => one.time);
  const guests = timed.filter(({ isMonitor }) => !isMonitor);
  const isGuests = guests.length > 0 && guests.length < timed.length;
  const time = whole && isGuests ? timeOfGuests(whole, guests, span) : whole;
  const lines = readTranscript(record.transcript, record.transcript_omitted);
  const own = (isGuests ? guests : timed).map((one) => ({ identity: one.identity, timeline: one.time.timeline }));
  const marked = markLines(lines, own.length > 0 ? own : time ? [{ identity: null, timeline: time.timeline }] : []);
  return { record, metrics, span, verdict, time, people, lines, marked };
}
