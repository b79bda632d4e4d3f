// Which figures of a room and of a participant are shown: now, and over the whole session.

import { duration, frames, kbps, lossLevel, milliseconds, number, percent, score } from "./format.js";

/** `over`: what stands instead once there is no now, where `value` is then the average. */
export const roomFigures = [
  { label: "Video sent", unit: "kbps", value: ({ now }) => kbps(now.video_kbps),
    under: ({ average }) => `avg ${kbps(average.video_kbps)} each`, over: { under: "each, on average" } },
  { label: "Slowest picture", unit: "frames/s", value: ({ now }) => frames(now.frames_per_second),
    under: ({ average }) => `avg ${frames(average.frames_per_second)}`, over: { label: "Pictures sent", under: "average" } },
  { label: "Worst loss", unit: "%", value: ({ now }) => percent(now.packet_loss_percentage),
    level: ({ now }) => lossLevel(now.packet_loss_percentage),
    under: ({ average }) => `of all ${percent(average.packet_loss_percentage)}`,
    over: { label: "Loss sent", under: "of all packets" } },
  { label: "Round trip", unit: "ms", value: ({ now }) => milliseconds(now.round_trip_time_ms),
    under: ({ now, average }) => (now === average ? `p95 ${milliseconds(average.round_trip_time_p95_ms)}`
      : `worst ${milliseconds(now.worst_round_trip_time_ms)}`) },
  { label: "Freezes", unit: "", value: ({ average }) => number(average.freeze_count),
    under: ({ average }) => `${number(average.freeze_seconds, 1)} s in all` },
  { label: "MOS", unit: "", value: ({ average }) => score(average.mos), under: () => "estimate, 1 to 5" },
  { label: "Measured", unit: "%", value: ({ average }) => number(average.coverage_percentage),
    under: () => "of the time" },
];

const averageOnly = { under: "average" };

export const participantFigures = [
  { label: "Video sent", unit: "kbps", value: ({ now }) => kbps(now.video_kbps),
    under: ({ average }) => `avg ${kbps(average.video_kbps)}`, over: averageOnly },
  { label: "Audio sent", unit: "kbps", value: ({ now }) => kbps(now.audio_kbps),
    under: ({ average }) => `avg ${kbps(average.audio_kbps)}`, over: averageOnly },
  { label: "Pictures sent", unit: "frames/s", value: ({ now }) => frames(now.frames_per_second),
    under: ({ average }) => `avg ${frames(average.frames_per_second)}`, over: averageOnly },
  { label: "Loss sent", unit: "%", value: ({ now }) => percent(now.packet_loss_percentage),
    level: ({ now }) => lossLevel(now.packet_loss_percentage),
    under: ({ average }) => `of all ${percent(average.packet_loss_percentage)}`, over: { under: "of all packets" } },
  { label: "Round trip", unit: "ms", value: ({ now }) => milliseconds(now.round_trip_time_ms),
    under: ({ average }) => `p95 ${milliseconds(average.round_trip_time_p95_ms)}` },
  { label: "Jitter", unit: "ms", value: ({ average }) => number(average.jitter_ms, 1), under: () => "average" },
  { label: "Video received", unit: "kbps", value: ({ now }) => kbps(now.received_video_kbps),
    under: ({ average }) => `avg ${kbps(average.received_video_kbps)} each`, over: { under: "each, on average" } },
  { label: "Loss received", unit: "%", value: ({ now }) => percent(now.received_packet_loss_percentage),
    level: ({ now }) => lossLevel(now.received_packet_loss_percentage),
    under: ({ average }) => `of all ${percent(average.received_packet_loss_percentage)}`, over: { under: "of all packets" } },
  { label: "Freezes", unit: "", value: ({ average }) => number(average.freeze_count),
    under: ({ average }) => `${number(average.freeze_seconds, 1)} s` },
  { label: "Sound made up", unit: "%", value: ({ average }) => percent(average.concealment_percentage),
    under: () => "of audio" },
  { label: "MOS", unit: "", value: ({ average }) => score(average.mos), under: () => "estimate, 1 to 5" },
  { label: "Measured", unit: "%", value: ({ average }) => number(average.coverage_percentage),
    under: () => "of the time" },
];

/** A level and since when it holds, in words. */
export function heldFor(level, seconds) {
  return seconds >= 1 ? `${level} for ${duration(seconds)}` : level;
}
