// Every number of a `quality_metrics` block, with its words, its unit and the lines by which it is judged.

import { frames, kbps, milliseconds, number, percent, readable, score, words } from "./format.js";
import { bands } from "./judge.js";

const whole = (value) => number(value);
const seconds = (value) => number(value, 1);
/** Either of these was counted where anything was received. */
const received = ["downlink.total_readings", "downlink.audio.total_readings"];
const text = (value) => (typeof value === "string" && value !== "" ? readable(value, 60) : "–");

/** Rows `{ path, label, unit, format, metric, note }`: `metric` names the band that judges the value. */
export const groups = [
  { title: "Video sent", rows: [
    { path: "average_bitrate", label: "Bit rate", unit: "kbps", format: kbps, note: "never judged alone", video: true },
    { path: "average_fps", label: "Frame rate", unit: "frames/s", format: frames, metric: "frames_per_second", video: true },
    { path: "total_readings", label: "Readings", unit: "", format: whole },
    { path: "resolution", label: "Picture held longest", unit: "", format: text },
    { path: "retransmit_kbps", label: "Sent again", unit: "kbps", format: kbps },
    { path: "quality_limitation_seconds.bandwidth", label: "Held back by bandwidth", unit: "s", format: seconds },
    { path: "quality_limitation_seconds.cpu", label: "Held back by the computer", unit: "s", format: seconds },
    { path: "quality_limitation_seconds.other", label: "Held back otherwise", unit: "s", format: seconds },
  ] },
  { title: "Connection", rows: [
    { path: "packet_loss_percentage", label: "Packet loss, sent", unit: "%", format: percent, metric: "packet_loss", needs: "jitter_ms" },
    { path: "packets_lost", label: "Packets lost", unit: "", format: whole, needs: "jitter_ms" },
    { path: "packet_loss_events", label: "Intervals with loss", unit: "", format: whole, needs: "jitter_ms" },
    { path: "connection_quality_average", label: "Quality, the server's own word", unit: "", format: (value) => text(words(value)), note: "not of measurements here" },
    { path: "mos", label: "MOS", unit: "of 5", format: score, note: "an estimate of how speech sounded" },
    { path: "mos_version", label: "MOS formula", unit: "", format: text },
    { path: "coverage_percentage", label: "Measured", unit: "% of the time", format: percent },
  ] },
  { title: "Audio sent", rows: [
    { path: "audio.average_bitrate", label: "Bit rate", unit: "kbps", format: kbps, needs: "audio.bitrate_kbps" },
    { path: "audio.packet_loss_percentage", label: "Packet loss", unit: "%", format: percent, metric: "packet_loss", needs: "audio.jitter_ms" },
    { path: "audio.packets_lost", label: "Packets lost", unit: "", format: whole, needs: "audio.jitter_ms" },
    { path: "audio.total_readings", label: "Readings", unit: "", format: whole },
  ] },
  { title: "Received", rows: [
    { path: "downlink.average_bitrate", label: "Video bit rate", unit: "kbps", format: kbps, needs: "downlink.bitrate_kbps" },
    { path: "downlink.average_fps", label: "Frame rate", unit: "frames/s", format: frames, needs: "downlink.frames_per_second" },
    { path: "downlink.packet_loss_percentage", label: "Packet loss", unit: "%", format: percent, metric: "packet_loss", needsAny: received },
    { path: "downlink.packets_lost", label: "Packets lost", unit: "", format: whole, needsAny: received },
    { path: "downlink.packet_loss_events", label: "Intervals with loss", unit: "", format: whole, needsAny: received },
    { path: "downlink.total_readings", label: "Video readings", unit: "", format: whole },
    { path: "downlink.resolution", label: "Picture held longest", unit: "", format: text },
    { path: "freeze_count", label: "Freezes", unit: "", format: whole },
    { path: "freeze_seconds", label: "Frozen", unit: "s", format: seconds },
    { path: "pause_seconds", label: "Paused", unit: "s", format: seconds },
    { path: "audio.concealment_percentage", label: "Sound made up", unit: "%", format: percent, metric: "concealed_audio" },
    { path: "downlink.audio.average_bitrate", label: "Audio bit rate", unit: "kbps", format: kbps, needsAny: ["downlink.audio.total_readings"] },
    { path: "downlink.audio.packet_loss_percentage", label: "Packet loss, audio", unit: "%", format: percent, metric: "packet_loss",
      needsAny: ["downlink.audio.total_readings"] },
    { path: "downlink.audio.total_readings", label: "Audio readings", unit: "", format: whole },
  ] },
  { title: "Samples", rows: [
    { path: "samples.accepted", label: "Accepted", unit: "", format: whole },
    { path: "samples.stale", label: "Old or doubled", unit: "", format: whole },
    { path: "samples.held", label: "Held back", unit: "", format: whole, note: "too close to the one before" },
    { path: "samples.gaps", label: "Gaps", unit: "", format: whole },
    { path: "samples.resets", label: "Counters that began anew", unit: "", format: whole },
    { path: "samples.stalled", label: "Nothing left the machine", unit: "", format: whole },
    { path: "samples.refused", label: "Refused", unit: "", format: whole },
    { path: "samples.sequence_holes", label: "Reports that never came", unit: "", format: whole },
    { path: "samples.duplicate_reports", label: "Reports that came twice", unit: "", format: whole },
  ] },
];

