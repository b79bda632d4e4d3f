// The peer of `roomvitals replay` in node: JSON.parse of every message of a file, and five sums of what was sent.
//
// usage: node sums.mjs FILE
//
// Does: mean bit rate and frame rate of video (layers of a track added up, switched-off layers, restarts and stalls told
// apart), packet loss, mean jitter and round trip of video and audio, and how many readings each has, by the rules of
// docs/metrics.md. Does not: anything of what was received, spreads and quantiles, time lines, figures by participant,
// bounds, clocks that were set, or checks of what is absurd. Prints one JSON object, nothing rounded.
import { openSync, readSync } from "node:fs";

const shortest = 50; // ms between two entries
const connections = new Map();
const video = { readings: 0, bits: 0, seconds: 0, frames: 0, frameSeconds: 0 };
const feedback = { lost: 0, expected: 0, jitter: 0, jitters: 0, trip: 0, trips: 0 };
const counters = ["bytesSent", "packetsSent", "framesSent", "retransmittedBytesSent", "retransmittedPacketsSent"];

// What one more entry of a stream says; its interval goes to the track.
function advance(stream, entry, transport, tracks) {
  stream.sent = entry.packetsSent - (entry.retransmittedPacketsSent ?? 0);
  const before = stream.last;
  const elapsed = entry.timestamp - before.timestamp;
  const anew = entry.id !== before.id;
  if (elapsed <= 0 || (elapsed < shortest && !anew)) return;
  const left = transport - stream.transport;
  stream.last = entry;
  stream.transport = transport;
  if (anew || counters.some((counter) => entry[counter] < before[counter])) {
    stream.base = undefined;
    return;
  }
  if (entry.active === false || entry.kind !== "video") return;
  const seconds = elapsed / 1000;
  const bits = (entry.bytesSent - before.bytesSent) * 8;
  // Frames of a sender with spatial layers count each of them.
  const layers = Number(/^[LS](\d)T/.exec(entry.scalabilityMode)?.[1] ?? 1);
  const frames = (entry.framesSent - before.framesSent) / layers;
  const stalled = bits > 0 && left === 0;
  const track = tracks.get(entry.mid) ?? { rate: 0, frameRate: NaN, seconds: 0 };
  track.rate += stalled ? 0 : bits / seconds;
  const frameRate = stalled ? 0 : frames / seconds;
  if (!(frameRate <= track.frameRate)) track.frameRate = frameRate;
  track.seconds = Math.max(track.seconds, seconds);
  tracks.set(entry.mid, track);
}

// Each report of the far end counts once, by its own time.
function hear(stream, remote) {
  if (!(remote.timestamp > stream.heard)) return;
  stream.heard = remote.timestamp;
  if (remote.jitter !== undefined) { feedback.jitter += remote.jitter * 1000; feedback.jitters += 1; }
  if (remote.roundTripTime !== undefined) { feedback.trip += remote.roundTripTime * 1000; feedback.trips += 1; }
  if (remote.packetsLost === undefined) return;
  if (stream.base === undefined) {
    stream.base = remote.packetsLost;
    stream.runLoss = 0;
  } else {
    const loss = Math.max(0, remote.packetsLost - stream.base);
    feedback.lost += loss - stream.runLoss;
    feedback.expected += Math.max(0, stream.sent - stream.sentBefore);
    stream.runLoss = loss;
  }
  stream.sentBefore = stream.sent;
}

function fold({ participantIdentity, pc, reports }) {
  const key = participantIdentity + "\n" + pc;
  let streams = connections.get(key);
  if (!streams) connections.set(key, (streams = new Map()));
  const transports = new Map();
  for (const entry of reports) if (entry.type === "transport") transports.set(entry.id, entry.bytesSent);
  const tracks = new Map();
  for (const entry of reports) {
    if (entry.type !== "outbound-rtp") continue;
    const transport = transports.get(entry.transportId);
    const stream = streams.get(entry.ssrc);
    if (stream) advance(stream, entry, transport, tracks);
    else streams.set(entry.ssrc, {
      last: entry, transport, heard: 0, base: undefined, runLoss: 0, sentBefore: 0,
      sent: entry.packetsSent - (entry.retransmittedPacketsSent ?? 0),
    });
  }
  for (const { rate, frameRate, seconds } of tracks.values()) {
    video.readings += 1;
    video.bits += rate * seconds;
    video.seconds += seconds;
    if (!Number.isNaN(frameRate)) { video.frames += frameRate * seconds; video.frameSeconds += seconds; }
  }
  for (const entry of reports) {
    const stream = entry.type === "remote-inbound-rtp" && streams.get(entry.ssrc);
    if (stream) hear(stream, entry);
  }
}

const file = openSync(process.argv[2]);
let buffer = Buffer.allocUnsafe(4 << 20);
let filled = 0;
let messages = 0;
for (let count; (count = readSync(file, buffer, filled, buffer.length - filled)) > 0; ) {
  filled += count;
  let start = 0;
  for (let end; (end = buffer.indexOf(10, start)) >= 0 && end < filled; start = end + 1) {
    fold(JSON.parse(buffer.toString("utf8", start, end)).stats);
    messages += 1;
  }
  buffer.copyWithin(0, start, filled);
  filled -= start;
}
console.log(JSON.stringify({
  messages,
  average_bitrate: video.bits / video.seconds / 1000,
  average_fps: video.frames / video.frameSeconds,
  total_readings: video.readings,
  packet_loss_percentage: (100 * feedback.lost) / feedback.expected,
  jitter_ms: feedback.jitter / feedback.jitters,
  jitter_readings: feedback.jitters,
  round_trip_time_ms: feedback.trip / feedback.trips,
  round_trip_time_readings: feedback.trips,
}));
