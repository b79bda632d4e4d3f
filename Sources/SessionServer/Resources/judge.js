// How a session was, from its record's numbers: by the lines that the live page judges by, over the whole call.

/** Where good ends and poor begins. Beyond `poor` is poor; where less is worse, below it. */
export const bands = Object.freeze({
  packet_loss: { fair: 1, poor: 5, unit: "%" },
  round_trip_time: { fair: 150, poor: 300, unit: "ms" },
  jitter: { fair: 30, poor: 100, unit: "ms" },
  frames_per_second: { fair: 20, poor: 10, unit: "frames/s", lessIsWorse: true },
  bandwidth_limited: { fair: 5, poor: 30, unit: "% of the time" },
  cpu_limited: { fair: 5, poor: 30, unit: "% of the time" },
  frozen: { fair: 1, poor: 5, unit: "% of the time" },
  concealed_audio: { fair: 1, poor: 5, unit: "%" },
});
/** Seconds of readings below which nothing is said. */
export const leastSeconds = 10;
/** Of as many participants, all of them in trouble, the fault is looked for in the middle. */
const wholeRoom = 3;

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const positive = (value) => (isNumber(value) && value > 0 ? value : 0);
/** A number of a spread that has measurements. */
const of = (spread, key = "mean") => (positive(spread?.count) && isNumber(spread[key]) ? spread[key] : null);

export function levelBy(metric, value) {
  const band = bands[metric];
  if (!band || !isNumber(value)) return "unknown";
  if (band.lessIsWorse) return value < band.poor ? "poor" : value < band.fair ? "fair" : "good";
  return value > band.poor ? "poor" : value >= band.fair ? "fair" : "good";
}

/** How bad a value is on one scale for all metrics: up to 1 good, up to 2 fair, beyond it poor, at most 3. */
export function severity(metric, value) {
  const band = bands[metric];
  const beyond = band.lessIsWorse ? band.fair - value : value - band.fair;
  const width = Math.abs(band.poor - band.fair);
  if (beyond < 0) return Math.max(0, 1 + beyond / band.fair);
  return beyond <= width ? 1 + beyond / width : 2 + Math.min(1, (beyond - width) / (5 * width));
}

/** Seconds that readings cover. */
const covered = (block, seconds) => positive(block?.coverage_percentage) / 100 * positive(seconds);
/** Whether there is enough to say anything of it. @param seconds that the session lasted. */
export const isEnough = (block, seconds) => covered(block, seconds) >= leastSeconds;
/** Whether something was measured, and not long enough to say anything of it. */
export const isShort = (block, seconds) => covered(block, seconds) > 0 && !isEnough(block, seconds);

/**
 * The judged metrics of one participant, those first that explain the others: `[{ metric, side, value }]`, `value` null
 * where it was not measured.
 *
 * @param senders how many others sent video: freezes add up over all that is received.
 */
export function judged(block, seconds, senders = 1) {
  const length = covered(block, seconds);
  const share = (part, whole) => (isNumber(part) && whole > 0 ? Math.min(100, 100 * part / whole) : null);
  const { downlink, audio, quality_limitation_seconds: limited } = block ?? {};
  const hasFeedback = positive(block?.round_trip_time_ms?.count) + positive(block?.jitter_ms?.count) > 0;
  const hasReceived = positive(downlink?.total_readings) + positive(downlink?.audio?.total_readings) > 0;
  const loss = (value, isMeasured) => (isMeasured && isNumber(value) ? value : null);
  return [
    { metric: "packet_loss", side: "sent", value: loss(block?.packet_loss_percentage, hasFeedback) },
    { metric: "packet_loss", side: "received", value: loss(downlink?.packet_loss_percentage, hasReceived) },
    { metric: "bandwidth_limited", side: null, value: share(limited?.bandwidth, length) },
    { metric: "cpu_limited", side: null, value: share(limited?.cpu, length) },
    { metric: "round_trip_time", side: null, value: of(block?.round_trip_time_ms) },
    { metric: "jitter", side: "sent", value: of(block?.jitter_ms) },
    { metric: "jitter", side: "received", value: of(downlink?.jitter_ms) ?? of(downlink?.audio?.jitter_ms) },
    { metric: "frozen", side: null, value: share(block?.freeze_seconds, length * Math.max(1, senders)) },
    { metric: "concealed_audio", side: null, value: loss(audio?.concealment_percentage, true) },
    { metric: "frames_per_second", side: null, value: positive(block?.total_readings) ? block.average_fps : null },
  ];
}