/** Spreads, each with a plot of its own. */
export const spreads = [
  { path: "bitrate_kbps", label: "Video sent", unit: "kbps", format: kbps },
  { path: "frames_per_second", label: "Pictures sent", unit: "frames/s", format: frames, metric: "frames_per_second" },
  { path: "round_trip_time_ms", label: "Round trip", unit: "ms", format: milliseconds, metric: "round_trip_time" },
  { path: "jitter_ms", label: "Jitter, sent", unit: "ms", format: (value) => number(value, 1), metric: "jitter" },
  { path: "audio.bitrate_kbps", label: "Audio sent", unit: "kbps", format: kbps },
  { path: "audio.round_trip_time_ms", label: "Round trip, audio", unit: "ms", format: milliseconds, metric: "round_trip_time" },
  { path: "audio.jitter_ms", label: "Jitter, audio sent", unit: "ms", format: (value) => number(value, 1), metric: "jitter" },
  { path: "downlink.bitrate_kbps", label: "Video received", unit: "kbps", format: kbps },
  { path: "downlink.frames_per_second", label: "Pictures received", unit: "frames/s", format: frames },
  { path: "downlink.jitter_ms", label: "Jitter, video received", unit: "ms", format: (value) => number(value, 1), metric: "jitter" },
  { path: "downlink.audio.jitter_ms", label: "Jitter, audio received", unit: "ms", format: (value) => number(value, 1), metric: "jitter" },
];

/** Keys that are shown elsewhere. */
const elsewhere = new Set(["participants", "timeline", "identity", "sid"]);
/** Numbers of a newer program that are shown, and how deep they may lie. */
const mostOthers = 60;
const deepest = 4;

export function valueAt(block, path) {
  let value = block;
  for (const key of path.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A row's value; `null` where it was not measured, though some keys are 0 then for readers of old. */
export function measuredAt(block, { path, video, needs, needsAny }) {
  const value = valueAt(block, path);
  const counts = (count) => typeof count === "number" && count > 0;
  if (video && !counts(valueAt(block, "total_readings"))) return null;
  if (needs && !counts(valueAt(block, `${needs}.count`)) && !(value > 0)) return null;
  if (needsAny && !needsAny.some((other) => counts(valueAt(block, other)))) return null;
  return value ?? null;
}

/** The lines of a metric, in words: good below 1 %, poor above 5 %. */
export function linesText(metric) {
  const { fair, poor, unit, lessIsWorse } = bands[metric];
  return lessIsWorse ? `good from ${fair}, poor below ${poor} ${unit}` : `good below ${fair}, poor above ${poor} ${unit}`;
}

/** What the block holds beyond all that is named here: `[{ path, value }]`. A newer program measures more. */
export function others(block) {
  const known = new Set([...groups.flatMap(({ rows }) => rows), ...spreads].map(({ path }) => path));
  const found = [];
  const walk = (value, path, depth) => {
    if (found.length >= mostOthers || known.has(path) || (depth === 1 && elsewhere.has(path))) return;
    if (value !== null && typeof value === "object" && !Array.isArray(value) && depth < deepest) {
      for (const [key, part] of Object.entries(value)) walk(part, path ? `${path}.${key}` : key, depth + 1);
    } else if (depth > 0 && value !== null && typeof value !== "object") found.push({ path, value });
  };
  walk(block, "", 0);
  return found;
}
