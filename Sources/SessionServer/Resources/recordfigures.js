// Which figures of a record stand under its verdict: of a call with video, and of one without.

import { frames, kbps, lossLevel, milliseconds, number, percent, score } from "./format.js";
import { measuredAt } from "./metriclist.js";

const at = (block, path, more = {}) => measuredAt(block, { path, ...more });
const loss = (block) => at(block, "packet_loss_percentage", { needs: "jitter_ms" });
export const coverageOf = (block) => at(block, "coverage_percentage");

const lossSent = { label: "Loss sent", unit: "%", value: ({ now }) => percent(loss(now)), level: ({ now }) => (now.isJudged ? lossLevel(loss(now)) : "unknown"), under: () => "of all packets" };
const roundTrip = { label: "Round trip", unit: "ms", value: ({ now }) => milliseconds(at(now, "round_trip_time_ms.mean")),
  under: ({ now }) => `p95 ${milliseconds(at(now, "round_trip_time_ms.p95"))}` };
const opinion = { label: "MOS", unit: "", value: ({ now }) => score(at(now, "mos")), under: () => "estimate, 1 to 5" };
const measured = { label: "Measured", unit: "%", value: ({ now }) => number(coverageOf(now)), under: () => "of the time" };

export const videoFigures = [
  { label: "Video sent", unit: "kbps", value: ({ now }) => kbps(at(now, "average_bitrate", { video: true })), under: () => "mean of all readings" },
  { label: "Pictures sent", unit: "frames/s", value: ({ now }) => frames(at(now, "average_fps", { video: true })), under: () => "mean of all readings" },
  lossSent, roundTrip,
  { label: "Freezes", unit: "", value: ({ now }) => number(at(now, "freeze_count")), under: ({ now }) => `${number(at(now, "freeze_seconds"), 1)} s in all` },
  opinion, measured,
];

export const voiceFigures = [
  { label: "Audio sent", unit: "kbps", value: ({ now }) => kbps(at(now, "audio.average_bitrate", { needs: "audio.bitrate_kbps" })), under: () => "mean of all readings" },
  lossSent, roundTrip,
  { label: "Jitter", unit: "ms", value: ({ now }) => number(at(now, "jitter_ms.mean"), 1), under: ({ now }) => `p95 ${number(at(now, "jitter_ms.p95"), 1)}` },
  { label: "Sound made up", unit: "%", value: ({ now }) => percent(at(now, "audio.concealment_percentage")), under: () => "of audio" },
  opinion, measured,
];
