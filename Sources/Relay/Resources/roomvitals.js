// RoomVitals for browsers: publishes a page's getStats() reports to the feed that monitors read.
//
//     import { RoomVitalsPublisher } from "http://127.0.0.1:9464/roomvitals.js";
//     const publisher = new RoomVitalsPublisher({ url: "ws://127.0.0.1:9464", room: "demo", identity: "alice" });
//     publisher.observe(peerConnection, "publisher");   // or publisher.observeRoom(livekitRoom)
//
// Without a url, to the monitor in a livekit-client Room, as the Room's own data packets:
//
//     new RoomVitalsPublisher().observeRoom(livekitRoom);
//
// Nothing here throws into the page: what goes wrong is a status, and a count in `statistics`.

/** Every bound and pace, with its default. Times are milliseconds. */
export const defaults = Object.freeze({
  /** Between the reports of one peer connection. */
  interval: 10_000,
  /** How old the newest report may be when the page goes away; getStats() is asked this often. By default a tenth of
   *  `interval`, within 250…1000. */
  freshness: undefined,
  /** Messages kept until the relay has confirmed them. Beyond it the oldest stats are dropped. */
  maxBufferedMessages: 256,
  /** Their bytes. */
  maxBufferedBytes: 4 << 20,
  /** Of one message: a larger one is dropped, for the relay would close the connection. */
  maxMessageBytes: 1 << 20,
  /** What may wait in the socket; beyond it messages wait in the buffer. */
  maxSocketBytes: 1 << 20,
  /** The n-th wait before connecting again is drawn evenly from 0 to `backoffInitial` · 2ⁿ, at most `backoffCap`. */
  backoffInitial: 500,
  backoffCap: 30_000,
  /** A connection that lasted this long makes the next wait the first one again. */
  stableAfter: 10_000,
  /** Failed attempts in a row before giving up. */
  maxAttempts: 100,
  /** Refusals in a row, with a fresh token each, before giving up. A fixed token is refused once. */
  maxRefusals: 5,
  /** From asking for a token to the relay's welcome. */
  connectTimeout: 10_000,
  /** Silence after a ping before the connection counts as dead, where the relay does not say. */
  pingTimeout: 15_000,
  /** How long close() waits for the last report to arrive. */
  closeTimeout: 2_000,
  /** In a Room: the identities that reports are sent to; none means everybody. */
  monitors: Object.freeze(["roomvitals-monitor"]),
  /** In a Room: of one packet. LiveKit has reliable packets of 15 KiB at most, with what is around them; more is not
   *  taken. */
  maxPacketBytes: 15_000,
  /** In a Room: how long it must stay connected after it took a packet for that to count as arrived. A Room that loses its
   *  connection says so only then. */
  confirmAfter: 20_000,
});

/** What may wait for a Room to take it: its data channel is the page's own, too. */
const maxRoomBytes = 64 << 10;
/** How long a Room may take to take a packet; it tries to connect for 15 s by itself. */
const roomTimeout = 30_000;
/** How long the page waits with its goodbye: the Room's own goes another way and would overtake the last packets. */
const farewell = 300;
/** The topic on which the monitor listens. */
const statsTopic = "rtc-stats";

/** What the relay takes of one participant. */
const maxTracks = 16;
/** How long one getStats() call may be under way before another is made beside it. */
const statsTimeout = 10_000;
/** Characters of a relay's explanation that are passed on. */
const maxReason = 200;
/** The relay's goodbyes after which coming back would be wrong. */
const finalReasons = new Set(["DUPLICATE_IDENTITY", "PARTICIPANT_REMOVED", "ROOM_DELETED", "ROOM_CLOSED"]);
const encoder = new TextEncoder();

/** What a monitor reads of each type of entry. The addresses in all others are sent to nobody. */
const packetFields = new Map(Object.entries({
  "outbound-rtp": [
    "id", "type", "timestamp", "kind", "mediaType", "ssrc", "mid", "rid", "transportId", "mediaSourceId", "active",
    "bytesSent", "packetsSent", "retransmittedBytesSent", "retransmittedPacketsSent", "framesSent", "framesPerSecond",
    "frameWidth", "frameHeight", "scalabilityMode", "qualityLimitationDurations",
  ],
  "inbound-rtp": [
    "id", "type", "timestamp", "kind", "mediaType", "ssrc", "mid", "trackIdentifier", "bytesReceived", "packetsReceived",
    "packetsLost", "retransmittedBytesReceived", "retransmittedPacketsReceived", "jitter", "framesDecoded",
    "framesPerSecond", "frameWidth", "frameHeight", "freezeCount", "totalFreezesDuration", "pauseCount",
    "totalPausesDuration", "concealedSamples", "totalSamplesReceived",
  ],
  "remote-inbound-rtp": [
    "id", "type", "timestamp", "ssrc", "packetsLost", "jitter", "roundTripTime", "roundTripTimeMeasurements",
  ],
  transport: ["id", "type", "timestamp", "bytesSent"],
}));
const durationFields = ["bandwidth", "cpu", "other"];

/**
 * What a monitor reads of a report, in parts that a packet has room for. Each holds its streams' tracks whole, and with
 * sent ones what the far end reported of them and the transports: a monitor can fold it without the others.
 *
 * @returns `{ parts, tooLarge }`: at least one part, and the number of tracks that no part has room for.
 */
