// Timelines, and the lines of a transcript by their time.

import { Plot, gutter } from "/history/plot.js";
import { recordPlots } from "/history/plotlist.js";
import { readRecord, spanOf } from "/history/record.js";
import { finder, lineAt, markLines, pieces, readTranscript } from "/history/said.js";
import { bucketAt, clockOf, levelsOf, readTimeline, sharesOf, stretches } from "/history/timeline.js";
import { shareBar, sharesText, timeText } from "/history/lanes.js";
import { rule, same } from "/pages/rules.js";

const start = Date.UTC(2026, 10, 26, 12);
const at = (seconds) => new Date(start + seconds * 1000).toISOString();
const timeline = (loss, more = {}) => readTimeline({ start_time: at(0), bucket_seconds: 4, kbps: loss.map(() => 100), loss_percentage: loss, ...more });

rule("points lie in the middle of their buckets, and null is a gap", () => {
  const read = timeline([0, null, 9]);
  same(read.series.times, [start + 2000, start + 6000, start + 10_000]);
  same(read.series.columns.loss_percentage, [0, null, 9]);
  same(read.series.columns.fps, [null, null, null]);
});
rule("freezes are plotted in blocks as wide as their stretch, and where there were any", () => {
  const draw = (freezes, end) => {
    const read = readTimeline({ start_time: at(0), bucket_seconds: 4, kbps: freezes.map(() => 1), freeze_seconds: freezes }, start + end * 1000);
    const plot = new Plot(recordPlots.find(({ lines }) => lines[0].blocks));
    plot.draw(read.series, { from: start, to: start + end * 1000 }, 100 + gutter.left + gutter.right);
    return plot.element.querySelector(".lines .area").getAttribute("d");
  };
  const edges = (path) => [...path.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x) - gutter.left);
  same(edges(draw([0, 0.5, null, 2], 16)), [25, 25, 50, 50, 75, 75, 100, 100]);
  same(edges(draw([0, 0, 0, 0, 2], 20)), [80, 80, 100, 100]);
  // The last stretch is a part of one.
  same(edges(draw([0, 0, 0, 0, 2], 18)), [88.9, 88.9, 100, 100]);
  same(draw([0, null], 8), "M0 0");
});
rule("no point lies behind the session's end, where the axis ends", () => {
  const data = { start_time: at(0), bucket_seconds: 4, kbps: [1, 2, 3, 4] };
  same(readTimeline(data, start + 9000).series.times, [start + 2000, start + 6000, start + 8500]);
  same([readTimeline(data, start + 8000).count, readTimeline(data, start + 99_000).count], [2, 4]);
  same(readTimeline(data, start), null);
  const { span, time } = readRecord({ start_time: at(0), end_time: at(8.07), quality_metrics: { timeline: { ...data, bucket_seconds: 1, kbps: Array(9).fill(1) } } });
  same([time.timeline.count, time.timeline.series.last < span.to], [9, true]);
});
rule("of too little no stretch is judged either", () => {
  const data = { start_time: at(0), bucket_seconds: 1, kbps: Array(20).fill(1), loss_percentage: Array(20).fill(9) };
  const levels = (coverage) => readRecord({ start_time: at(0), end_time: at(20), duration_seconds: 20,
    quality_metrics: { coverage_percentage: coverage, timeline: data } }).time.levels;
  same([...new Set(levels(49))], ["unknown"]);
  same([...new Set(levels(50))], ["poor"]);
});
rule("the room's time and the transcript's marks are of the participants, not of the monitor beside them", () => {
  const of = (loss) => ({ coverage_percentage: 100, timeline: { start_time: at(0), bucket_seconds: 1, kbps: Array(20).fill(1), loss_percentage: Array(20).fill(loss) } });
  const read = (participants) => readRecord({ start_time: at(0), end_time: at(20), duration_seconds: 20,
    transcript: [{ speaker: "user", text: "x", timestamp: at(5) }], quality_metrics: { ...of(9), participants } });
  const levels = ({ time }) => [...new Set(time.levels)];
  const monitor = { identity: "bot", monitor: true, ...of(9) };
  const fine = read([{ identity: "ann", ...of(0) }, { identity: "bob", ...of(2) }, monitor]);
  same([levels(fine), Math.round(fine.time.shares.fair * 100)], [["fair"], 100]);
  same([fine.marked, fine.lines[0].mark], [0, null]);
  // Where nobody else has a timeline, it is the monitor's.
  same([levels(read([{ identity: "ann" }, monitor])), levels(read([{ ...monitor, monitor: undefined }]))], [["poor"], ["poor"]]);
  same(read([{ identity: "ann" }, monitor]).lines[0].mark.identity, "bot");
});
rule("what was measured for too short a time is called that, not unmeasured", () => {
  const data = { start_time: at(0), bucket_seconds: 1, kbps: Array(9).fill(1), loss_percentage: Array(9).fill(9) };
  const time = (coverage, seconds = 9) => readRecord({ start_time: at(0), end_time: at(seconds), duration_seconds: seconds,
    quality_metrics: { coverage_percentage: coverage, timeline: data } }).time;
  const tooShort = "too short to judge (under 10\u00a0s measured)";
  same([timeText(time(89)), timeText(time(0)), timeText(time(90, 20)).includes("poor")], [tooShort, "not measured 100\u00a0%", true]);
  same(shareBar(time(89)).textContent, `All participants' time together: ${tooShort}.`);
  same([shareBar(time(89)).querySelector("svg"), shareBar(time(90, 20)).querySelector("svg") !== null], [null, true]);
});
rule("what is no timeline is none, and nothing absurd is plotted", () => {
  for (const wrong of [undefined, null, 7, "x", {}, { start_time: at(0), bucket_seconds: 0, kbps: [1] }, { start_time: at(0), bucket_seconds: "4", kbps: [1] },
    { start_time: "never", bucket_seconds: 4, kbps: [1] }, { start_time: at(0), bucket_seconds: 4, kbps: [] }, { start_time: at(0), bucket_seconds: 1e9, kbps: [1] }]) {
    same(readTimeline(wrong), null, JSON.stringify(wrong));
  }
  same(timeline([-1, 1e300, "5", NaN, 3]).series.columns.loss_percentage, [null, null, null, null, 3]);
  same(timeline(Array(5000).fill(1)).count, 1000);
});
rule("a level holds on between reports while media flow, not beyond", () => {
  same(levelsOf(timeline([9, null, null, null, 0])), ["poor", "poor", "poor", "unknown", "good"]);
  same(levelsOf(timeline([9, null, 0], { kbps: [1, null, 1] })), ["poor", "unknown", "good"]);
  same(levelsOf(timeline([0, 0], { round_trip_time_ms: [200, 400] })), ["fair", "poor"]);
});
rule("shares of the time are of the whole session; what no bucket covers was not measured", () => {
  const read = timeline([0, 2, 9, 9]);
  const shares = sharesOf(read, levelsOf(read), start, start + 32_000);
  same(shares, { good: 0.125, fair: 0.125, poor: 0.25, unknown: 0.5 });
  same(sharesText(shares), "good 13\u00a0%, fair 13\u00a0%, poor 25\u00a0%, not measured 50\u00a0%");
  same(sharesOf(read, levelsOf(read), 5, 5).unknown, 1);
  same(stretches(read, levelsOf(read)).map(({ level, from, to }) => [level, (from - start) / 1000, (to - start) / 1000]), [["good", 0, 4], ["fair", 4, 8], ["poor", 8, 16]]);
});
rule("a moment has a bucket, or none", () => {
  const read = timeline([1, 2]);
  same([-1, 0, 3999, 4000, 7999, 8000].map((ms) => bucketAt(read, start + ms)), [-1, 0, 0, 1, 1, -1]);
  same([clockOf(start + 200_000, start), clockOf(start - 5, start)], ["3:20", "0:00"]);
});

