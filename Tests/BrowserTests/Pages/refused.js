// A token that the relay does not take.

import { tell } from "/pages/tell.js";
import { RoomVitalsPublisher } from "/roomvitals.js";

const publisher = new RoomVitalsPublisher({
  url: new URLSearchParams(location.search).get("feed"), token: "c2VjcmV0.c2VjcmV0.c2VjcmV0",
  onstatus: ({ state, reason }) => { if (state === "failed") tell("reason", `${state} ${reason}`); },
});
publisher.observe(new RTCPeerConnection());
