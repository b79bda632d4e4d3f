// Publishing in a livekit-client Room, without a relay.

import { FakeRoom, FakeSocket, publishedInRoom, publisher, rule, same, until } from "./rules.js";

const inRoom = (options = {}) => publisher({ url: undefined, room: undefined, identity: undefined, ...options });
const never = () => new Promise(() => {});

/** One of a Room, and a report that has not been sent. */
async function withNewerReport(options = {}) {
  const { own, room } = await publishedInRoom({ freshness: 5, ...options });
  await newerReport(room);
  return { own, room };
}

async function newerReport(room) {
  const { _pc: pc } = room.engine.pcManager.publisher;
  const { calls } = pc;
  await until(() => pc.calls > calls + 1, "a newer report is taken");
}

rule("without a relay reports go as the Room's own packets, to the monitor alone", async () => {
  const { own, room } = await publishedInRoom();
  same(room.packets.map(({ stats }) => [stats.pc, stats.sequence]), [["publisher", 1], ["subscriber", 1]]);
  const [{ stats, options }] = room.packets;
  same(options, [{ reliable: true, topic: "rtc-stats", destinationIdentities: ["roomvitals-monitor"] }]);
  same(Object.keys(stats), ["pc", "timestamp", "sequence", "reports"]);
  same(stats.reports, [{ id: "O1", type: "outbound-rtp", timestamp: 1.5 }]);
  if (Math.abs(stats.timestamp - Date.now()) > 5000) throw new Error(`the time is ${stats.timestamp}`);
  same([own.status.state, own.statistics.samplesSent, FakeSocket.all.length], ["connected", 2, 0]);
});

rule("the monitors are those that are named, and everybody where none is", async () => {
  for (const [monitors, expected] of [[["a", "b"], ["a", "b"]], ["a", ["a"]], [[], undefined]]) {
    const { room } = await publishedInRoom({ monitors });
    same(room.packets[0].options[0].destinationIdentities, expected);
  }
  for (const monitors of [[""], [5], {}, null, ""]) same(inRoom({ monitors }).status.state, "failed", monitors);
});

rule("what the server tells monitors is not sent", async () => {
  const { own, room } = await publishedInRoom();
  room.localParticipant.trackPublications.set("TR", { trackSid: "TR", kind: "video", isMuted: true });
  room.emit("trackMuted", {}, room.localParticipant);
  room.emit("connectionQualityChanged", "poor", room.localParticipant);
  room.emit("transcriptionReceived", [{ id: "s", text: "no" }], room.localParticipant, undefined);
  own.setQuality("poor");
  own.setTracks([{ kind: "video" }]);
  own.transcribe([{ id: "s", text: "no" }]);
  same([room.packets.length, own.statistics.bufferedMessages, own.statistics.errors], [2, 2, 0]);
});

rule("a Room that is not connected is waited for", async () => {
  const room = Object.assign(new FakeRoom(), { state: "disconnected" });
  const own = inRoom();
  own.observeRoom(room);
  await until(() => own.statistics.bufferedMessages === 2, "reports are kept");
  same([own.status.state, own.status.reason, room.packets.length], ["idle", "no Room is connected", 0]);
  room.state = "connected";
  room.emit("connected");
  await until(() => room.packets.length === 2, "they are sent");
});

rule("who may not publish data is told so, and sends what it kept when it may", async () => {
  const room = new FakeRoom();
  room.localParticipant.permissions = { canPublishData: false };
  const own = inRoom();
  own.observeRoom(room);
  await until(() => own.statistics.bufferedMessages === 2, "reports are kept");
  same(own.status, { state: "idle", reason: "this participant may not publish data: its token has canPublishData false" });
  room.localParticipant.permissions = { canPublishData: true };
  room.emit("participantPermissionsChanged");
  await until(() => room.packets.length === 2, "they are sent");
  // A server that takes the right away says nothing of what it no longer passes on.
  room.localParticipant.permissions = { canPublishData: false };
  room.emit("participantPermissionsChanged");
  same([own.status.state, own.statistics.unconfirmed], ["idle", 0]);
  room.localParticipant.permissions = { canPublishData: true };
  room.emit("participantPermissionsChanged");
  await until(() => room.packets.length === 4, "they are sent again");
  same([room.packets[2].stats, own.statistics.samplesResent], [room.packets[0].stats, 2]);
});

