// What of a report goes into a Room's packets, and into which.

import { FakeRoom, module, publishedInRoom, rule, same, until } from "./rules.js";

const transport = { id: "T", type: "transport", timestamp: 9, bytesSent: 5 };
const sent = (ssrc, mid, more = {}) => ({ id: `O${ssrc}`, type: "outbound-rtp", timestamp: 9, kind: "video", ssrc, mid, ...more });
const heard = (ssrc) => ({ id: `R${ssrc}`, type: "remote-inbound-rtp", timestamp: 8, ssrc, packetsLost: 1 });
const received = (ssrc, mid) => ({ id: `I${ssrc}`, type: "inbound-rtp", timestamp: 9, kind: "audio", ssrc, mid });
const ids = (parts) => parts.map((part) => part.map(({ id }) => id).join());
/** Each entry with its comma. */
const bytes = (part) => JSON.stringify(part).length - 1;

rule("what no monitor reads is not sent, addresses least of all", () => {
  const { parts, tooLarge } = module.packetParts([
    { id: "C", type: "local-candidate", timestamp: 9, address: "192.0.2.1", port: 5 },
    { id: "P", type: "candidate-pair", timestamp: 9, currentRoundTripTime: 1 },
    { id: "S", type: "media-source", timestamp: 9 }, { id: "X", type: "constructor" }, null, undefined, 5,
    { ...transport, iceLocalUsernameFragment: "secret" },
    sent(1, "0", {
      mediaType: "video", framesEncoded: 5, framesSent: 4, active: false, remoteId: "R1", scalabilityMode: null,
      qualityLimitationDurations: { none: 1, cpu: 2 },
    }),
    { ...received(2, "1"), kind: undefined, mediaType: "audio", jitter: 0, remoteId: "x" },
    { ...heard(1), localId: "O1", totalRoundTripTime: 3 },
  ], 15_000);
  same(parts, [[
    transport,
    { id: "O1", type: "outbound-rtp", timestamp: 9, kind: "video", ssrc: 1, mid: "0", active: false, framesSent: 4,
      qualityLimitationDurations: { cpu: 2 } },
    heard(1),
    { id: "I2", type: "inbound-rtp", timestamp: 9, mediaType: "audio", ssrc: 2, mid: "1", jitter: 0 },
  ]]);
  same(tooLarge, 0);
});

rule("a large report comes in parts: tracks whole, with the far end's word, and sent ones with the transports", () => {
  const reports = [
    received(8, "a"), sent(1, "0"), sent(2, "0"), transport, received(9, "b"), sent(3, "1"), heard(3), heard(2), heard(1),
    heard(4), received(10, "c"),
  ];
  const whole = module.packetParts(reports, 15_000).parts;
  same(ids(whole), ["T,O1,O2,R2,R1,O3,R3,I8,I9,I10"]);
  const max = bytes([transport, sent(1, "0"), sent(2, "0"), heard(1), heard(2)]);
  const { parts, tooLarge } = module.packetParts(reports, max);
  same([ids(parts), tooLarge], [["T,O1,O2,R2,R1", "T,O3,R3,I8", "I9,I10"], 0]);
  for (const part of parts) if (bytes(part) > max) throw new Error(`${bytes(part)} bytes`);
});

rule("tracks are told apart as monitors do", () => {
  const max = 2 * bytes([received(1, "a")]) - 30;
  const apart = (...reports) => module.packetParts(reports, max).parts.length;
  same(apart(received(1, "a"), received(2, "b")), 2);
  same(apart({ ...received(1), trackIdentifier: "x" }, { ...received(2), trackIdentifier: "y" }), 2);
  same(apart(received(1), received(2)), 2);
  const none = { mid: undefined };
  same([apart(sent(1, "0"), { ...sent(2, "0"), kind: "audio" }), apart(sent(1, undefined), { ...received(2), ...none })], [2, 2]);
  same(apart(sent(1, "0"), { ...received(2, "0"), kind: "video" }), 2);
  // One track is never taken apart.
  const identifier = { trackIdentifier: "TR" };
  for (const one of [[sent(1), sent(2)], [{ ...received(1), ...identifier }, { ...received(2), ...identifier }]]) {
    same(module.packetParts(one, max), { parts: [[]], tooLarge: 1 });
  }
});

rule("a track that no packet has room for is left out and counted, the others stay", () => {
  const reports = [sent(1, "0"), sent(2, "1", { scalabilityMode: "L".repeat(500) }), transport, sent(3, "2")];
  const { parts, tooLarge } = module.packetParts(reports, 400);
  same([ids(parts), tooLarge], [["T,O1,O3"], 1]);
  same(module.packetParts(reports, 10), { parts: [[]], tooLarge: 3 });
});

rule("a report of nothing is an empty one: its sender is there", () => {
  same(module.packetParts([], 100), { parts: [[]], tooLarge: 0 });
  same(module.packetParts([transport], 100), { parts: [[]], tooLarge: 0 });
});

/** A Room one of whose connections receives that many streams. */
function crowd(count) {
  const room = new FakeRoom();
  const { _pc: pc } = room.engine.pcManager.subscriber;
  pc.getStats = async () => {
    pc.calls += 1;
    const entries = Array.from({ length: count }, (_, place) => ({ ...received(place, `é${place}`), timestamp: pc.calls }));
    return new Map(entries.map((entry) => [entry.id, entry]));
  };
  return room;
}

rule("the parts of a report have its time, numbers of their own, and fit their packets", async () => {
  const { own, room } = await publishedInRoom({ freshness: 5, maxPacketBytes: 1000 }, crowd(40));
  const { calls } = room.engine.pcManager.subscriber._pc;
  await until(() => room.engine.pcManager.subscriber._pc.calls > calls + 1, "a newer report is taken");
  own.flush();
  const parts = room.packets.filter(({ stats }) => stats.pc === "subscriber");
  const times = [...new Set(parts.map(({ stats }) => stats.timestamp))];
  same([times.length, own.statistics.samplesSplit], [2, 2]);
  same(room.sequences("subscriber"), parts.map((_, place) => place + 1));
  for (const time of times) {
    const entries = parts.filter(({ stats }) => stats.timestamp === time).flatMap(({ stats }) => stats.reports);
    same(entries.map(({ ssrc }) => ssrc), Array.from({ length: 40 }, (_, place) => place));
  }
  if (parts.length < 6) throw new Error(`only ${parts.length} parts`);
  for (const part of parts) if (part.bytes > 1000) throw new Error(`a packet of ${part.bytes} bytes`);
});

rule("no packet is larger than LiveKit takes, whatever the options say", async () => {
  const { room } = await publishedInRoom({ maxPacketBytes: 1e6 }, crowd(300));
  const sizes = room.packets.map((packet) => packet.bytes);
  if (Math.max(...sizes) > 15_000 || Math.max(...sizes) < 14_000) throw new Error(`packets of ${sizes} bytes`);
});

rule("of large packets, too, little waits for a Room", async () => {
  const room = Object.assign(crowd(300), { taking: () => new Promise(() => {}) });
  const { own } = await publishedInRoom({ interval: 5, freshness: 5 }, room);
  await until(() => own.statistics.congestions > 2, "it waits");
  const bytes = room.packets.reduce((sum, packet) => sum + packet.bytes, 0);
  if (bytes > 65_536 || bytes < 50_000) throw new Error(`${bytes} bytes wait`);
});