/** @returns `{ level, cause }`; good only where loss was measured, for nothing is good from missing data. */
export function judge(block, seconds, senders = 1) {
  if (!isEnough(block, seconds)) return { level: "unknown", cause: null };
  const all = judged(block, seconds, senders).filter(({ value }) => isNumber(value));
  const levelled = all.map((one) => ({ ...one, level: levelBy(one.metric, one.value) }));
  for (const level of ["poor", "fair"]) {
    const bad = levelled.filter((one) => one.level === level);
    if (bad.length === 0) continue;
    const sides = bad.filter(({ metric }) => metric === bad[0].metric);
    return { level, cause: sides.reduce((worst, one) => (severity(one.metric, one.value) > severity(worst.metric, worst.value) ? one : worst)) };
  }
  return { level: all.some(({ metric }) => metric === "packet_loss") ? "good" : "unknown", cause: null };
}

const rank = { poor: 0, fair: 1, unknown: 2, good: 3 };

/**
 * All of a session: `{ level, worst, people, size, bad, unmeasured, isEverybody, isShort, signalled }`.
 *
 * `people` are `{ identity, isMonitor, block, level, cause }`, worst first, the monitor last; `worst` is the worst of those
 * that the verdict is on, `size` of them, or the room itself where the record names nobody. What arrives at the monitor is
 * the word of last resort, where the participants' own numbers say nothing. `signalled` is the server's word on the
 * connections, `null` without one.
 */
export function judgeSession(record) {
  const metrics = record?.quality_metrics ?? {};
  const seconds = record?.duration_seconds;
  const blocks = (Array.isArray(metrics.participants) ? metrics.participants : []).filter((block) => block && typeof block === "object");
  const senders = blocks.filter((block) => positive(block.total_readings)).length;
  const people = blocks.map((block) => {
    const others = senders - (positive(block.total_readings) ? 1 : 0);
    return { identity: String(block.identity ?? ""), isMonitor: block.monitor === true, block, ...judge(block, seconds, others) };
  });
  const how = ({ cause }) => (cause ? severity(cause.metric, cause.value) : 0);
  people.sort((a, b) => a.isMonitor - b.isMonitor || rank[a.level] - rank[b.level] || how(b) - how(a) || (a.identity < b.identity ? -1 : 1));
  const word = metrics.connection_quality_average;
  const whole = { people, isShort: isShort(metrics, seconds), signalled: typeof word === "string" && word !== "unknown" ? word : null };
  if (people.length === 0) {
    const room = { identity: null, isMonitor: false, block: metrics, ...judge(metrics, seconds) };
    return { level: room.level, worst: room, size: 0, bad: 0, unmeasured: 0, isEverybody: false, ...whole };
  }
  const guests = people.filter(({ isMonitor }) => !isMonitor);
  const monitors = people.filter(({ isMonitor }) => isMonitor);
  const own = judgePeople(guests);
  const verdict = guests.length > 0 && own.level !== "unknown" ? own : judgePeople([...monitors, ...guests]);
  return { ...(verdict.bad > 0 || guests.length === 0 ? verdict : own), ...whole };
}

/** @param people the worst first. */
function judgePeople(people) {
  const bad = people.filter(({ cause }) => cause).length;
  const unmeasured = people.filter(({ level }) => level === "unknown").length;
  const level = bad > 0 ? people[0].level : 2 * unmeasured < people.length ? "good" : "unknown";
  return { level, worst: people[0], size: people.length, bad, unmeasured, isEverybody: bad === people.length && bad >= wholeRoom };
}

/**
 * The level of a list's session, from the few numbers of the whole room that are there, and its words.
 *
 * Of as little as `judge` says nothing of, nothing is said here either: fewer seconds, or fewer readings, which mostly
 * come once a second. What is good on average may have been poor for somebody, so it is not called good alone.
 */
export function judgeSummary({ mode, duration_seconds: seconds, quality_metrics: metrics } = {}) {
  const readings = positive(metrics?.total_readings);
  const unknown = (words) => ({ level: "unknown", words });
  // Without a reading the consumer's old habit has 0 there, which is no measurement.
  const loss = readings > 0 || positive(metrics?.packet_loss_percentage) ? metrics.packet_loss_percentage : null;
  if (!isNumber(loss)) return unknown(mode === "voice" ? "not judged" : "not measured");
  if (positive(seconds) < leastSeconds) return unknown(isNumber(seconds) ? "too short to judge" : "too little measured");
  if (readings > 0 && readings < leastSeconds) return unknown("too little measured");
  const levels = [levelBy("packet_loss", loss)];
  if (mode === "video" && readings > 0) levels.push(levelBy("frames_per_second", metrics.average_fps));
  const level = ["poor", "fair"].find((one) => levels.includes(one)) ?? "good";
  return { level, words: level === "good" ? "good on average" : level };
}