export function packetParts(reports, maxBytes) {
  const transports = [];
  const feedback = [];
  const tracks = new Map();
  const tracksBySsrc = new Map();
  for (const entry of reports) {
    const fields = packetFields.get(entry?.type);
    if (!fields) continue;
    const picked = pick(entry, fields);
    if (entry.type === "transport") transports.push(picked);
    else if (entry.type === "remote-inbound-rtp") feedback.push(picked);
    else {
      const isSent = entry.type === "outbound-rtp";
      const name = picked.mid ?? (isSent ? picked.mediaSourceId ?? "" : picked.trackIdentifier ?? picked.id);
      const key = JSON.stringify([isSent, picked.kind ?? picked.mediaType, name]);
      if (!tracks.has(key)) tracks.set(key, { isSent, entries: [] });
      tracks.get(key).entries.push(picked);
      if (isSent) tracksBySsrc.set(picked.ssrc, tracks.get(key));
    }
  }
  for (const entry of feedback) tracksBySsrc.get(entry.ssrc)?.entries.push(entry);
  const parts = [];
  let part;
  let space = 0;
  let tooLarge = 0;
  // Sent ones first: a part that was begun for received ones has no transports.
  for (const { isSent, entries } of [...tracks.values()].sort((left, right) => right.isSent - left.isSent)) {
    const bytes = wireBytes(entries);
    if (!part || bytes > space) {
      const shared = isSent ? transports : [];
      const free = maxBytes - wireBytes(shared);
      if (bytes > free) {
        tooLarge += 1;
        continue;
      }
      part = [...shared];
      parts.push(part);
      space = free;
    }
    part.push(...entries);
    space -= bytes;
  }
  return { parts: parts.length > 0 ? parts : [[]], tooLarge };
}

function pick(entry, names) {
  const picked = {};
  for (const name of names) {
    const value = entry[name];
    if (value === undefined || value === null || (name === "mediaType" && picked.kind)) continue;
    picked[name] = name === "qualityLimitationDurations" ? pick(value, durationFields) : value;
  }
  return picked;
}

/** Of entries in an array, each with its comma. */
function wireBytes(entries) {
  return entries.reduce((sum, entry) => sum + encoder.encode(JSON.stringify(entry)).byteLength + 1, 0);
}

/**
 * The feed's URL: `/rtc` below the relay's address, with the parameters that have a value.
 *
 * @throws {TypeError} for what is no ws, wss, http or https URL.
 */
export function feedURL(address, parameters = {}) {
  const url = new URL(address);
  const scheme = { "ws:": "ws:", "wss:": "wss:", "http:": "ws:", "https:": "wss:" }[url.protocol];
  if (!scheme) throw new TypeError(`${url.protocol} is no WebSocket address`);
  url.protocol = scheme;
  url.hash = "";
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/rtc") ? path : `${path}/rtc`;
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  return url;
}

/** Exponential backoff with full jitter: a thousand pages that lost one relay do not come back together. */
export function backoff(attempt, { backoffInitial, backoffCap }, random = Math.random) {
  return random() * Math.min(backoffCap, backoffInitial * 2 ** Math.min(attempt, 30));
}

/**
 * Messages in the order of their making, kept until the relay has confirmed them.
 *
 * Those at the front have been handed to a socket; after a reconnect they are handed over again as they are, under
 * their old sequence numbers, by which monitors recognise what they had already.
 */
export class FeedQueue {
  #entries = [];
  #sent = 0;
  #lastNumber = 0;
  #maxMessages;
  #maxBytes;
  bytes = 0;
  /** Never sent, and never will be. */
  dropped = 0;
  /** Sent, and dropped before the relay confirmed it. */
  forgotten = 0;