rule("a Room that takes nothing is tried again, and not for ever", async () => {
  const failures = {
    "the Room did not take a report: no": () => Promise.reject(new Error("no")),
    "the Room did not take a report: thrown": () => { throw new Error("thrown"); },
    "the Room did not take a report": () => Promise.reject(Object.create(null)),
    // As long as it takes: that nothing was taken makes no connection a stable one.
    "the Room did not take a report: late": async () => {
      await new Promise((done) => { setTimeout(done, 5); });
      throw new Error("late");
    },
  };
  for (const [reason, taking] of Object.entries(failures)) {
    const room = Object.assign(new FakeRoom(), { taking });
    const own = inRoom({ maxAttempts: 3, stableAfter: 1 });
    own.observeRoom(room);
    await until(() => own.status.state === "failed", "it gives up");
    same([own.status.reason, own.statistics.failedAttempts, own.statistics.errors], [reason, 3, 0]);
    if (room.packets.length < 3 || room.packets.length > 6) throw new Error(`${room.packets.length} packets`);
  }
});

rule("what a Room took before it had to connect anew is sent again as it was", async () => {
  const { own, room } = await publishedInRoom({ confirmAfter: 60_000 });
  await new Promise((done) => { setTimeout(done, 20); });
  room.state = "reconnecting";
  room.emit("reconnecting");
  same([own.status.state, own.status.reason], ["waiting", "the Room connects anew"]);
  await until(() => own.status.state === "idle", "it waits for the Room");
  room.state = "connected";
  room.emit("reconnected");
  await until(() => room.packets.length === 4, "it is sent again");
  same(room.packets.slice(2).map(({ stats }) => stats), room.packets.slice(0, 2).map(({ stats }) => stats));
  same(own.statistics.messagesConfirmed, 0);
});

rule("a Room that is connected anew is not kept waiting", async () => {
  const { own, room } = await publishedInRoom({ backoffInitial: 1e9, backoffCap: 1e9 });
  room.emit("reconnecting");
  same(own.status.state, "waiting");
  room.emit("reconnected");
  await until(() => own.status.state === "connected", "it goes on");
});

rule("what a Room took and stayed connected after has arrived", async () => {
  const { own, room } = await publishedInRoom({ confirmAfter: 20 });
  await until(() => own.statistics.messagesConfirmed === 2, "it is confirmed");
  room.emit("reconnecting");
  await until(() => own.status.state !== "waiting", "it is back");
  room.emit("reconnected");
  await until(() => own.status.state === "connected", "it goes on");
  same([room.packets.length, own.statistics.bufferedMessages], [2, 0]);
});

rule("a Room that never takes a packet is left, and it is sent again", async () => {
  const reasons = [];
  const onstatus = ({ reason }) => reasons.push(reason);
  const { own, room } = await publishedInRoom({ freshness: 5, confirmAfter: 1, onstatus });
  await until(() => own.statistics.unconfirmed === 0, "no ping is under way");
  room.taking = never;
  await newerReport(room);
  own.flush();
  const { now } = performance;
  performance.now = () => now.call(performance) + 31_000;
  try {
    await until(() => reasons.includes("the Room takes no reports"), "it is left");
    await until(() => own.statistics.samplesResent > 0, "it is sent again");
  } finally {
    delete performance.now;
  }
});

rule("a Room that resumes is sent nothing until it has", async () => {
  const { own, room } = await withNewerReport();
  room.state = "signalReconnecting";
  own.flush();
  same(room.packets.length, 2);
  room.state = "connected";
  await until(() => room.packets.length === 4, "it goes on");
});

rule("a data channel that has enough to do is not filled", async () => {
  const { own, room } = await withNewerReport();
  room.emit("dcBufferStatusChanged", false, 1);
  own.flush();
  same(room.packets.length, 4, "with a lossy channel full");
  room.emit("dcBufferStatusChanged", false, 0);
  await newerReport(room);
  own.flush();
  same(room.packets.length, 4, "with the reliable one full");
  room.emit("dcBufferStatusChanged", true, 0);
  same(room.packets.length, 6);
});

rule("what a Room has not taken is bounded, and goes on when it has", async () => {
  const takes = [];
  const room = Object.assign(new FakeRoom(), { taking: () => new Promise((done) => { takes.push(done); }) });
  const { own } = await publishedInRoom({ interval: 5, freshness: 5, maxSocketBytes: 1000 }, room);
  await until(() => own.statistics.congestions > 2, "it waits");
  const bytes = room.packets.reduce((sum, packet) => sum + packet.bytes, 0);
  if (bytes > 1000) throw new Error(`${bytes} bytes wait`);
  room.taking = () => Promise.resolve();
  for (const take of takes) take();
  await until(() => room.packets.length > takes.length + 20, "it goes on");
});

