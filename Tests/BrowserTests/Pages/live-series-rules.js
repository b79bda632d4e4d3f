// Points over time, gaps between them, and the marks of the axes.

import { staying } from "/live/order.js";
import { buckets } from "/live/plottable.js";
import { roomPlots, summary } from "/live/plots.js";
import { Series, extent, holes, runs, spanFor, usualStep } from "/live/series.js";
import { timeTicks, valueTicks } from "/live/ticks.js";
import { rule, same } from "/pages/rules.js";

const seconds = (...values) => values.map((value) => value * 1000);

rule("a series keeps its newest points, in order, each moment once", () => {
  const series = new Series(["a"], 3);
  for (const [time, a] of [[1, 10], [2, 20], [2, 21], [1, 99], [3, null], [NaN, 5], [4, "x"]]) series.append(time, { a });
  same([series.times, series.columns.a], [[2, 3, 4], [21, null, null]]);
});

rule("points of the server go among those that are here", () => {
  const series = new Series(["a", "b"], 10);
  series.append(5, { a: 5, b: 5 });
  series.append(9, { a: 9, b: 9 });
  series.merge({ time_ms: [1, 5, 7, null], a: [1, 50, 7, 8], b: [1, null] });
  same([series.times, series.columns], [[1, 5, 7, 9], { a: [1, 50, 7, 9], b: [1, null, null, 9] }]);
  series.merge(undefined);
  series.merge({ time_ms: "x" });
  same(series.length, 4);
});

rule("the nearest point is found as by looking at all", () => {
  const series = new Series([]);
  for (const time of [1, 4, 5, 11, 30]) series.append(time, {});
  for (let time = -2; time < 40; time += 0.5) {
    const distances = series.times.map((other) => Math.abs(other - time));
    same(distances[series.nearest(time)], Math.min(...distances), `near ${time}`);
  }
  same(new Series([]).nearest(1), -1);
});

rule("lines break where a value or time is missing", () => {
  const times = seconds(0, 1, 2, 3, 9, 10, 11);
  same(runs(times, [1, 1, null, 1, 1, 1, 1], 1000), [[0, 1], [3, 3], [4, 6]]);
  same(runs(times, [1, 1, null, 1, 1, 1, 1], 1000, 1000), [[1, 1], [3, 3], [4, 6]]);
  same(runs([], [], 1000), []);
  same(runs(times, times.map(() => null), 1000), []);
});

rule("reports that come slowly are no gaps", () => {
  const times = seconds(0, 10, 20, 30, 40);
  same(usualStep(times), 10_000);
  same(runs(times, times).length, 1);
  same(usualStep([0, 1, 2]), 1000);
});

rule("runs hold every value once and no hole", () => {
  for (let pattern = 0; pattern < 256; pattern += 1) {
    const values = Array.from({ length: 8 }, (_, index) => (pattern >> index & 1 ? index : null));
    const times = values.map((_, index) => index * 1000);
    const inRuns = runs(times, values, 1000).flatMap(([first, last]) => values.slice(first, last + 1));
    same(inRuns, values.filter((value) => value !== null), `pattern ${pattern}`);
  }
});

rule("holes are marked when they are long, and up to now", () => {
  const times = seconds(0, 1, 2, 20, 21, 24);
  same(holes(times, times, 24_000, 1000), [seconds(2, 20)]);
  same(holes(times, times, 40_000, 1000), [seconds(2, 20), seconds(24, 40)]);
  same(holes([], [], 9000, 1000), []);
});

rule("the axis grows by whole minutes", () => {
  same(seconds(0, 60, 61, 120, 299, 301, 9999).map(spanFor), seconds(60, 60, 120, 120, 300, 360, 600));
});

rule("an extent knows when the greatest was", () => {
  same(extent([1, 2, 3], [5, 9, null]), { least: 5, greatest: 9, at: 2, newest: null });
  same(extent([1, 2, 3], [5, 9, 7], 3), { least: 7, greatest: 7, at: 3, newest: 7 });
  same(extent([1], [null]), null);
});