  constructor(maxMessages, maxBytes) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  get length() { return this.#entries.length; }
  get unconfirmed() { return this.#sent; }

  append(text, bytes, isStats) {
    this.#lastNumber += 1;
    this.#entries.push({ number: this.#lastNumber, text, bytes, isStats, times: 0 });
    this.bytes += bytes;
    while (this.#entries.length > this.#maxMessages || this.bytes > this.#maxBytes) {
      const oldestStats = this.#entries.findIndex((entry) => entry.isStats);
      this.#drop(Math.max(0, oldestStats));
    }
  }

  /** The next message to send; it stays the next until `markSent`. */
  next() { return this.#entries[this.#sent]; }

  /** @returns how often it had been sent before. */
  markSent() {
    const entry = this.#entries[this.#sent];
    this.#sent += 1;
    entry.times += 1;
    return entry.times - 1;
  }

  /** The number of the newest message sent, for `confirm`. */
  get position() { return this.#sent > 0 ? this.#entries[this.#sent - 1].number : 0; }

  /** Everything sent up to `position` has arrived. @returns how many messages that were. */
  confirm(position) {
    let count = 0;
    while (count < this.#sent && this.#entries[count].number <= position) {
      this.bytes -= this.#entries[count].bytes;
      count += 1;
    }
    this.#entries.splice(0, count);
    this.#sent -= count;
    return count;
  }

  /** The connection is gone: what was not confirmed must be sent again. */
  rewind() { this.#sent = 0; }

  /** Drops the largest message sent and not confirmed. @returns its bytes, 0 where there is none. */
  dropLargestSent() {
    let largest = -1;
    for (let index = 0; index < this.#sent; index += 1) {
      if (largest < 0 || this.#entries[index].bytes > this.#entries[largest].bytes) largest = index;
    }
    return largest < 0 ? 0 : this.#drop(largest);
  }

  #drop(index) {
    const [entry] = this.#entries.splice(index, 1);
    if (index < this.#sent) this.#sent -= 1;
    this.bytes -= entry.bytes;
    if (entry.times > 0) this.forgotten += 1; else this.dropped += 1;
    return entry.bytes;
  }
}

/**
 * A livekit-client Room in the place of a relay's socket.
 *
 * Stats go as data packets. A ping is answered when the Room took all that was sent before it and has stayed connected
 * since; packets that a Room took before it had to connect anew may be lost. All else is told to monitors by the server.
 */
class RoomSocket {
  readyState = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  /** Whether a packet was ever taken. */
  hasDelivered = false;
  /** The Room says that its data channel has enough to do. */
  isFull = false;
  #monitors;
  #confirmAfter;
  #waiting = 0;
  #packets = new Set();
  #hurry;
  #inHurry = new Promise((done) => { this.#hurry = done; });

  constructor(room, { monitors, confirmAfter }) {
    this.room = room;
    this.#monitors = monitors;
    this.#confirmAfter = confirmAfter;
    queueMicrotask(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.({});
      this.#say({ join: { pingTimeout: (confirmAfter + roomTimeout) / 1000 } });
    });
  }

  /** Bytes that the Room has not taken yet. */
  get bufferedAmount() {
    return this.isFull || this.room.state === "signalReconnecting" ? Infinity : this.#waiting;
  }

  send(text) {
    if (text.startsWith('{"stats":')) {
      const packet = this.#publish(encoder.encode(text));
      this.#packets.add(packet);
      packet.then(() => this.#packets.delete(packet));
    } else if (text.startsWith('{"pingReq":')) this.#answer(JSON.parse(text).pingReq.timestamp);
  }

  close() { this.readyState = 3; }

  /** The page leaves: pings are answered soon after the Room took everything. */
  hurry() { this.#hurry(); }

  async #publish(payload) {
    this.#waiting += payload.byteLength;
    try {
      await publishPacket(this.room.localParticipant, payload, this.#monitors);
      this.hasDelivered = true;
    } catch (error) {
      if (this.readyState !== 1) return;
      this.readyState = 3;
      this.onclose?.({ code: 1011, reason: typeof error?.message === "string" ? error.message : "" });
    } finally {
      this.#waiting -= payload.byteLength;
    }
  }

  async #answer(timestamp) {
    await Promise.all(this.#packets);
    await Promise.race([delay(this.#confirmAfter), this.#inHurry.then(() => delay(farewell))]);
    if (this.readyState === 1) this.#say({ pongResp: { lastPingTimestamp: timestamp } });
  }

  #say(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
}

/** livekit-client 1 takes the kind by itself, of which 0 is reliable. What it throws is a rejection. */
async function publishPacket(participant, payload, monitors) {
  if (isVersion1(participant)) return participant.publishData(payload, 0, { topic: statsTopic });
  const destinationIdentities = monitors.length > 0 ? [...monitors] : undefined;
  return participant.publishData(payload, { reliable: true, topic: statsTopic, destinationIdentities });
}

function isVersion1(participant) { return !("trackPublications" in participant) && "tracks" in participant; }

/** Why reports cannot be published in a Room; undefined where they can. */
function obstacle(room, monitors) {
  const { localParticipant } = room;
  if (room.state !== "connected" && room.state !== "signalReconnecting") return "the Room is not connected";
  if (typeof localParticipant?.publishData !== "function") return "the Room has no way to publish data";
  if (localParticipant.permissions?.canPublishData === false) {
    return "this participant may not publish data: its token has canPublishData false";
  }
  if (room.engine?.e2eeManager?.isDataChannelEncryptionEnabled) {
    return "the Room's data is encrypted end to end: the monitor could not read it";
  }
  if (isVersion1(localParticipant) && monitors.length > 0) {
    return "livekit-client 1 cannot send to the monitor alone: take version 2, or set monitors to [] to send to everybody";
  }
  return undefined;
}

/** What is known of one peer connection. The label outlives the connection, and so does its sequence. */
class Slot {
  sequence = 0;
  pc = null;
  /** The newest report that has not been sent: `{ timestamp, reports }`. */
  newest = null;
  due = 0;
  #poll = null;
  #lastTimestamp = 0;
  /** When the browser took the last report. */
  #lastTaken = NaN;

  constructor(label) { this.label = label; }

  attach(pc) {
    this.pc = pc;
    this.newest = null;
    this.#poll = null;
    this.#lastTaken = NaN;
  }

  get isClosed() { return this.pc?.connectionState === "closed" || this.pc?.signalingState === "closed"; }

  /** Takes a report. @returns whether there is a new one. */
  async sample(counts) {
    const { pc } = this;
    if (!pc) return false;
    if (this.#poll && now() - this.#poll.since < statsTimeout) return this.#poll.done;
    const poll = { since: now() };
    this.#poll = poll;
    poll.done = this.#ask(pc, poll, counts);
    return poll.done;
  }

  async #ask(pc, poll, counts) {
    try {
      if (this.isClosed) return false;
      const report = await pc.getStats();
      // A connection that closed meanwhile reports nothing of what it sent: the report before stays the last one.
      if (this.#poll !== poll || this.isClosed) return false;
      const reports = [...report.values()];
      // Browsers answer calls in quick succession with one report: sent already, it is not sent again.
      const taken = Math.max(...reports.map((entry) => entry.timestamp));
      if (taken === this.#lastTaken) return false;
      this.#lastTaken = taken;
      // Strictly rising, whatever the wall clock does: a number with an older time is taken for a resend.
      this.#lastTimestamp = Math.max(Date.now(), this.#lastTimestamp + 1);
      this.newest = { timestamp: this.#lastTimestamp, reports };
      counts.samplesTaken += 1;
      return true;
    } catch {
      counts.statsErrors += 1;
      return false;
    } finally {
      if (this.#poll === poll) this.#poll = null;
    }
  }
}

/**
 * Publishes reports of any number of peer connections as one participant of one room.
 *
 * States, in `status.state` and with every `status` event: `idle` (nothing to publish yet, nobody known to publish as, or
 * no Room that takes it), `connecting`, `connected`, `waiting` (to connect again), `paused` (page hidden in the cache, or room left),
 * and for good `failed`, `ended` (by the relay) and `closed` (by `close`).
 */
export class RoomVitalsPublisher extends EventTarget {
  /** Called with the status whenever it changes. */
  onstatus = null;

  #options;
  #slots = new Map();
  #rooms = new Set();
  #queue;
  #status = Object.freeze({ state: "idle", reason: "" });
  #ticker = null;

  #socket = null;
  #isJoined = false;
  #joinedAt = 0;
  #attempt = null;
  #retry = null;
  #deadline = null;
  #attempts = 0;
  #refusals = 0;
  #ping = null;
  #lastPing = 0;
  #pingTimeout;
  #maxMessageBytes;
  #resumeId = "";
  #self = null;

  #tracks = null;
  #quality = null;
  #unsaid = new Set();

  #closing = null;
  #whenDrained = null;
  #listeners = [];
  #counts = {
    samplesTaken: 0, samplesSplit: 0, samplesSent: 0, samplesResent: 0, messagesTooLarge: 0, messagesConfirmed: 0, statsErrors: 0,
    bytesSent: 0, connections: 0, failedAttempts: 0, congestions: 0, badMessages: 0, unknownMessages: 0,
    errors: 0,
  };

  /**
   * @param options nothing, to publish in the Room that is observed; or `url` of the relay, with `token` (a LiveKit access token, or a function that gives one or a promise
   *   of one, asked for every connection) or, for a relay without keys, `room` and `identity`; `onstatus`; and any of
   *   `defaults`. `WebSocket` and `fetch` may stand in for the browser's own.
   */
  constructor(options = {}) {
    super();
    this.#options = { ...defaults };
    for (const [name, value] of Object.entries(options ?? {})) {
      const isPace = typeof defaults[name] === "number" || name === "freshness";
      if (value !== undefined && (!isPace || (Number.isFinite(value) && value > 0))) this.#options[name] = value;
    }
    const own = this.#options;
    own.freshness ??= Math.min(1000, Math.max(250, own.interval / 10));
    this.onstatus = own.onstatus ?? null;
    this.#pingTimeout = own.pingTimeout;
    this.#maxMessageBytes = Math.min(own.maxMessageBytes, own.maxBufferedBytes);
    this.#queue = new FeedQueue(own.maxBufferedMessages, own.maxBufferedBytes);
    const fault = this.#isInRoom ? this.#prepareForRoom() : faultOfAddress(own.url);
    if (fault) this.#finish("failed", fault);
    else this.#listen();
  }

  /** `{ state, reason }`, and while `waiting` `retryIn`, ms. */
  get status() { return this.#status; }

  /** What has been done and dropped since the beginning, and what is buffered now. */
  get statistics() {
    return {
      ...this.#counts, samplesDropped: this.#queue.dropped, samplesForgotten: this.#queue.forgotten,
      bufferedMessages: this.#queue.length, bufferedBytes: this.#queue.bytes, unconfirmed: this.#queue.unconfirmed,
    };
  }

  /**
   * Publishes a peer connection's reports until it closes.
   *
   * @param label tells connections of one participant apart, such as `publisher` and `subscriber`. Where it is taken,
   *   the new connection takes the old one's place, as after a reconnect.
   * @returns `{ label, stop() }`.
   */
  observe(pc, label = "publisher") {
    label = String(label);
    if (this.#isOver || typeof pc?.getStats !== "function") return { label, stop() {} };
    this.#attach(label, pc);
    this.#resume();
    return {
      label,
      stop: () => {
        const slot = this.#slots.get(label);
        if (slot?.pc === pc) this.#retire(slot);
      },
    };
  }

  /**
   * Publishes a livekit-client `Room`: both its peer connections, also when they are replaced; to a relay also the local
   * participant's connection quality, tracks and mutes, and what is transcribed of it. Room and identity are the Room's
   * where the options name none.
   *
   * @returns `{ stop() }`.
   */
  observeRoom(room) {
    if (this.#isOver || typeof room?.on !== "function") return { stop() {} };
    const watched = { room, stop: () => {} };
    const isLocal = (participant) => participant !== undefined && participant === room.localParticipant;
    const sync = () => this.#guard(() => this.#syncRoom(room));
    const handlers = {
      connected: () => this.#guard(() => { this.#syncRoom(room); this.#resume(); }),
      reconnected: () => this.#guard(() => {
        this.#syncRoom(room);
        if (this.#isInRoom && this.#status.state === "waiting") this.#connect();
      }),
      signalConnected: sync, localTrackPublished: sync, localTrackUnpublished: sync,
      participantPermissionsChanged: sync,
      reconnecting: () => this.#guard(() => { if (this.#socket?.room === room) this.#lose("the Room connects anew"); }),
      dcBufferStatusChanged: (isLow, kind) => this.#guard(() => {
        if (this.#socket?.room !== room || kind !== 0) return;
        this.#socket.isFull = !isLow;
        this.#pump();
      }),
      trackMuted: (_, participant) => { if (isLocal(participant)) sync(); },
      trackUnmuted: (_, participant) => { if (isLocal(participant)) sync(); },
      connectionQualityChanged: (quality, participant) => { if (isLocal(participant)) this.setQuality(quality); },
      transcriptionReceived: (segments, participant, publication) => {
        if (isLocal(participant)) this.transcribe(segments, publication?.trackSid);
      },
      disconnected: () => this.#guard(() => this.#leaveRoom(room)),
    };
    for (const [event, handler] of Object.entries(handlers)) room.on(event, handler);
    watched.stop = () => this.#guard(() => {
      for (const [event, handler] of Object.entries(handlers)) room.off?.(event, handler);
      this.#rooms.delete(watched);
      for (const slot of this.#slots.values()) if (slot.room === room) this.#retire(slot);
    });
    this.#rooms.add(watched);
    this.#guard(() => {
      this.#syncRoom(room);
      const { localParticipant } = room;
      if (localParticipant?.connectionQuality) this.setQuality(localParticipant.connectionQuality);
    });
    this.#resume();
    return { stop: () => watched.stop() };
  }

  /**
   * Says which tracks are published and which of them are muted: a switched-off camera is no bad connection.
   *
   * @param tracks `[{ kind: "video", mid, sid, source, muted }]`; all but `kind` may be missing. Not needed with a Room.
   *   Without a relay this, `setQuality` and `transcribe` do nothing: LiveKit's server tells the monitor.
   */
  setTracks(tracks) {
    this.#guard(() => {
      const infos = [...tracks].slice(0, maxTracks).map(trackInfo);
      if (JSON.stringify(infos) === JSON.stringify(this.#tracks)) return;
      this.#tracks = infos;
      this.#unsaid.add("tracks");
      this.#pump();
    });
  }

  /** Says how good this participant's connection is: `excellent`, `good`, `fair`, `poor`, `lost` or `unknown`. */
  setQuality(quality) {
    this.#guard(() => {
      const name = String(quality).toUpperCase();
      if (name === this.#quality) return;
      this.#quality = name;
      this.#unsaid.add("quality");
      this.#pump();
    });
  }

  /** Passes on what was transcribed of this participant: `[{ id, text, startTime, endTime, final, language }]`. */
  transcribe(segments, trackSid) {
    this.#guard(() => {
      if (this.#isInRoom) return;
      const heard = [...segments].map(({ id, text, startTime, endTime, final, language }) => ({
        id: String(id), text: String(text), startTime: wholeMilliseconds(startTime),
        endTime: wholeMilliseconds(endTime), final: Boolean(final), language: language || undefined,
      }));
      this.#append({ transcription: { trackId: trackSid || undefined, segments: heard } }, false);
      this.#pump();
    });
  }

  /** Sends the newest reports now, those that have not been sent. */
  flush() {
    this.#guard(() => {
      for (const slot of this.#slots.values()) this.#commit(slot);
      this.#pump();
    });
  }

  /**
   * Takes and sends a last report of every connection, and leaves the room.
   *
   * @returns a promise, fulfilled when the relay has confirmed everything, or after `closeTimeout`.
   */
  close() {
    this.#closing ??= this.#leaveForGood();
    return this.#closing;
  }

  // MARK: Samples

  get #isOver() { return ["failed", "ended", "closed"].includes(this.#status.state) || this.#closing !== null; }

  /** Without a relay. */
  get #isInRoom() { return this.#options.url === undefined; }

  get #hasLiveConnections() { return [...this.#slots.values()].some((slot) => slot.pc); }

  #attach(label, pc, room = undefined) {
    let slot = this.#slots.get(label);
    if (slot?.pc === pc) return;
    if (slot) this.#commit(slot);
    slot ??= new Slot(label);
    slot.attach(pc);
    slot.room = room;
    this.#slots.set(label, slot);
    // The first report is every stream's base line: the sooner, the more of the call is measured.
    slot.due = now() + this.#options.interval;
    slot.sample(this.#counts).then(() => this.#guard(() => { this.#commit(slot); this.#pump(); }));
  }

  /** Sends a connection's last good report and lets go of it. */
  #retire(slot) {
    this.#commit(slot);
    slot.attach(null);
    this.#pump();
  }

  #tick() {
    for (const { room } of this.#rooms) this.#guard(() => this.#syncRoom(room));
    const time = now();
    for (const slot of this.#slots.values()) {
      if (!slot.pc) continue;
      if (slot.isClosed) {
        this.#retire(slot);
        continue;
      }
      const isDue = time >= slot.due - this.#options.freshness / 2;
      if (isDue) slot.due = Math.max(slot.due, time - this.#options.interval / 2) + this.#options.interval;
      slot.sample(this.#counts).then(() => {
        if (isDue) this.#guard(() => { this.#commit(slot); this.#pump(); });
      });
    }
    if (this.#ping && time - this.#ping.at > this.#pingTimeout) {
      this.#lose(this.#isInRoom ? "the Room takes no reports" : "the relay does not answer");
    }
    this.#pump();
  }

  /** Numbers the newest report and queues it; a report is numbered once only. */
  #commit(slot) {
    const sample = slot.newest;
    if (!sample || ["failed", "ended", "closed"].includes(this.#status.state)) return;
    slot.newest = null;
    const { timestamp, reports } = sample;
    for (const part of this.#isInRoom ? this.#parts(slot, sample) : [reports]) {
      slot.sequence += 1;
      this.#append({ stats: { pc: slot.label, timestamp, sequence: slot.sequence, reports: part } }, true);
    }
  }

  /** A report as packets have room for it. Parts of one report have its time, by which a monitor knows them as one. */
  #parts(slot, { timestamp, reports }) {
    const around = { stats: { pc: slot.label, timestamp, sequence: Number.MAX_SAFE_INTEGER, reports: [] } };
    const room = this.#maxMessageBytes - encoder.encode(JSON.stringify(around)).byteLength;
    const { parts, tooLarge } = packetParts(reports, room);
    this.#counts.messagesTooLarge += tooLarge;
    if (parts.length > 1) this.#counts.samplesSplit += 1;
    return parts;
  }

  #append(message, isStats) {
    const text = JSON.stringify(message);
    const bytes = encoder.encode(text).byteLength;
    if (bytes > this.#maxMessageBytes) this.#counts.messagesTooLarge += 1;
    else this.#queue.append(text, bytes, isStats);
  }

  // MARK: A livekit-client Room

  /** @returns what is wrong with the options. */
  #prepareForRoom() {
    const own = this.#options;
    if (typeof own.monitors === "string") own.monitors = [own.monitors];
    if (!Array.isArray(own.monitors) || !own.monitors.every((identity) => identity && typeof identity === "string")) {
      return "monitors must be a list of identities";
    }
    own.maxSocketBytes = Math.min(own.maxSocketBytes, maxRoomBytes);
    this.#maxMessageBytes = Math.min(this.#maxMessageBytes, own.maxPacketBytes, defaults.maxPacketBytes);
    return undefined;
  }

  #syncRoom(room) {
    if (this.#isOver) return;
    const transports = room.engine?.pcManager ?? room.engine;
    for (const label of ["publisher", "subscriber"]) {
      const pc = connectionOf(transports?.[label]);
      if (typeof pc?.getStats === "function" && pc.connectionState !== "closed") this.#attach(label, pc, room);
    }
    const { localParticipant } = room;
    const publications = localParticipant?.trackPublications ?? localParticipant?.tracks;
    if (publications?.values) {
      const transceivers = connectionOf(transports?.publisher)?.getTransceivers?.() ?? [];
      this.setTracks([...publications.values()].map((publication) => ({
        sid: publication.trackSid, kind: publication.kind, source: publication.source, muted: publication.isMuted,
        mid: transceivers.find(({ sender }) => sender && sender === publication.track?.sender)?.mid
          ?? publication.trackInfo?.mid,
      })));
    }
    const reason = this.#socket?.room === room ? obstacle(room, this.#options.monitors) : undefined;
    if (reason) {
      this.#drop();
      this.#setStatus("idle", reason);
    }
    if (!this.#socket && !this.#attempt && this.#status.state === "idle") this.#connect();
  }

  /** The room was left for good: say so to the monitors too, unless there are other connections to tell of. */
  #leaveRoom(room) {
    const wasPublishedIn = this.#socket?.room === room;
    // A Room that is not there takes nothing: what it did not confirm waits for its coming back.
    if (wasPublishedIn) this.#drop();
    for (const slot of this.#slots.values()) if (slot.room === room) this.#retire(slot);
    if (wasPublishedIn || !this.#hasLiveConnections) this.#pause("the room was left");
  }

  // MARK: The page

  #listen() {
    const on = (target, event, handler) => {
      if (typeof target?.addEventListener !== "function") return;
      const guarded = (details) => this.#guard(() => handler(details));
      target.addEventListener(event, guarded);
      this.#listeners.push(() => target.removeEventListener(event, guarded));
    };
    const { document, window } = globalThis;
    on(document, "visibilitychange", () => { if (document.visibilityState === "hidden") this.flush(); });
    on(document, "freeze", () => this.flush());
    // A Room leaves here already, and whoever listens first comes first.
    if (this.#isInRoom) on(window, "beforeunload", () => this.flush());
    // Nothing can be waited for here: the newest report is at most `freshness` old and goes out at once.
    on(window, "pagehide", () => { this.flush(); this.#pause("the page was left"); });
    on(window, "pageshow", (event) => { if (event.persisted) this.#resume(); });
    on(globalThis, "online", () => {
      if (this.#status.state !== "waiting") return;
      this.#attempts = 0;
      this.#connect();
    });
  }

  #pause(reason) {
    if (this.#isOver) return;
    this.#say({ leave: { reason: "CLIENT_INITIATED" } });
    this.#drop();
    this.#stopTicking();
    this.#setStatus("paused", reason);
  }

  #resume() {
    if (this.#isOver) return;
    this.#ticker ??= setInterval(() => this.#guard(() => this.#tick()), this.#options.freshness);
    if (this.#status.state === "paused") this.#setStatus("idle", "");
    if (this.#status.state === "idle") this.#connect();
  }

  #stopTicking() {
    clearInterval(this.#ticker);
    this.#ticker = null;
  }

  async #leaveForGood() {
    const { closeTimeout } = this.#options;
    // What #isOver forbids from here on is new connections to observe; those that are there are asked a last time.
    if (["failed", "ended", "closed"].includes(this.#status.state)) return;
    const samples = [...this.#slots.values()].map((slot) => slot.sample(this.#counts));
    await Promise.race([Promise.allSettled(samples), delay(closeTimeout)]);
    this.flush();
    this.#socket?.hurry?.();
    if (this.#queue.length > 0) {
      if (this.#status.state === "waiting") this.#connect();
      await Promise.race([new Promise((done) => { this.#whenDrained = done; this.#pump(); }), delay(closeTimeout)]);
    }
    this.#say({ leave: { reason: "CLIENT_INITIATED" } });
    this.#finish("closed", "");
  }

  // MARK: The connection

  #connect() {
    this.#join().catch(() => { this.#counts.errors += 1; });
  }

  async #join() {
    const own = this.#options;
    if (this.#socket || this.#attempt || ["failed", "ended", "closed", "paused"].includes(this.#status.state)) return;
    if (this.#isInRoom) {
      this.#joinRoom();
      return;
    }
    const name = own.room ?? this.#first((room) => room.name);
    const identity = own.identity ?? this.#first((room) => room.localParticipant?.identity);
    if (own.token === undefined && !(name && identity)) {
      this.#setStatus("idle", "neither a token, nor a room and an identity yet");
      return;
    }
    const attempt = {};
    this.#attempt = attempt;
    clearTimeout(this.#retry);
    this.#setStatus("connecting", "");
    this.#deadline = setTimeout(() => this.#lose("the relay did not answer in time"), own.connectTimeout);
    try {
      const token = await (typeof own.token === "function" ? own.token() : own.token);
      if (this.#attempt !== attempt) return;
      const parameters = token ? { access_token: token } : { room: name, identity };
      attempt.url = feedURL(own.url, { ...parameters, resumeId: this.#resumeId });
    } catch (error) {
      if (this.#attempt === attempt) this.#lose(`no access token: ${error?.message ?? error}`);
      return;
    }
    this.#guard(() => this.#open(attempt));
  }

  #joinRoom() {
    const room = this.#first((candidate) => (candidate.state === "connected" ? candidate : undefined));
    const reason = room ? obstacle(room, this.#options.monitors) : "no Room is connected";
    if (reason) {
      this.#setStatus("idle", reason);
      return;
    }
    this.#attempt = { room };
    clearTimeout(this.#retry);
    this.#setStatus("connecting", "");
    this.#open(this.#attempt);
  }

  #open(attempt) {
    let socket;
    try {
      socket = attempt.room
        ? new RoomSocket(attempt.room, this.#options)
        : new (this.#options.WebSocket ?? globalThis.WebSocket)(attempt.url);
    } catch (error) {
      // A page served over https may not open ws:, and a content security policy may forbid the address. The message
      // is not passed on: the address in it holds the token.
      this.#finish("failed", `the browser forbids the connection: ${error?.name ?? "Error"}`);
      return;
    }
    this.#socket = socket;
    const own = (handler) => (event) => { if (this.#socket === socket) this.#guard(() => handler(event)); };
    socket.onopen = own(() => { attempt.hasOpened = true; });
    socket.onmessage = own((event) => this.#receive(event.data));
    socket.onclose = own((event) => this.#closed(event, attempt));
  }

  #closed({ code, reason }, attempt) {
    if (code === 1009) {
      // Sent again it would close the next connection too.
      const bytes = this.#queue.dropLargestSent();
      if (bytes > 0) {
        this.#counts.messagesTooLarge += 1;
        this.#maxMessageBytes = bytes - 1;
      }
    }
    const told = reason ? `: ${String(reason).slice(0, maxReason)}` : "";
    if (attempt.room) this.#lose(`the Room did not take a report${told}`);
    else if (attempt.hasOpened) this.#lose(`the connection was closed (${code}${told})`);
    else this.#explain(attempt);
  }

  /** A browser does not tell a page why a WebSocket was refused; the relay does when it is asked over HTTP. */
  async #explain(attempt) {
    this.#socket = null;
    let refusal = null;
    try {
      const url = new URL(attempt.url);
      url.protocol = url.protocol === "wss:" ? "https:" : "http:";
      url.pathname += "/validate";
      const ask = this.#options.fetch ?? globalThis.fetch;
      const response = await ask(url, { cache: "no-store", credentials: "omit" });
      if (response.status >= 400) refusal = { status: response.status, text: (await response.text()).trim() };
    } catch {
      // Not reachable, or not to be asked by this page: all that is known is that the connection failed.
    }
    if (this.#attempt !== attempt) return;
    if (!refusal) {
      this.#lose("the relay cannot be reached");
      return;
    }
    const reason = `the relay refuses (${refusal.status}): ${refusal.text.slice(0, maxReason)}`;
    const isPassing = refusal.status >= 500 || [408, 425, 429].includes(refusal.status);
    if (!isPassing) this.#refusals += 1;
    const limit = typeof this.#options.token === "function" ? this.#options.maxRefusals : 1;
    if (this.#refusals >= limit) this.#finish("failed", reason);
    else this.#lose(reason);
  }

  /** The connection, or the attempt to make one, is over; another one follows. */
  #lose(reason) {
    const wasStable = this.#isJoined && this.#socket?.hasDelivered !== false
      && now() - this.#joinedAt >= this.#options.stableAfter;
    this.#drop();
    if (["failed", "ended", "closed", "paused"].includes(this.#status.state)) return;
    this.#counts.failedAttempts += 1;
    this.#attempts = wasStable ? 1 : this.#attempts + 1;
    if (this.#attempts >= this.#options.maxAttempts) {
      this.#finish("failed", reason);
      return;
    }
    const wait = backoff(this.#attempts - 1, this.#options);
    this.#setStatus("waiting", reason, { retryIn: Math.round(wait) });
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  /** Lets go of the socket without waiting for its goodbye, which a dead connection never says. */
  #drop() {
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    this.#attempt = null;
    this.#isJoined = false;
    this.#ping = null;
    this.#queue.rewind();
    if (this.#tracks) this.#unsaid.add("tracks");
    if (this.#quality) this.#unsaid.add("quality");
    try {
      socket?.close(1000);
    } catch {
      // Already closing.
    }
  }

  #finish(state, reason) {
    if (["failed", "ended", "closed"].includes(this.#status.state)) return;
    this.#drop();
    this.#stopTicking();
    for (const stop of this.#listeners.splice(0)) stop();
    this.#setStatus(state, reason);
    for (const watched of [...this.#rooms]) watched.stop();
    for (const slot of this.#slots.values()) slot.attach(null);
    this.#whenDrained?.();
  }

  #receive(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      this.#counts.badMessages += 1;
      return;
    }
    if (message?.join) this.#welcome(message.join);
    else if (message?.pongResp) this.#confirm(Number(message.pongResp.lastPingTimestamp ?? 0));
    else if (message?.leave) this.#dismissed(message.leave.reason ?? "UNKNOWN_REASON");
    else if (message?.pingReq) this.#say({ pongResp: { lastPingTimestamp: message.pingReq.timestamp, timestamp: Date.now() } });
    else this.#counts.unknownMessages += 1;
  }

  #welcome({ participant, resumeId, pingTimeout }) {
    clearTimeout(this.#deadline);
    this.#isJoined = true;
    this.#joinedAt = now();
    this.#refusals = 0;
    this.#resumeId = typeof resumeId === "string" ? resumeId : "";
    this.#self = { sid: participant?.sid, identity: participant?.identity };
    // Times in the feed's join are seconds.
    if (pingTimeout > 0) this.#pingTimeout = pingTimeout * 1000;
    this.#counts.connections += 1;
    this.#setStatus("connected", "");
    this.#pump();
  }

  #dismissed(reason) {
    if (finalReasons.has(reason)) this.#finish("ended", reason);
    // Otherwise the relay closes now, and may be back in a moment.
  }

  /** Sends what waits, as much as the socket takes, and asks the relay to confirm it. */
  #pump() {
    if (!this.#isJoined || this.#socket?.readyState !== 1) return;
    this.#sayUnsaid();
    for (let entry = this.#queue.next(); entry; entry = this.#queue.next()) {
      if (!this.#hasRoom(entry.bytes)) {
        this.#counts.congestions += 1;
        break;
      }
      this.#socket.send(entry.text);
      const times = this.#queue.markSent();
      this.#counts.bytesSent += entry.bytes;
      if (entry.isStats && times === 0) this.#counts.samplesSent += 1;
      if (entry.isStats && times > 0) this.#counts.samplesResent += 1;
    }
    this.#askForConfirmation();
  }

  #hasRoom(bytes) {
    const { bufferedAmount } = this.#socket;
    return bufferedAmount === 0 || bufferedAmount + bytes <= this.#options.maxSocketBytes;
  }

  #sayUnsaid() {
    if (!this.#self || !this.#hasRoom(0)) return;
    if (this.#unsaid.delete("tracks")) {
      this.#say({ update: { participants: [{ ...this.#self, state: "ACTIVE", tracks: this.#tracks }] } });
    }
    if (this.#unsaid.delete("quality")) {
      // The feed leaves out what is 0 in LiveKit's protocol: POOR.
      const quality = this.#quality === "POOR" ? undefined : this.#quality;
      this.#say({ connectionQuality: { updates: [{ participantSid: this.#self.sid, quality }] } });
    }
  }

  /** Messages are taken in order: the answer to a ping confirms all that was sent before it. */
  #askForConfirmation() {
    if (this.#ping || this.#queue.unconfirmed === 0) return;
    this.#lastPing = Math.max(Date.now(), this.#lastPing + 1);
    this.#ping = { timestamp: this.#lastPing, position: this.#queue.position, at: now() };
    this.#say({ pingReq: { timestamp: this.#lastPing } });
  }

  #confirm(timestamp) {
    if (this.#ping?.timestamp !== timestamp) return;
    this.#counts.messagesConfirmed += this.#queue.confirm(this.#ping.position);
    this.#ping = null;
    this.#pump();
    if (this.#queue.length === 0) this.#whenDrained?.();
  }

  /** Sends a message that need not be kept. */
  #say(message) {
    try {
      if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
    } catch {
      // The socket's end is told by its close event.
    }
  }

  // MARK: Within

  #first(value) {
    for (const { room } of this.#rooms) {
      const found = value(room);
      if (found) return found;
    }
    return undefined;
  }

  #setStatus(state, reason, more = {}) {
    if (state === this.#status.state && reason === this.#status.reason && state !== "waiting") return;
    this.#status = Object.freeze({ state, reason, ...more });
    try {
      this.onstatus?.(this.#status);
    } catch {
      this.#counts.errors += 1;
    }
    this.dispatchEvent(Object.assign(new Event("status"), { status: this.#status }));
  }

  /** A monitor must not harm what it watches. */
  #guard(body) {
    try {
      body();
    } catch {
      this.#counts.errors += 1;
    }
  }
}

/** @returns what is wrong with a relay's address. */
function faultOfAddress(address) {
  try {
    feedURL(address);
    return undefined;
  } catch (error) {
    return `the relay's address cannot be used: ${error.message}`;
  }
}

/** The RTCPeerConnection inside a livekit-client transport. Its `pc` getter makes one where there is none: not used. */
function connectionOf(transport) {
  if (!transport) return undefined;
  if ("_pc" in transport) return transport._pc ?? undefined;
  return Object.getOwnPropertyDescriptor(transport, "pc")?.value;
}

/** A track as the feed names it; what is 0 in LiveKit's protocol (AUDIO, not muted) is left out. */
function trackInfo({ sid, kind, source, muted, mid }) {
  const known = source && source !== "unknown" ? String(source).toUpperCase() : undefined;
  return {
    sid: sid || undefined, type: kind === "video" ? "VIDEO" : undefined, source: known,
    muted: muted ? true : undefined, mid: mid ?? undefined,
  };
}

function wholeMilliseconds(value) {
  return Number.isFinite(value) && value > 0 ? Math.round(value) : undefined;
}

/** ms that no change of the date moves. */
function now() { return performance.now(); }

function delay(milliseconds) {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}
