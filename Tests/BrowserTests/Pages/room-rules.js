// Tracks, quality, and livekit-client Rooms.

import { FakeConnection, FakeRoom, FakeSocket, published, publisher, reconnected, rule, same, until } from "./rules.js";

rule("tracks and quality are said after every connection, zeros left out", async () => {
  const own = await published();
  own.setTracks([{ kind: "audio", mid: "0", source: "microphone" }, { kind: "video", mid: "1", sid: "TR_1", muted: true }]);
  own.setQuality("poor");
  own.setTracks([{ kind: "audio", mid: "0", source: "microphone" }, { kind: "video", mid: "1", sid: "TR_1", muted: true }]);
  FakeSocket.last.end(1006);
  const second = await reconnected();
  for (const socket of [FakeSocket.all[0], second]) {
    same(socket.named("update"), [{ participants: [{ sid: "PA_1", identity: "alice", state: "ACTIVE", tracks: [
      { source: "MICROPHONE", mid: "0" }, { sid: "TR_1", type: "VIDEO", muted: true, mid: "1" }] }] }]);
    same(socket.named("connectionQuality"), [{ updates: [{ participantSid: "PA_1" }] }]);
  }
});

rule("a Room's connections are found, also when they are replaced, and never made", async () => {
  const room = new FakeRoom();
  const own = publisher({ room: undefined, identity: undefined, interval: 10, freshness: 5 });
  const { pcManager } = room.engine;
  Object.defineProperty(pcManager.publisher, "pc", { get() { throw new Error("made one"); } });
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  same(FakeSocket.last.url.search, "?room=room&identity=alice");
  FakeSocket.last.welcome();
  await until(() => FakeSocket.last.sequences.length >= 2, "reports of both");
  same([...new Set(FakeSocket.last.named("stats").map((stats) => stats.pc))].sort(), ["publisher", "subscriber"]);
  const old = pcManager.publisher._pc;
  room.engine.pcManager = { publisher: { _pc: new FakeConnection("new") }, subscriber: {} };
  await until(() => FakeSocket.last.named("stats").some((stats) => stats.reports[0].padding === "new"), "the new one");
  const { calls } = old;
  await until(() => room.engine.pcManager.publisher._pc.calls > 3, "it goes on");
  if (old.calls > calls + 1) throw new Error("the old one is still asked");
});

rule("a Room's name is waited for", async () => {
  const room = new FakeRoom();
  room.name = "";
  room.localParticipant.identity = "";
  const own = publisher({ room: undefined, identity: undefined, freshness: 5 });
  own.observeRoom(room);
  await until(() => room.engine.pcManager.publisher._pc.calls > 2, "reports are taken");
  same([own.status.state, FakeSocket.all.length], ["idle", 0]);
  Object.assign(room, { name: "later" });
  room.localParticipant.identity = "bob";
  await until(() => FakeSocket.last, "a socket");
  same(FakeSocket.last.url.search, "?room=later&identity=bob");
});

rule("a Room's mutes, quality and words are passed on, those of others are not", async () => {
  const room = new FakeRoom();
  const own = publisher();
  const sender = {};
  const publication = { trackSid: "TR_v", kind: "video", source: "camera", isMuted: false, track: { sender } };
  room.localParticipant.trackPublications.set("TR_v", publication);
  room.engine.pcManager.publisher._pc.transceivers = [{ sender: {}, mid: "0" }, { sender, mid: "4" }];
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  publication.isMuted = true;
  room.emit("trackMuted", publication, room.localParticipant);
  room.emit("connectionQualityChanged", "lost", { identity: "bob" });
  room.emit("connectionQualityChanged", "excellent", room.localParticipant);
  room.emit("transcriptionReceived", [{ id: "s", text: "no" }], undefined, undefined);
  room.emit("transcriptionReceived", [{ id: "s", text: "yes" }], room.localParticipant, publication);
  const updates = FakeSocket.last.named("update").map((update) => update.participants[0].tracks);
  same(updates, [
    [{ sid: "TR_v", type: "VIDEO", source: "CAMERA", mid: "4" }],
    [{ sid: "TR_v", type: "VIDEO", source: "CAMERA", muted: true, mid: "4" }]]);
  same(FakeSocket.last.named("connectionQuality").map(({ updates: [update] }) => update.quality), ["EXCELLENT"]);
  same(FakeSocket.last.named("transcription").map(({ segments: [segment] }) => segment.text), ["yes"]);
});

rule("leaving a Room leaves the feed, and coming back comes back", async () => {
  const room = new FakeRoom();
  const own = publisher();
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  room.emit("disconnected");
  same([own.status.state, FakeSocket.last.named("leave").length], ["paused", 1]);
  room.engine.pcManager = { publisher: { _pc: new FakeConnection() } };
  room.emit("connected");
  await reconnected();
  await until(() => FakeSocket.last.sequences.length > 0, "a report");
});

rule("a Room that is nothing like one harms nobody", () => {
  const own = publisher();
  for (const room of [undefined, {}, { on() {} }, { on() {}, engine: { pcManager: { publisher: 5 } } }]) {
    own.observeRoom(room).stop();
  }
});