rule("value ticks are round, begin at 0 and reach the greatest", () => {
  for (const greatest of [0, NaN, 0.003, 0.3, 0.99, 1, 5.1, 7, 99, 100, 101, 4812, 9.9e5, 1e12]) {
    const { top, step, values } = valueTicks(greatest, 4);
    same(values[0], 0);
    same(top >= (greatest || 0), true, `the top for ${greatest}`);
    same(values.length >= 2 && values.length <= 6, true, `${values.length} ticks for ${greatest}`);
    same([1, 2, 5, 10].includes(Math.round(step / 10 ** Math.floor(Math.log10(step) + 1e-9))), true, `the step ${step}`);
  }
  same(valueTicks(0.3, 3).values, [0, 0.1, 0.2, 0.3]);
  same(valueTicks(0.2, 3, 6).values, [0, 2, 4, 6]);
});

rule("time ticks lie on full minutes and are not too many", () => {
  same(timeTicks(61_000, 301_000, 4), { step: 60_000, times: [120_000, 180_000, 240_000, 300_000] });
  for (const span of [60_000, 120_000, 300_000, 600_000]) {
    for (let most = 2; most < 12; most += 1) {
      const { step, times } = timeTicks(1_700_000_012_345, 1_700_000_012_345 + span, most);
      same(times.length <= most + 1 && times.length >= 1, true, `${times.length} of ${most} in ${span}`);
      same(times.every((time) => time % step === 0), true);
    }
  }
  same(timeTicks(5, 5).times, []);
});

rule("the table folds means and greatest values, newest first, and leaves out what is empty", () => {
  const series = new Series(["video_kbps", "worst_packet_loss_percentage", "round_trip_time_ms", "worst_round_trip_time_ms"]);
  [[0, 100, 1], [1000, 300, 9], [9000, 500, null]].forEach(([time, kbps, loss]) =>
    series.append(time, { video_kbps: kbps, worst_packet_loss_percentage: loss }));
  same(buckets(roomPlots, series, { from: 0, to: 10_000 }, 5).map(({ from, values }) => [from, ...values]), [
    [8000, "500", "–", "–", "–"], [0, "200", "9.00", "–", "–"],
  ]);
});

rule("the summary says what was not measured", () => {
  const series = new Series(["video_kbps", "worst_packet_loss_percentage", "round_trip_time_ms", "worst_round_trip_time_ms"]);
  const span = { from: 0, to: 60_000 };
  same(summary(roomPlots, series, span), "Nothing was measured yet. The plots begin with the first report.");
  series.append(1000, { video_kbps: 500 });
  series.append(5000, { video_kbps: 700 });
  same(/^In the last 4 s: video sent 500 to 700 kbps, most at .*, now 700; packet loss \(worst participant\) not measured;/
    .test(summary(roomPlots, series, span)), true, summary(roomPlots, series, span));
});

rule("as many rows as can be stay where they are, and they are in order", () => {
  const longest = (numbers) => {
    const lengths = [];
    numbers.forEach((number, index) => {
      lengths[index] = 1 + Math.max(0, ...numbers.slice(0, index).map((other, at) => (other < number ? lengths[at] : 0)));
    });
    return Math.max(0, ...lengths);
  };
  const orders = (numbers) => (numbers.length === 0 ? [[]]
    : numbers.flatMap((number) => orders(numbers.filter((other) => other !== number)).map((rest) => [number, ...rest])));
  for (const numbers of [[], [0], ...orders([0, 1, 2, 3, 4, 5])]) {
    const stay = staying(numbers);
    const kept = numbers.filter((number) => stay.has(number));
    same(kept.length, longest(numbers), `of ${numbers}`);
    same(kept, [...kept].sort((a, b) => a - b), `of ${numbers}`);
  }
});