const line = (seconds, text = "x", speaker = "user") => ({ speaker, text, timestamp: at(seconds) });
rule("a line is marked with the greatest loss of its moment, and only where that is poor", () => {
  const lines = readTranscript([line(1), line(5), line(9), { speaker: "user", text: "y", timestamp: "?" }]);
  const count = markLines(lines, [{ identity: "a", timeline: timeline([0, 6, 4]) }, { identity: "b", timeline: timeline([5, 12.3, null]) },
    { identity: "c", timeline: timeline([0, 8, 0]) }]);
  same(count, 1);
  same(lines.map(({ mark }) => mark), [null, { loss: 12.3, identity: "b" }, null, null]);
  same(markLines(lines, []), 0);
  same(lines[1].mark, null);
});
rule("loss is what was sent or received, whichever is more", () => {
  const both = timeline([0, 0, null, null], { downlink_loss_percentage: [9, null, 3, null] });
  same(levelsOf(both), ["poor", "good", "fair", "fair"]);
  const lines = readTranscript([line(1)]);
  same([markLines(lines, [{ identity: "a", timeline: both }]), lines[0].mark.loss], [1, 9]);
});
rule("the mark at a cut transcript's end is nobody's line", () => {
  const mark = line(9, "[The transcript ends here. Lines left out for want of room: 3]");
  same([readTranscript([line(1), mark], 3).length, readTranscript([line(1), mark], 0).length, readTranscript([mark, line(9)], 3).length], [1, 2, 2]);
});
rule("what is no line is left out", () => {
  same(readTranscript([null, 5, {}, { text: null }, { text: 7 }, line(1)]).length, 1);
  for (const wrong of [undefined, null, "x", {}]) same(readTranscript(wrong), []);
});
rule("the line of a moment is the last that had begun", () => {
  const lines = readTranscript([line(5), line(10), line(10, "z"), line(7), { text: "?", timestamp: "?" }]);
  same([0, 5, 9, 10, 99].map((seconds) => lineAt(lines, start + seconds * 1000)), [0, 0, 3, 2, 2]);
  same(lineAt([], start), -1);
});
rule("words are found in any case, and are no pattern", () => {
  same(pieces("The QUARREL? quarrel.", finder(" quarrel ")), ["The ", "QUARREL", "? ", "quarrel", "."]);
  for (const text of ["(", "[a-z", "a\\", "*+?", "$^", "{1}", "a|b", "/x/", "-", "\u2028"]) {
    same(pieces(`<${text}>`, finder(`${text} `)?.source ? finder(text) : /$^/g).join(""), `<${text}>`, text);
    if (text.trim()) same(pieces(`<${text}>`, finder(text)).length, 3, text);
  }
  same(finder("  "), null);
  same(pieces("Straße ÄÖ", finder("äö")), ["Straße ", "ÄÖ", ""]);
});
rule("a session's stretch is believed within reason", () => {
  same(spanOf({ start_time: at(0), end_time: at(60) }), { from: start, to: start + 60_000 });
  same(spanOf({ start_time: at(0), end_time: at(-60), duration_seconds: 30 }), { from: start, to: start + 30_000 });
  same(spanOf({ start_time: at(0), end_time: "?" }), { from: start, to: start + 1000 });
  same(spanOf({ start_time: "0001-01-01T00:00:00Z", end_time: "9999-01-01T00:00:00Z" }).to - spanOf({ start_time: "0001-01-01T00:00:00Z" }).from, 366 * 86_400_000);
});
rule("a record of any shape can be read", () => {
  for (const wrong of [{}, { quality_metrics: null }, { quality_metrics: [] }, { quality_metrics: { participants: [null, 5, {}, { identity: {} }], timeline: [] } }, { transcript: "no" }]) {
    const { people, lines } = readRecord(wrong);
    same([Array.isArray(people), lines], [true, []], JSON.stringify(wrong));
  }
});
rule("a hundred thousand lines are read and marked in no time", () => {
  const transcript = Array.from({ length: 100_000 }, (_, index) => line(index / 100, `line ${index}`));
  const began = performance.now();
  const record = readRecord({ start_time: at(0), end_time: at(1000), duration_seconds: 1000, transcript,
    quality_metrics: { timeline: { start_time: at(0), bucket_seconds: 8, kbps: Array(125).fill(1), loss_percentage: Array(125).fill(9) } } });
  same([record.lines.length, record.marked], [100_000, 100_000]);
  same(performance.now() - began < 2000, true);
});
