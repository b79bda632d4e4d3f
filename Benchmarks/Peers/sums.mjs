// The peer of `roomvitals replay` in node: JSON.parse and the bit rate of what was sent, nothing else.
// Prints kbps as roomvitals' average_bitrate has it, so that both can be checked against each other.
import { createInterface } from "node:readline";

const last = new Map();
let bits = 0;
let seconds = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { stats } = JSON.parse(line);
  if (stats.pc !== "publisher") continue;
  // Layers of one track add up; their reading weighs as much as its longest layer.
  let rate = 0;
  let longest = 0;
  for (const entry of stats.reports) {
    if (entry.type !== "outbound-rtp" || entry.kind !== "video") continue;
    const key = stats.participantIdentity + entry.ssrc;
    const before = last.get(key);
    last.set(key, entry);
    if (!before || entry.active === false) continue;
    const elapsed = (entry.timestamp - before.timestamp) / 1000;
    rate += ((entry.bytesSent - before.bytesSent) * 8) / elapsed;
    longest = Math.max(longest, elapsed);
  }
  bits += rate * longest;
  seconds += longest;
}
console.log((bits / seconds / 1000).toFixed(2));
