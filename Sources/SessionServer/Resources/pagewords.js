// What the history page says where it has no session to show, and what it asks before one is deleted.

import { button, make, nameOf, setText } from "./dom.js";
import { box, way } from "./notices.js";
import { dateOf, modeWord, shortDuration } from "./words.js";

function bones(text, classNames, more = "") {
  return make("section", `loading ${more}`, [
    make("p", "quiet", text, { role: "status" }),
    make("div", "bones", classNames.map((className) => make("div", `bone ${className}`)), { "aria-hidden": "true" }),
  ]);
}

export const loadingList = () => bones("Looking for sessions…", ["wide", "wide", "wide", "wide"], "list-loading");
export const loadingSession = () => bones("Opening the session…", ["", "wide", "", "short"]);

/** What `--save-url` is to be: the service's address, with the path where a proxy put another before it. */
export function saveURL(base) {
  const url = new URL("api/v1/sessions/save", base);
  return url.pathname === "/api/v1/sessions/save" ? url.origin : url.href;
}

/** What a recorder needs where tokens are asked for; without an owner only administrators would see the session. */
const savingNeeds = () => make("p", "quiet", ["Where a token is asked for, both need ", make("code", "", "ROOMVITALS_SAVE_TOKEN"), ", or ",
  make("code", "", "LIVEKIT_API_KEY"), " and ", make("code", "", "LIVEKIT_API_SECRET"), " as the service has them, in their environment, and ",
  make("code", "", "--user-id"), " with the user whose session it is."]);

export function noSessions() {
  const url = saveURL(document.baseURI);
  return box("waiting", "No session yet", [
    make("p", "", "A session appears here as soon as it has ended and was saved. Leave this page open; it finds out by itself."),
    make("div", "ways", [
      way("See it at work", "A call of five, lifelike, on this machine; its session is saved here when it ends.",
        `roomvitals demo --listen 127.0.0.1:0 --save-url ${url}`),
      way("Save sessions of yours", "The bot goes into a room and saves the session here at its end.",
        `roomvitals attach --url wss://your.server --room ROOM --save-url ${url}`),
    ]),
    savingNeeds(),
  ]);
}

export function noMatch(clear) {
  return box("unknown", "No session matches", [
    make("p", "", "No session of yours has all of this. Search looks for words of transcripts, not for names of rooms."),
    button("Clear filters", clear, "primary"),
  ]);
}

/** For a token that counts, and a filter that asks for more than it allows. */
export function onlyOwn(clear) {
  return box("key", "Only your own sessions may be seen", [
    make("p", "", "Your token shows sessions of yours, and these filters ask for somebody else's."),
    button("Clear filters", clear, "primary"),
  ]);
}

/** Where the token of a sessions service is found. */
export const tokenHelp = () => ["An access token that was signed with the service's API key, or the value of ",
  make("code", "", "ROOMVITALS_API_TOKEN"), " where it was started with that."];

/** @param wasDeleted while it was being looked at. */
export function noSession(id, href, wasDeleted = false) {
  return box("unknown", wasDeleted ? "This session was deleted" : "This session is not here", [
    make("p", "", wasDeleted ? "Somebody deleted it just now."
      : ["There is no session ", nameOf(id), " that you may see. It may have been deleted, or be somebody else's."]),
    make("a", "", "All sessions", { href }),
  ]);
}

/** @returns a promise of whether the session is to be deleted. */
export function askToDelete(dialog, record) {
  const title = make("h2", "", "Delete this session?", { id: "confirm-title" });
  const text = make("p", "");
  setText(text, `${modeWord(record.mode)}, ${dateOf(record.start_time)}, ${shortDuration(record.duration_seconds)}. `
    + "Its numbers and its transcript are gone for good.");
  return new Promise((done) => {
    const close = (answer) => () => dialog.close(answer);
    const keep = button("Keep it", close("keep"));
    dialog.replaceChildren(title, text, make("div", "actions", [keep, button("Delete", close("delete"), "danger filled")]));
    dialog.addEventListener("close", () => done(dialog.returnValue === "delete"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    // What cannot be undone is not one careless Enter away.
    keep.focus();
  });
}
