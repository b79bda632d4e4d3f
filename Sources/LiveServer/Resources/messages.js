// What the live page says where it has no room to show.

import { make, nameOf } from "./dom.js";
import { box, way } from "./notices.js";

export function loading(room) {
  const bones = ["wide", "", "", "short"].map((className) => make("div", `bone ${className}`));
  const title = make("p", "quiet", room === null ? "Looking for rooms…" : ["Opening ", nameOf(room), "…"], { role: "status" });
  return make("section", "loading", [title, make("div", "bones", bones, { "aria-hidden": "true" })]);
}

export function noRooms() {
  return box("waiting", "No room yet", [
    make("p", "", "This page shows a room as soon as there is one. Leave it open; it finds out by itself."),
    make("div", "ways", [
      way("See it at work", "A room of five, lifelike, on this machine.", "roomvitals demo"),
      way("Watch a room of yours", "The bot waits for the room, should it not be there yet.",
        "roomvitals attach --url wss://your.server --room ROOM"),
    ]),
  ]);
}

/** @param rooms names of those that there are. */
export function noSuchRoom(name, rooms, href) {
  return box("unknown", "This room is not here", [
    make("p", "", ["There is no room ", nameOf(name), " on this port. It may have ended and been let go, or not begun."]),
    rooms.length === 0 ? null : make("ul", "choices", rooms.slice(0, 50).map((room) =>
      make("li", "", make("a", "", nameOf(room), { href: href(room) })))),
  ].filter(Boolean));
}
