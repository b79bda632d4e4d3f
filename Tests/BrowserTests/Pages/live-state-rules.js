// What the page knows of a room, how old it is, and the address of what it shows.

import { freshness } from "/live/header.js";
import { presentFirst } from "/live/people.js";
import { Room, isLate, maxEvents, maxKnown, parsePlace, placeHash } from "/live/state.js";
import { rule, same } from "/pages/rules.js";

const snapshot = (number, more = {}) => ({
  state: "live", updated_at: new Date(1000 * number).toISOString(), duration_seconds: number, participants_present: 1,
  participants_omitted: 0, bot: { reconnects: 0 }, verdict: {}, freshness: { usual_interval_seconds: 1 },
  now: { video_kbps: number, packet_loss_percentage: 2, round_trip_time_ms: 3, worst_round_trip_time_ms: 4 },
  participants: [{ identity: "a", level: "good", present: true, last_report_age_seconds: 0.5, now: { video_kbps: number } }], ...more,
});

rule("snapshots become points of the room and of its participants", () => {
  const room = new Room("r");
  room.takeHistory({ room: { time_ms: [1000, 2000], video_kbps: [1, 2] } }, "x-1");
  room.takeSnapshot(snapshot(3, { point: { time_ms: 3000, video_kbps: 30 } }), "x-3", 0);
  room.takeSnapshot(snapshot(4), "x-4", 0);
  same([room.series.times, room.series.columns.video_kbps], [[1000, 2000, 3000, 4000], [1, 2, 30, 4]]);
  same(room.series.columns.worst_packet_loss_percentage, [null, null, null, 2]);
  same(room.seriesOf("a").columns.video_kbps, [3, 4]);
});

rule("what a participant said long ago is no point of now", () => {
  const room = new Room("r");
  const late = { identity: "a", present: true, last_report_age_seconds: 6, now: { video_kbps: 1 } };
  room.takeSnapshot(snapshot(1, { participants: [late] }), "x-1", 0);
  same(room.seriesOf("a").columns.video_kbps, [null]);
  same([isLate(late, snapshot(1)), isLate(late, snapshot(1, { freshness: { usual_interval_seconds: 10 } }))], [true, false]);
  // Who reports less often than the others is not late for that.
  const own = { last_report_age_seconds: 12, usual_interval_seconds: 10 };
  same([isLate(own, snapshot(1)), isLate({ ...own, last_report_age_seconds: 31 }, snapshot(1))], [false, true]);
  same([isLate({ ...late, monitor: true }, snapshot(1)), isLate({ last_report_age_seconds: 31, monitor: true }, snapshot(1))], [false, true]);
  same(isLate({ last_report_age_seconds: null }, snapshot(1)), false);
});

rule("another run of the program is another session", () => {
  const room = new Room("r");
  room.takeSnapshot(snapshot(50), "one-50", 0);
  room.takeSnapshot(snapshot(60), "two-1", 0);
  same([room.series.times, room.seriesOf("a").length], [[60_000], 1]);
  same(room.events.map(({ text }) => text), [
    "Watching since now: 1 participant in the room.", "Another session of this room began.",
    "Watching since now: 1 participant in the room.",
  ]);
});

rule("events and participants are bounded", () => {
  const room = new Room("r");
  for (let number = 1; number <= 2 * maxEvents + 2; number += 1) {
    room.takeSnapshot(snapshot(number, { bot: { reconnects: number } }), `x-${number}`, 0);
  }
  same([room.events.length, room.events[0].time], [maxEvents, 1000 * (2 * maxEvents + 2)]);
  for (let number = 0; number < maxKnown + 50; number += 1) room.seriesOf(`guest ${number}`);
  room.takeSnapshot(snapshot(9999), "x-9999", 0);
  same([room.known.size, room.known.has("a")], [maxKnown, true]);
});

rule("a saved session is told once", () => {
  const room = new Room("r");
  const save = { state: "saved", text: "Session saved to your history" };
  same(room.takeSnapshot(snapshot(1), "x-1", 0).saved, null);
  same(room.takeSnapshot(snapshot(2, { save }), "x-2", 0).saved.text, save.text);
  same(room.takeSnapshot(snapshot(3, { save }), "x-3", 0).saved, null);
  same(room.takeSnapshot(snapshot(4, { save: { ...save, state: "failed" } }), "x-4", 0).saved.level, "poor");
  same(room.takeSnapshot(snapshot(5, { save: { state: "odd", text: "x" } }), "x-5", 0).saved, null);
});

rule("the clock goes on between snapshots, but not for long, and not after the end", () => {
  const room = new Room("r");
  room.takeSnapshot(snapshot(10), "x-1", 1000);
  same([1000, 2500, 60_000].map((at) => room.seconds(at)), [10, 11.5, 13]);
  room.takeSnapshot(snapshot(11, { state: "ended" }), "x-2", 1000);
  same(room.seconds(9000), 11);
});

rule("numbers that grow old say so", () => {
  const room = new Room("r");
  const at = (age, more = {}) => {
    room.takeSnapshot(snapshot(1, more), "x-1", 0);
    return freshness(room, age * 1000);
  };
  same(at(1), { text: "updated 1 s ago", isStale: false });
  same(at(4), { text: "updated 4 s ago", isStale: true });
  same(at(0, { freshness: { newest_report_age_seconds: 20, usual_interval_seconds: 10 } }).isStale, false);
  same(at(0, { freshness: { newest_report_age_seconds: 31, usual_interval_seconds: 10 } }),
    { text: "no report for 31 s", isStale: true });
  same(at(0, { freshness: { newest_report_age_seconds: null } }).isStale, false);
  same(freshness(room, 1000, false).isStale, true);
  same(at(900, { state: "ended" }), { text: "final numbers", isStale: false });
});

rule("an address leads back to the place it was made for", () => {
  for (const place of [
    { room: null, participant: null }, { room: "demo", participant: null }, { room: "a&b=c #%/\u202e", participant: "<é+ 😀>" },
    { room: "", participant: "" },
  ]) same(parsePlace(placeHash(place)), place);
  same(parsePlace(""), { room: null, participant: null });
  same(parsePlace("#participant=x"), { room: null, participant: null });
  same(parsePlace("#room=a&room=b&%E0%A4%A"), { room: "a", participant: null });
});

rule("those who left stand behind those who are there, by what they lost", () => {
  const rows = [["a", false, 1], ["b", true, 2], ["c", false, 3], ["d", true, 4], ["e", false, null]].map(([identity, present, loss]) =>
    ({ identity, present, average: { packet_loss_percentage: loss, received_packet_loss_percentage: 0.5 } }));
  same(presentFirst(rows).map(({ identity }) => identity), ["b", "d", "c", "a", "e"]);
  same(presentFirst(rows, true), rows);
});