rule("leaving a Room pauses, and coming back sends what was left", async () => {
  const { own, room } = await withNewerReport({ confirmAfter: 1 });
  await until(() => own.statistics.messagesConfirmed === 2, "the first reports are confirmed");
  room.state = "disconnected";
  room.emit("disconnected");
  same([own.status.state, own.status.reason, room.packets.length], ["paused", "the room was left", 2]);
  room.state = "connected";
  room.emit("connected");
  await until(() => room.packets.length >= 4, "the last reports are sent");
  same([room.sequences().slice(0, 2), room.sequences("subscriber").slice(0, 2)], [[1, 2], [1, 2]]);
});

rule("a page that is left sends its newest report before a Room that came later leaves, once", async () => {
  for (const event of ["beforeunload", "pagehide"]) {
    const { own, room } = await withNewerReport();
    let seen = 0;
    const leave = () => { seen = room.packets.length; };
    window.addEventListener(event, leave);
    window.dispatchEvent(event === "pagehide" ? new PageTransitionEvent(event) : new Event(event));
    window.removeEventListener(event, leave);
    same(seen, 4, event);
    window.dispatchEvent(new PageTransitionEvent("pagehide"));
    same([room.packets.length, own.status.state], [4, "paused"]);
    await own.close();
  }
});

rule("close waits until the Room took the last report, not until it counts as arrived", async () => {
  const { own, room } = await publishedInRoom({ confirmAfter: 60_000, closeTimeout: 60_000 });
  const takes = [];
  room.taking = () => new Promise((done) => { takes.push(done); });
  let isDone = false;
  own.close().then(() => { isDone = true; });
  await until(() => takes.length === 2, "the last reports are sent");
  takes[0]();
  await new Promise((done) => { setTimeout(done, 800); });
  same([isDone, own.status.state], [false, "connected"], "while one is not taken");
  takes[1]();
  await until(() => isDone, "it closes");
  same([own.status.state, own.statistics.messagesConfirmed, own.statistics.bufferedMessages], ["closed", 4, 0]);
});

rule("what is taken while close waits is not left behind", async () => {
  const { own, room } = await publishedInRoom({ freshness: 5, confirmAfter: 60_000, closeTimeout: 60_000 });
  await own.close();
  const { _pc: pc } = room.engine.pcManager.publisher;
  if (pc.calls < 5) throw new Error("nothing was taken meanwhile");
  same([own.statistics.bufferedMessages, own.statistics.unconfirmed], [0, 0]);
});

rule("livekit-client 1 sends to everybody or to nobody", async () => {
  const first = () => {
    const room = new FakeRoom();
    room.localParticipant.tracks = room.localParticipant.trackPublications;
    delete room.localParticipant.trackPublications;
    return room;
  };
  const own = inRoom();
  own.observeRoom(first());
  await until(() => own.statistics.bufferedMessages === 2, "reports are kept");
  same([own.status.state, own.status.reason.slice(0, 52)], ["idle", "livekit-client 1 cannot send to the monitor alone: t"]);
  const { room } = await publishedInRoom({ monitors: [] }, first());
  same(room.packets[0].options, [0, { topic: "rtc-stats" }]);
});

rule("a Room whose data no monitor could read gets none", async () => {
  const room = new FakeRoom();
  room.engine.e2eeManager = { isDataChannelEncryptionEnabled: true };
  const own = inRoom();
  own.observeRoom(room);
  await until(() => own.statistics.bufferedMessages === 2, "reports are kept");
  same([own.status, room.packets.length],
    [{ state: "idle", reason: "the Room's data is encrypted end to end: the monitor could not read it" }, 0]);
});

rule("other connections are published in the Room, too, and without a Room wait", async () => {
  const own = inRoom();
  own.observe(new FakeRoom().engine.pcManager.publisher._pc, "screen");
  await until(() => own.statistics.bufferedMessages === 1, "the report is kept");
  same([own.status.state, own.status.reason], ["idle", "no Room is connected"]);
  const room = new FakeRoom();
  own.observeRoom(room);
  await until(() => room.packets.length === 3, "all are sent");
  same(room.packets.map(({ stats }) => stats.pc), ["screen", "publisher", "subscriber"]);
});
