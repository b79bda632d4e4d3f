// What the live page plots of a room and of a participant, and what can be said of the plots.

import { duration, frames, kbps, milliseconds, percent, timeOfDay } from "./format.js";
import { lossMarks, plainUnit } from "./plot.js";
import { extent } from "./series.js";

export const roomPlots = [
  { title: "Video sent", unit: "kbps", format: kbps, least: 100, lines: [
    { field: "video_kbps", label: "all together", tone: "first", area: true, fold: "mean" }] },
  { title: "Packet loss", unit: "%, last 30 s; fair from 1, poor above 5", format: percent, least: 6, marks: lossMarks, lines: [
    { field: "worst_packet_loss_percentage", label: "worst participant", tone: "loss", fold: "greatest" }] },
  { title: "Round trip", unit: "ms", format: milliseconds, least: 90, lines: [
    { field: "worst_round_trip_time_ms", label: "worst", tone: "second", fold: "greatest" },
    { field: "round_trip_time_ms", label: "median", tone: "first", fold: "mean" }] },
];

export const participantPlots = [
  { title: "Video sent", unit: "kbps", format: kbps, least: 100, lines: [
    { field: "video_kbps", label: "now", tone: "first", area: true, fold: "mean" }] },
  { title: "Pictures sent", unit: "frames/s", format: frames, least: 30, lines: [
    { field: "frames_per_second", label: "now", tone: "first", fold: "mean" }] },
  { title: "Packet loss", unit: "%, last 30 s; fair from 1, poor above 5", format: percent, least: 6, marks: lossMarks, lines: [
    { field: "packet_loss_percentage", label: "sent", tone: "loss", fold: "greatest" }] },
  { title: "Round trip", unit: "ms", format: milliseconds, least: 90, lines: [
    { field: "round_trip_time_ms", label: "now", tone: "first", fold: "mean" }] },
];

/** What the plots show, in one sentence a plot. */
export function summary(specs, series, span) {
  const isEmpty = !specs.some(({ lines }) =>
    lines.some(({ field }) => extent(series.times, series.columns[field], span.from)));
  if (isEmpty) return "Nothing was measured yet. The plots begin with the first report.";
  const parts = specs.flatMap((spec) => spec.lines.map((line) => {
    const found = extent(series.times, series.columns[line.field], span.from);
    const unit = plainUnit(spec);
    const what = spec.lines.length > 1 || line.tone === "loss" ? `${spec.title.toLowerCase()} (${line.label})`
      : spec.title.toLowerCase();
    if (!found) return `${what} not measured`;
    const { least, greatest, newest, at } = found;
    const range = spec.format(least) === spec.format(greatest) ? `${spec.format(least)} ${unit}`
      : `${spec.format(least)} to ${spec.format(greatest)} ${unit}, most at ${timeOfDay(at)}`;
    return `${what} ${range}${newest === null ? "" : `, now ${spec.format(newest)}`}`;
  }));
  const length = duration(Math.max(1, (series.last - Math.max(span.from, series.times[0])) / 1000));
  return `In the last ${length}: ${parts.join("; ")}.`;
}
