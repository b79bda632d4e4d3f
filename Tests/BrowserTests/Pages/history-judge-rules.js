// How a session is judged, and what is said of it.

import { causeText, tell, worstStretch } from "/history/advice.js";
import { judge, judgeSession, judgeSummary, judged, levelBy, severity } from "/history/judge.js";
import { Metrics } from "/history/metrics.js";
import { measuredAt, others, valueAt } from "/history/metriclist.js";
import { readSpread } from "/history/spread.js";
import { rule, same } from "/pages/rules.js";

/** One of whom loss was measured, and nothing is wrong. */
const fine = (identity, more = {}) => ({ identity, coverage_percentage: 95, packet_loss_percentage: 0.2, jitter_ms: { count: 9, mean: 4 }, round_trip_time_ms: { count: 9, mean: 40 }, ...more });
const session = (...participants) => judgeSession({ duration_seconds: 100, quality_metrics: { participants } });
const words = (verdict) => {
  const { word, before, name, after, advice, others: rest } = tell(verdict);
  return [`${word}: ${before}${name ?? ""}${after}`, advice, rest];
};

rule("levels lie where the live page's lines do", () => {
  const rows = [
    ["packet_loss", 0.99, "good"], ["packet_loss", 1, "fair"], ["packet_loss", 5, "fair"], ["packet_loss", 5.01, "poor"],
    ["round_trip_time", 150, "fair"], ["round_trip_time", 300.1, "poor"], ["jitter", 29, "good"], ["jitter", 101, "poor"],
    ["frames_per_second", 20, "good"], ["frames_per_second", 19.9, "fair"], ["frames_per_second", 10, "fair"], ["frames_per_second", 9.9, "poor"],
    ["packet_loss", null, "unknown"], ["packet_loss", NaN, "unknown"], ["nothing", 5, "unknown"], ["packet_loss", "9", "unknown"],
  ];
  for (const [metric, value, level] of rows) same(levelBy(metric, value), level, `${metric} ${value}`);
  same([severity("packet_loss", 1), severity("packet_loss", 5), severity("packet_loss", 1e9)], [1, 2, 3]);
  same([severity("frames_per_second", 20), severity("frames_per_second", 10)], [1, 2]);
});
rule("nothing is good from missing data", () => {
  same(judge({ coverage_percentage: 100, packet_loss_percentage: 0 }, 100).level, "unknown");
  same(judge(fine("a"), 100).level, "good");
  same(judge(fine("a"), 10).level, "unknown");
  same(judge({}, 100).level, "unknown");
  same(judge({ coverage_percentage: 100, audio: { concealment_percentage: 0.1 } }, 100).level, "unknown");
  same(judge(null, NaN).level, "unknown");
});
rule("of all that is bad the one that explains the others is named, of two sides the worse", () => {
  const { level, cause } = judge(fine("a", {
    packet_loss_percentage: 6, average_fps: 4, total_readings: 9, downlink: { packet_loss_percentage: 20, total_readings: 5 },
  }), 100);
  same([level, cause.metric, cause.side, cause.value], ["poor", "packet_loss", "received", 20]);
  same(judge(fine("a", { packet_loss_percentage: 2, average_fps: 4, total_readings: 9 }), 100).cause.metric, "frames_per_second");
  same(judge(fine("a", { average_fps: 0, total_readings: 0 }), 100).level, "good");
});
rule("freezes are a share of all the video that was received", () => {
  const share = (senders) => judged(fine("a", { freeze_seconds: 19 }), 100, senders).find(({ metric }) => metric === "frozen").value;
  same([share(1), share(4), share(0)], [20, 5, 20]);
});
rule("the worst is named, and what is said of the others is true", () => {
  const bad = fine("bob", { packet_loss_percentage: 6.2 });
  same(words(session(fine("a"), bad, fine("c"))), [
    "Poor: Others saw and heard bob break up: 6.2\u00a0% of what they sent was lost.",
    "A wired network, or a place nearer to the access point, would help.", "The 2 others were fine."]);
  same(words(session(fine("a"), bad))[2], "The other participant was fine.");
  same(words(session(fine("a"), bad, { identity: "d" }, fine("e", { packet_loss_percentage: 2 })))[2], "1 other was not fine either, 1 was fine, of 1 too little was measured.");
  same(words(session(bad, fine("b", { packet_loss_percentage: 8 }), fine("c", { packet_loss_percentage: 7 })))[1], "Everybody was affected: look at the server or its network first.");
  same(words(session(bad, fine("a"), {}))[2], "1 was fine, of 1 too little was measured.");
  same(words(session(bad))[2], "");
});
rule("the monitor is judged only where the participants say nothing, and is never one of those who were fine", () => {
  const monitor = (more) => ({ ...fine("roomvitals-monitor", more), monitor: true });
  const lossy = monitor({ packet_loss_percentage: 9 });
  same(words(session(lossy, fine("a"))), ["Good: All was fine over the whole session.", "Nothing that was measured went beyond its line.", ""]);
  same(session(lossy, fine("a")).people.map(({ identity }) => identity), ["a", "roomvitals-monitor"]);
  same(words(session(monitor({}), fine("a", { packet_loss_percentage: 9 }), fine("b")))[2], "The other participant was fine.");
  same(session(lossy, { identity: "a" }).worst.identity, "roomvitals-monitor");
  same(words(session(lossy, { identity: "a" })).slice(0, 2), [`Poor: What arrived at the monitor: ${causeText(session(lossy).worst.cause)}.`,
    "That bears the losses of the participants' uplinks and of the monitor's own network. Their own numbers are not known."]);
  same(session(monitor({}), { identity: "a" }).level, "unknown");
  const signalled = judgeSession({ duration_seconds: 100, quality_metrics: { connection_quality_average: "good", participants: [monitor({}), { identity: "a" }] } });
  same(words(signalled).slice(0, 2), ["Unknown: Too little was measured to judge this session.", "The call's server called the connections good on average, by its own estimate."]);
  same(session(lossy).level, "poor");
});
rule("a good session, and one of which too little is known", () => {
  same(words(session(fine("a"), fine("b"))), ["Good: All was fine over the whole session.", "That holds for all 2 participants.", ""]);
  same(words(session(fine("a"), fine("b"), {}))[1], "Of 1 of 3 participants too little was measured to say so.");
  same(words(session(fine("a"), {}))[0], "Unknown: Too little was measured to judge this session.");
  same(words(judgeSession({}))[0], "Unknown: Too little was measured to judge this session.");
  same(words(judgeSession({ quality_metrics: { participants: "no" } }))[0], "Unknown: Too little was measured to judge this session.");
  const short = (seconds, coverage) => words(judgeSession({ duration_seconds: seconds, quality_metrics: { coverage_percentage: coverage, participants: [fine("a")] } }))[0];
  same(short(9, 89), "Unknown: Under 10\u00a0s were measured: too short to judge.");
  same(short(9, 0), "Unknown: Too little was measured to judge this session.");
});
rule("a record that names nobody is judged as a whole", () => {
  const verdict = judgeSession({ duration_seconds: 100, quality_metrics: fine(undefined, { round_trip_time_ms: { count: 4, mean: 400 } }) });
  same(words(verdict)[0], "Poor: Sound and picture arrived late for the participants (400\u00a0ms there and back); people may have talked over each other.");
});
rule("every cause has its sentence, its words and its advice", () => {
  const blocks = {
    packet_loss: { packet_loss_percentage: 9 }, round_trip_time: { round_trip_time_ms: { count: 1, mean: 900 } }, jitter: { jitter_ms: { count: 1, mean: 200 } },
    frames_per_second: { average_fps: 3, total_readings: 5 }, bandwidth_limited: { quality_limitation_seconds: { bandwidth: 80 } },
    cpu_limited: { quality_limitation_seconds: { cpu: 80 } }, frozen: { freeze_seconds: 80 }, concealed_audio: { audio: { concealment_percentage: 30 } },
  };
  for (const [metric, block] of Object.entries(blocks)) {
    const verdict = session(fine("zoë", block));
    same([verdict.level, verdict.worst.cause.metric], ["poor", metric]);
    const [sentence, advice] = words(verdict);
    same(sentence.includes("zoë") && !sentence.includes("undefined") && advice.length > 10, true, sentence);
    same(causeText(verdict.worst.cause).includes("undefined"), false, metric);
  }
});
rule("a list says as much as the few numbers there tell", () => {
  const summary = (metrics, more = {}) => {
    const { level, words: text } = judgeSummary({ mode: "video", duration_seconds: 60, quality_metrics: metrics, ...more });
    return level === text ? level : `${level}: ${text}`;
  };
  const clean = { packet_loss_percentage: 0, average_fps: 30, total_readings: 50 };
  same(summary(clean), "good: good on average");
  same(summary({ ...clean, packet_loss_percentage: 6, average_fps: 15 }), "poor");
  same(summary({ ...clean, average_fps: 15 }), "fair");
  same(summary({ ...clean, average_fps: 15 }, { mode: "voice" }), "good: good on average");
  same(summary({ packet_loss_percentage: 0, average_fps: 0, total_readings: 0 }), "unknown: not measured");
  same(summary({ packet_loss_percentage: 0, total_readings: 0 }, { mode: "voice" }), "unknown: not judged");
  same(summary({ packet_loss_percentage: 2, total_readings: 0 }, { mode: "voice" }), "fair");
  same(summary({ ...clean, packet_loss_percentage: null }), "unknown: not measured");
  same(summary(null), "unknown: not measured");
});
rule("a list judges nothing of which the opened session says that too little was measured", () => {
  const metrics = { ...fine("a"), packet_loss_percentage: 6, total_readings: 50, average_fps: 30 };
  for (const [seconds, readings, level, text] of [
    [8, 50, "unknown", "too short to judge"], [9.9, 50, "unknown", "too short to judge"], [10, 9, "unknown", "too little measured"],
    [20, 10, "poor", "poor"], [null, 50, "unknown", "too little measured"],
  ]) {
    const found = judgeSummary({ mode: "video", duration_seconds: seconds, quality_metrics: { ...metrics, total_readings: readings } });
    same([found.level, found.words], [level, text], `${seconds} s`);
  }
  same(judge(metrics, 8).level, "unknown");
  const root = document.createElement("div");
  const all = new Metrics(root);
  const block = { ...metrics, round_trip_time_ms: { mean: 400, min: 400, max: 400, stddev: 0, p50: 400, p95: 400, p99: 400, count: 9 } };
  const marked = (isJudged) => {
    all.update(block, isJudged);
    return root.querySelectorAll("dd .text-poor, dd.text-poor").length;
  };
  same([marked(false), marked(true) > 1], [0, true]);
  same(judgeSummary().level, "unknown");
});
rule("numbers that were not measured are none, though they are 0 for readers of old", () => {
  const loss = { path: "packet_loss_percentage", needs: "jitter_ms" };
  same(measuredAt({ packet_loss_percentage: 0, jitter_ms: { count: 0 } }, loss), null);
  same(measuredAt({ packet_loss_percentage: 0, jitter_ms: { count: 2 } }, loss), 0);
  same(measuredAt({ average_fps: 0, total_readings: 0 }, { path: "average_fps", video: true }), null);
  same(valueAt({}, "constructor"), undefined);
  same(valueAt({ a: null }, "a.b"), undefined);
});
rule("what a newer program measures is shown too", () => {
  same(others({ average_bitrate: 1, sparkle: 4, audio: { glitter: { mean: 2 } }, participants: [1], timeline: { kbps: [1] }, identity: "x" }),
    [{ path: "sparkle", value: 4 }, { path: "audio.glitter.mean", value: 2 }]);
  same(others(JSON.parse(`{${Array.from({ length: 200 }, (_, index) => `"k${index}":1`).join()}}`)).length, 60);
});
rule("a spread without readings is none", () => {
  const spread = { mean: 2, min: 1, max: 3, stddev: 1, p50: 2, p95: 3, p99: 3, count: 4 };
  same(readSpread({ jitter_ms: spread }, "jitter_ms").p95, 3);
  for (const wrong of [{ ...spread, count: 0 }, { ...spread, max: null }, { ...spread, max: 0 }, "no", null, 7, []]) same(readSpread({ jitter_ms: wrong }, "jitter_ms"), null);
});
rule("the longest poor stretch is the worst, and a fair one only where none is poor", () => {
  const timeline = { start: 1000, step: 10 };
  same(worstStretch(timeline, ["good", "fair", "fair", "poor", "good", "poor", "poor"]), { level: "poor", from: 1050, to: 1070 });
  same(worstStretch(timeline, ["fair", "good"]), { level: "fair", from: 1000, to: 1010 });
  same(worstStretch(timeline, ["good", "unknown"]), null);
});
