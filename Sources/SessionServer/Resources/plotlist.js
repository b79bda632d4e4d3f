// What is plotted of a record's timeline, and what can be said of the plots.

import { frames, kbps, milliseconds, number, percent } from "./format.js";
import { lossMarks, plainUnit } from "./plot.js";
import { extent } from "./series.js";
import { clockOf } from "./timeline.js";

const known = (values) => values.filter((value) => value !== null);
const mean = (values) => {
  const all = known(values);
  return all.length > 0 ? all.reduce((sum, value) => sum + value, 0) / all.length : null;
};
const sum = (values) => {
  const all = known(values);
  return all.length > 0 ? all.reduce((total, value) => total + value, 0) : null;
};
const most = (values) => values.reduce((top, value) => (value !== null && (top === null || value > top) ? value : top), null);

/** Buckets are equally long, so their plain mean is the mean over time. */
export const recordPlots = [
  { title: "Video sent", unit: "kbps", format: kbps, least: 100, lines: [
    { field: "kbps", label: "mean over time", tone: "first", area: true, fold: "mean", rest: mean, pointed: "there" }] },
  { title: "Pictures sent", unit: "frames/s", format: frames, least: 30, lines: [
    { field: "fps", label: "mean over time", tone: "first", fold: "mean", rest: mean, pointed: "there" }] },
  { title: "Packet loss", unit: "%, fair from 1, poor above 5", format: percent, least: 6, marks: lossMarks, lines: [
    { field: "downlink_loss_percentage", label: "received, most", tone: "second", fold: "greatest", rest: most, pointed: "received, there" },
    { field: "loss_percentage", label: "sent, most", tone: "loss", fold: "greatest", rest: most, pointed: "sent, there" }] },
  { title: "Round trip", unit: "ms, fair from 150, poor above 300", format: milliseconds, least: 90,
    marks: [{ value: 150, level: "fair" }, { value: 300, level: "poor" }], lines: [
      { field: "round_trip_time_ms", label: "mean over time", tone: "first", fold: "mean", rest: mean, pointed: "there" }] },
  { title: "Received video stood still", unit: "s", format: (value) => number(value, 1), least: 1, needsMore: true, lines: [
    { field: "freeze_seconds", label: "in all", tone: "second", blocks: true, fold: "greatest", rest: sum, pointed: "there" }] },
];

/** One sentence a plot, for those who cannot see them. @param start ms from which times are counted. */
export const recordSummary = (start) => (specs, series, span) => {
  const parts = specs.flatMap((spec) => spec.lines.map((line) => {
    const found = extent(series.times, series.columns[line.field], span.from);
    const what = spec.lines.length > 1 ? `${spec.title.toLowerCase()} (${line.label.split(",")[0]})` : spec.title.toLowerCase();
    if (!found) return `${what} not measured`;
    const [least, greatest] = [spec.format(found.least), spec.format(found.greatest)];
    return least === greatest ? `${what} ${least} ${plainUnit(spec)}`
      : `${what} ${least} to ${greatest} ${plainUnit(spec)}, most at ${clockOf(found.at, start)}`;
  }));
  return `Over the session: ${parts.join("; ")}.`;
};
