// What happened between two snapshots, as a list that people read.

import { count, duration, ending, levelOf, milliseconds, percent, frames } from "./format.js";

/** How many of one kind are told one by one; more of them at once become one line. */
const mostAtOnce = 8;

/**
 * Everything that `next` has changed since `previous`, in the order in which it is told.
 *
 * @returns `[{ time, kind, level, identity, text }]`; `text` goes on where `identity` ends, or stands alone.
 */
export function changes(previous, next) {
  // Before the first message a room has no clock yet.
  const time = Date.parse(next.updated_at ?? "") || Date.now();
  const found = [];
  const add = (kind, text, more = {}) => found.push({ time, kind, level: null, identity: null, text, ...more });
  if (!previous) {
    add("page", `Watching since now: ${count(next.participants_present, "participant")} in the room.`);
    if (next.state === "ended") add("connection", endText(next));
    return found;
  }
  // When the room ends everybody leaves: one line says it.
  if (next.state !== "ended") participantChanges(previous, next, add);
  roomChanges(previous, next, add);
  return found;
}

function roomChanges(previous, next, add) {
  if (previous.state !== next.state) {
    if (next.state === "reconnecting") add("connection", "Connection to the room lost; connecting again.", bad);
    else if (next.state === "ended") add("connection", endText(next));
    else if (next.state === "live" && previous.state === "waiting") add("connection", "Attached to the room.");
  }
  const more = (next.bot?.reconnects ?? 0) - (previous.bot?.reconnects ?? 0);
  if (more > 0) add("connection", `Connected to the room again${more > 1 ? `, ${more} times` : ""}.`);
}

const bad = { level: "fair" };
const endText = (snapshot) => `${ending(snapshot.end_reason)} It lasted ${duration(snapshot.duration_seconds)}.`;

function participantChanges(previous, next, add) {
  const before = new Map((previous.participants ?? []).map((row) => [row.identity, row]));
  const after = new Map((next.participants ?? []).map((row) => [row.identity, row]));
  // Where a list was cut, who is missing from it may still be in the room.
  const isWhole = !previous.participants_omitted && !next.participants_omitted;
  const [joined, left, changed] = [[], [], []];
  for (const [identity, row] of after) {
    const old = before.get(identity);
    if (row.present && (old ? !old.present : isWhole)) joined.push(identity);
    else if (old?.present && !row.present) left.push(identity);
    else if (old && row.present && levelOf(old.level) !== levelOf(row.level)) changed.push([old, row]);
  }
  if (isWhole) for (const [identity, old] of before) if (old.present && !after.has(identity)) left.push(identity);
  tell("joined", joined, "joined.", (number) => `${count(number, "participant")} joined.`, add);
  tell("left", left, "left.", (number) => `${count(number, "participant")} left.`, add);
  if (changed.length > mostAtOnce) return manyChanged(changed, add);
  for (const [old, row] of changed) {
    add("level", levelText(old, row), { identity: row.identity, level: levelOf(row.level) });
  }
}

function tell(kind, identities, one, many, add) {
  if (identities.length > mostAtOnce) add(kind, many(identities.length));
  else for (const identity of identities) add(kind, one, { identity });
}

function manyChanged(changed, add) {
  for (const level of ["poor", "fair", "good", "unknown"]) {
    const number = changed.filter(([, row]) => levelOf(row.level) === level).length;
    if (number > 0) add("level", `${count(number, "participant")} became ${level}.`, { level });
  }
}

function levelText(old, row) {
  const [from, to] = [levelOf(old.level), levelOf(row.level)];
  const held = old.level_for_seconds;
  const after = held >= 1 ? ` after ${duration(held)}` : "";
  if (to === "unknown") return `has too little measured to be judged; it was ${from}${after && ` for ${duration(held)}`}.`;
  if (from === "unknown") return `is ${to}${causeText(row.cause)}.`;
  return `went from ${from} to ${to}${after}${causeText(row.cause)}.`;
}

const causeText = (cause) => (cause?.text ? `: ${causeWords(cause)}` : "");

/** A cause in words and its value with a unit. */
export function causeWords(cause) {
  if (!cause?.text) return "";
  const value = valueText(cause.metric, cause.value);
  return value ? `${cause.text} (${value})` : cause.text;
}

function valueText(metric, value) {
  if (typeof value !== "number") return "";
  if (metric === "round_trip_time" || metric === "jitter") return `${milliseconds(value)} ms`;
  if (metric === "frames_per_second") return `${frames(value)} frames/s`;
  return `${percent(value)} %`;
}
