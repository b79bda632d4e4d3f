// Two peer connections in one page, with the browser's fake camera and microphone, published through the module.

import { Ledger, watchTheWire } from "/pages/ledger.js";
import { isAllowed, pause, tell, until } from "/pages/tell.js";
import { RoomVitalsPublisher } from "/roomvitals.js";

const query = new URLSearchParams(location.search);
const number = (name) => Number(query.get(name));

watchTheWire();
const { sender, receiver } = await call();
const publisherLedger = new Ledger("publisher", sender);
const subscriberLedger = new Ledger("subscriber", receiver);
await until(async () => {
  await Promise.all([sender.getStats(), receiver.getStats()]);
  return publisherLedger.newest("outbound-rtp", "video") && subscriberLedger.newest("inbound-rtp", "video");
}, "media flows");

const publisher = new RoomVitalsPublisher({
  url: query.get("feed") ?? `ws://${location.host}`, room: query.get("room"), identity: "alice",
  interval: number("interval"), freshness: number("freshness"),
  // Asked before every connection: the test decides when it may be made.
  token: async () => { await until(() => isAllowed("connect"), "the connection is allowed"); },
  onstatus: ({ state, reason }) => tell("status", `${state} ${reason}`),
});
publisher.observe(sender, "publisher");
publisher.observe(receiver, "subscriber");
await until(() => publisher.statistics.messagesConfirmed >= 2, "the first reports arrive");

switch (query.get("end")) {
  case "close":
    await pause(number("seconds") * 1000);
    await finish();
    break;
  case "leave":
    await pause(number("seconds") * 1000);
    addEventListener("pagehide", () => {
      tell("left", { first: publisherLedger.account("outbound-rtp", "video").first,
        last: publisherLedger.newest("outbound-rtp", "video"), sent: publisherLedger.sentCount });
    });
    location.href = "about:blank";
    break;
  case "outage":
    await until(() => publisherLedger.sentCount >= 5, "five reports are sent");
    await tell("underway");
    await until(() => publisher.status.state !== "connected", "the connection is lost");
    await until(() => publisher.statistics.bufferedMessages >= 10, "ten messages wait");
    await tell("buffered");
    await until(() => publisher.status.state === "connected" && publisher.statistics.bufferedMessages === 0,
      "all is sent again");
    await pause(700);
    await finish();
    break;
}

async function finish() {
  // Entries less than 50 ms apart make no interval: the last report keeps its distance from the one before.
  const count = publisherLedger.sentCount;
  await until(() => publisherLedger.sentCount > count, "another report is sent");
  await pause(150);
  await publisher.close();
  await tell("account", {
    statistics: publisher.statistics,
    sentVideo: publisherLedger.account("outbound-rtp", "video"),
    sentAudio: publisherLedger.account("outbound-rtp", "audio"),
    videoFeedback: publisherLedger.feedback("video"), audioFeedback: publisherLedger.feedback("audio"),
    receivedVideo: subscriberLedger.account("inbound-rtp", "video"),
    receivedAudio: subscriberLedger.account("inbound-rtp", "audio"),
  });
}

async function call() {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: true, video: { width: 640, height: 360, frameRate: 20 },
  });
  const sender = new RTCPeerConnection();
  const receiver = new RTCPeerConnection();
  sender.onicecandidate = ({ candidate }) => receiver.addIceCandidate(candidate);
  receiver.onicecandidate = ({ candidate }) => sender.addIceCandidate(candidate);
  receiver.ontrack = ({ streams: [received] }) => {
    const video = Object.assign(document.createElement("video"), { srcObject: received, muted: true, autoplay: true });
    document.body.append(video);
  };
  for (const track of stream.getTracks()) sender.addTrack(track, stream);
  await sender.setLocalDescription();
  await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  await sender.setRemoteDescription(receiver.localDescription);
  return { sender, receiver };
}
