// A record's timeline: readings over time in equal buckets, and how each of them is judged.

import { clock } from "./format.js";
import { levelBy } from "./judge.js";
import { Series } from "./series.js";

export const fields = ["kbps", "fps", "loss_percentage", "downlink_loss_percentage", "round_trip_time_ms", "freeze_seconds"];
/** Buckets that are believed; records have 240 at most. */
const mostBuckets = 1_000;
/** Seconds of a bucket that are believed. */
const longestBucket = 86_400;
/** No reading of anything is greater. */
const greatest = 1e9;
/** Loss and round trip come with reports that are some seconds apart: so many buckets a level holds on while media flow. */
const holds = 3;

/** Time since a session's start: 3:20. */
export const clockOf = (time, start) => clock(Math.max(0, time - start) / 1000);

/**
 * Points lie in the middle of their buckets, of the last one in the middle of what the session has of it: the axis ends
 * where the session does. Buckets that begin later are left out.
 *
 * @param end ms at which the session ended.
 * @returns `{ start, step, count, series }`, times in ms; `null` for what is none.
 */
export function readTimeline(timeline, end = Infinity) {
  const start = Date.parse(timeline?.start_time ?? "");
  const seconds = timeline?.bucket_seconds;
  if (!Number.isFinite(start) || typeof seconds !== "number" || !(seconds > 0 && seconds <= longestBucket)) return null;
  const columns = Object.fromEntries(fields.map((field) => [field, Array.isArray(timeline[field]) ? timeline[field] : []]));
  const step = seconds * 1000;
  const inside = Math.ceil((end - start) / step);
  const count = Math.min(mostBuckets, inside, Math.max(...fields.map((field) => columns[field].length)));
  if (!(count > 0)) return null;
  const series = new Series(fields, mostBuckets);
  for (let index = 0; index < count; index += 1) {
    const from = start + index * step;
    series.append((from + Math.min(end, from + step)) / 2, Object.fromEntries(fields.map((field) => [field, believed(columns[field][index])])));
  }
  return { start, step, count, series };
}

const believed = (value) => (typeof value === "number" && value >= 0 && value <= greatest ? value : null);

/** Percent of packets lost in a bucket, sent or received, whichever is more; `null` where neither was measured. */
export function lossIn({ series: { columns } }, index) {
  const [sent, received] = [columns.loss_percentage[index] ?? null, columns.downlink_loss_percentage[index] ?? null];
  return sent === null || received === null ? sent ?? received : Math.max(sent, received);
}

/** The level of each bucket by packet loss and round trip; `unknown` where nothing was measured. */
export function levelsOf(timeline) {
  const { count, series: { columns } } = timeline;
  const levels = [];
  let [last, age] = ["unknown", Infinity];
  for (let index = 0; index < count; index += 1) {
    const loss = levelBy("packet_loss", lossIn(timeline, index));
    const trip = levelBy("round_trip_time", columns.round_trip_time_ms[index]);
    const found = ["poor", "fair", "good"].find((level) => loss === level || trip === level);
    const flows = columns.kbps[index] !== null || columns.fps[index] !== null;
    if (found) [last, age] = [found, 0];
    else age += 1;
    levels.push(found ?? (flows && age < holds ? last : "unknown"));
  }
  return levels;
}

/** Shares of the time from `from` to `to` in each level, 0 to 1; what no bucket covers is `unknown`. */
export function sharesOf({ start, step }, levels, from, to) {
  const shares = { good: 0, fair: 0, poor: 0, unknown: 0 };
  const length = to - from;
  if (!(length > 0)) return { ...shares, unknown: 1 };
  let known = 0;
  levels.forEach((level, index) => {
    if (level === "unknown") return;
    const part = Math.min(to, start + (index + 1) * step) - Math.max(from, start + index * step);
    if (part <= 0) return;
    shares[level] += part / length;
    known += part / length;
  });
  shares.unknown = Math.max(0, 1 - known);
  return shares;
}

/** Runs of one level: `[{ level, from, to }]`, ms. */
export function stretches({ start, step }, levels) {
  const found = [];
  levels.forEach((level, index) => {
    const last = found.at(-1);
    if (last?.level === level) last.to += step;
    else found.push({ level, from: start + index * step, to: start + (index + 1) * step });
  });
  return found;
}

/** The index of the bucket in which a moment lies, or -1. */
export function bucketAt({ start, step, count }, time) {
  const index = Math.floor((time - start) / step);
  return index >= 0 && index < count ? index : -1;
}
