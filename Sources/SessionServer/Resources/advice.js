// What a session's numbers mean, for somebody who does not know the field: what was heard and seen, and what helps.

import { frames, milliseconds, nameless, number, readable, words } from "./format.js";
import { leastSeconds } from "./judge.js";
import { clockOf } from "./timeline.js";

/** Characters of a name within a sentence. */
const shownName = 40;

const oneDecimal = (value) => number(value, 1);

/** A value with its unit, as the sentences have it. */
export function valueText({ metric, value }) {
  if (metric === "round_trip_time" || metric === "jitter") return `${milliseconds(value)}\u00a0ms`;
  if (metric === "frames_per_second") return `${frames(value)}\u00a0frames/s`;
  if (metric === "packet_loss" || metric === "concealed_audio") return `${oneDecimal(value)}\u00a0%`;
  return `${number(value)}\u00a0% of the time`;
}

/** What was wrong, to be read after a name, in the words of the live page. */
export function causeText(cause) {
  const side = cause.side === "received" ? "download" : "upload";
  const words = {
    packet_loss: `${side} lost packets`, jitter: `${side} came in bursts`,
    round_trip_time: "packets were long under way", frames_per_second: "video had few frames",
    bandwidth_limited: "connection was too slow for the video", cpu_limited: "computer could not keep up with the video",
    frozen: "received video stood still", concealed_audio: "received sound had gaps",
  };
  return `${words[cause.metric]} (${valueText(cause)})`;
}

/** `{name}` stands for the name. The connection is named, not the person; what was not heard "may have" been. */
const meanings = {
  packet_loss_sent: [
    (value, level) => `Others ${level === "poor" ? "saw and heard" : "may have heard"} {name} break up: ${value} of what they sent was lost.`,
    "A wired network, or a place nearer to the access point, would help."],
  packet_loss_received: [
    (value) => `To {name} the others may have broken up: ${value} of what was sent to them was lost.`,
    "A wired network, or a place nearer to the access point, would help."],
  round_trip_time: [
    (value) => `Sound and picture arrived late for {name} (${value} there and back); people may have talked over each other.`,
    "It helps to switch a VPN off, or to use a server that is nearer."],
  jitter_sent: [
    (value) => `Packets came from {name} in bursts (${value} of jitter); sound may have stuttered.`,
    "Wi-Fi that others use too is the usual cause: a wired network would help."],
  jitter_received: [
    (value) => `Packets came to {name} in bursts (${value} of jitter); sound may have stuttered.`,
    "Wi-Fi that others use too is the usual cause: a wired network would help."],
  frames_per_second: [
    (value) => `The picture of {name} moved in jerks: ${value} on average.`,
    "It helps to close programs, or to send a smaller picture."],
  bandwidth_limited: [
    (value) => `{name}'s connection was too slow for the picture it was asked to send (${value}).`,
    "It helps to end other uploads, or to send a smaller picture."],
  cpu_limited: [
    (value) => `{name}'s computer could not keep up with the video (${value}).`,
    "It helps to close programs, to turn a blurred background off, or to send a smaller picture."],
  frozen: [
    (value) => `{name} saw the picture stand still (${value}).`,
    "Look at this receiver's network first."],
  concealed_audio: [
    (value) => `{name} may have heard gaps: ${value} of the sound was made up by the player.`,
    "Look at this receiver's network first."],
};

const meaningOf = ({ metric, side }) => meanings[side && metric !== "round_trip_time" ? `${metric}_${side}` : metric];

export const shownNameOf = (identity) => readable(identity, shownName) || nameless;

/**
 * A verdict of `judgeSession` in two sentences, and what else there is to say.
 *
 * @returns `{ word, before, name, after, advice, others }`: the first sentence is `before`, the name, `after`.
 */
export function tell(verdict) {
  const word = `${verdict.level[0].toUpperCase()}${verdict.level.slice(1)}`;
  const plain = (text, advice) => ({ word, before: text, name: null, after: "", advice, others: "" });
  const { cause, identity } = verdict.worst;
  if (!cause) {
    if (verdict.level === "unknown") {
      const why = verdict.isShort ? `Under ${number(leastSeconds)}\u00a0s were measured: too short to judge.` : "Too little was measured to judge this session.";
      return plain(why, verdict.signalled === null ? "This is no verdict on the call itself."
        : `The call's server called the connections ${readable(words(verdict.signalled), 30)} on average, by its own estimate.`);
    }
    const judged = verdict.size - verdict.unmeasured;
    return plain("All was fine over the whole session.", verdict.unmeasured > 0
      ? `Of ${number(verdict.unmeasured)} of ${number(verdict.size)} participants too little was measured to say so.`
      : judged > 1 ? `That holds for all ${number(judged)} participants.` : "Nothing that was measured went beyond its line.");
  }
  if (verdict.worst.isMonitor) {
    return { ...plain(`What arrived at the monitor: ${causeText(cause)}.`,
      "That bears the losses of the participants' uplinks and of the monitor's own network. Their own numbers are not known."), others: "" };
  }
  const [sentence, usual] = meaningOf(cause);
  const advice = verdict.isEverybody ? "Everybody was affected: look at the server or its network first." : usual;
  const text = sentence(valueText(cause), verdict.level);
  const name = identity === null ? "the participants" : shownNameOf(identity);
  const at = text.indexOf("{name}");
  const before = text.slice(0, at);
  return {
    word, before, name: at === 0 && identity === null ? "The participants" : name, after: text.slice(at + 6), advice,
    others: othersText(verdict),
  };
}

/** What is said of those who are not the worst. */
function othersText({ size, bad, unmeasured, isEverybody }) {
  const others = size - 1;
  if (others <= 0 || isEverybody) return "";
  const fine = size - bad - unmeasured;
  if (fine === others) return others === 1 ? "The other participant was fine." : `The ${number(others)} others were fine.`;
  const parts = [];
  if (bad > 1) parts.push(`${number(bad - 1)} ${bad === 2 ? "other was" : "others were"} not fine either`);
  if (fine > 0) parts.push(`${number(fine)} ${fine === 1 ? "was" : "were"} fine`);
  if (unmeasured > 0) parts.push(`of ${number(unmeasured)} too little was measured`);
  const text = parts.join(", ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** When it was worst, by a participant's timeline: the longest stretch of one level. `null` without any. */
export function worstStretch(timeline, levels) {
  for (const level of ["poor", "fair"]) {
    let [best, first] = [null, -1];
    for (let index = 0; index <= levels.length; index += 1) {
      if (levels[index] === level) {
        if (first < 0) first = index;
      } else if (first >= 0) {
        if (!best || index - first > best.to - best.from) best = { from: first, to: index };
        first = -1;
      }
    }
    if (best) return { level, from: timeline.start + best.from * timeline.step, to: timeline.start + best.to * timeline.step };
  }
  return null;
}

export const stretchText = ({ from, to }, start) => `${clockOf(from, start)} to ${clockOf(to, start)}`;
