// Values as people read them. What was never measured is a dash, never 0.

/** What stands for a value that was not measured. */
export const dash = "–";
/** What stands for an empty name. */
export const nameless = "(no name)";

const formatters = [0, 1, 2].map((digits) =>
  new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

/** From here on digits would only take room: nothing that is measured is as large. */
const absurd = 1e8;

export function number(value, digits = 0) {
  if (typeof value !== "number" || !Number.isFinite(value)) return dash;
  return Math.abs(value) < absurd ? formatters[digits].format(value) : value.toExponential(1).replace(/\.0|\+/g, "");
}

export const kbps = (value) => number(value, value !== 0 && Math.abs(value) < 9.95 ? 1 : 0);
export const frames = (value) => number(value, 1);
export const milliseconds = (value) => number(value, 0);
export const score = (value) => number(value, 2);

/** Two decimals where they tell something, and never 0.00 for what was not nothing. */
export function percent(value) {
  if (value > 0 && value < 0.005) return "<0.01";
  return number(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** A length of time in words: 25 s, 4 min 5 s, 1 h 2 min. */
export function duration(seconds) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return dash;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${number(hours)} h ${minutes % 60} min` : `${number(hours)} h`;
}

/** A clock that counts up: 0:07, 12:07, 1:02:07. */
export function clock(seconds) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return dash;
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function ago(seconds) {
  return seconds < 0.5 ? "just now" : `${duration(Math.max(1, seconds))} ago`;
}

export function bytes(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return dash;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${number(size, unit === 0 || size >= 99.95 ? 0 : 1)} ${units[unit]}`;
}

const wall = new Intl.DateTimeFormat("en", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const wallMinute = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The time of day where the reader is. */
export const timeOfDay = (ms) => Number.isFinite(ms) ? wall.format(ms) : dash;
export const minuteOfDay = (ms) => Number.isFinite(ms) ? wallMinute.format(ms) : dash;
/** The same moment for everybody, as the JSON has it. */
export const utc = (ms) => Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : dash;

export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** A stable name of the JSON as words: packet_loss, packet loss. What only looks like one stays as it is. */
export const words = (name) => String(name ?? "").replace(/([a-z0-9])_(?=[a-z0-9])/gi, "$1 ");

const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const piledMarks = /(\p{M}{4})\p{M}+/gu;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * A text from the wire, fit to be shown within others: controls and what turns the reading direction become visible,
 * piles of marks are cut down, and it ends after `limit` characters.
 */
export function readable(text, limit) {
  const start = String(text ?? "").slice(0, limit * 8)
    .replace(loneSurrogates, "\ufffd").replace(unseen, "\ufffd").replace(piledMarks, "$1").trim();
  const characters = Array.from(start);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : start;
}

/** A path segment; a lone surrogate, which no URL can hold, becomes what UTF-8 puts in its place. */
export const segment = (text) => encodeURIComponent(String(text).replace(loneSurrogates, "\ufffd"));

export const levels = ["good", "fair", "poor", "unknown"];
export const levelOf = (value) => (levels.includes(value) ? value : "unknown");

const states = { waiting: "waiting", live: "live", reconnecting: "reconnecting", ended: "ended" };
export const stateOf = (value) => states[value] ?? "waiting";

const endings = {
  room_ended: "The room ended.",
  connection_lost: "The connection to the room was lost and did not come back in time.",
  interrupted: "RoomVitals was stopped.",
  duration_over: "The time asked for was over.",
  duplicate_identity: "Somebody else joined under the bot's name.",
  removed: "The bot was removed from the room.",
  refused: "The room refused the bot.",
  end_of_recording: "The recording ended.",
  recovered: "RoomVitals stopped before the session did; this is what it had kept until then.",
  // What the sessions service writes where a record had no reason.
  unknown: "It is not known why.",
};
export function ending(reason) {
  if (Object.hasOwn(endings, reason ?? "")) return endings[reason];
  const text = words(reason);
  return text ? `${text[0].toUpperCase()}${text.slice(1)}.` : "The session ended.";
}

/** Percent of packets that a participant lost in all, sent or received, whichever is more; 0 where not measured. */
export const worstLoss = ({ average }) =>
  Math.max(average?.packet_loss_percentage ?? 0, average?.received_packet_loss_percentage ?? 0);

/** The level of a share of packets lost, by the lines that the plots draw. */
export function lossLevel(value) {
  if (typeof value !== "number") return "unknown";
  return value > 5 ? "poor" : value >= 1 ? "fair" : "good";
}
