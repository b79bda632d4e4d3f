// One participant: figures, plots and tracks, in a panel beside the room.

import { download, getJSON, token } from "./api.js";
import { causeWords } from "./changes.js";
import { button, chip, make, nameOf, setAttributes, setChip, setName, setText, shape, show } from "./dom.js";
import { Figures } from "./figures.js";
import { dash, frames, kbps, levelOf, milliseconds, number, percent, readable, words } from "./format.js";
import { participantPath } from "./paths.js";
import { PlotGroup } from "./plotgroup.js";
import { participantPlots, summary } from "./plots.js";
import { heldFor, participantFigures } from "./roomfigures.js";
import { Series } from "./series.js";
import { freshFigures, participantFields } from "./state.js";

/** ms between two looks at the tracks. */
const pace = 2_000;
const maxTracks = 64;

export class Panel {
  #level = chip("unknown");
  #held = make("span", "quiet");
  #name = nameOf("");
  #title = make("h2", "", this.#name, { id: "panel-title", tabindex: -1 });
  #cause = make("p", "cause");
  #sid = make("bdi", "");
  #figures = new Figures(participantFigures, "small");
  #plots = make("div", "");
  #tracks = make("div", "tracks");
  #json = make("a", "", [shape("link"), "As JSON"], { href: "#" });
  #group = null;
  #identity = null;
  #roomName = "";
  #series = new Series(participantFields);
  #askedAt = -Infinity;
  #isAsking = false;
  #row = null;
  #options;

  /** @param options `close()`, `cursor`. */
  constructor(root, options) {
    this.element = root;
    this.#options = options;
    root.append(
      make("header", "panel-head", [
        make("div", "panel-name", [this.#level, this.#title]),
        button("Close", options.close, "close"),
      ]),
      make("div", "panel-body", [
        make("p", "facts", [this.#held, this.#sid, this.#json]), this.#cause, this.#figures.element,
        make("h3", "", "Last ten minutes"), this.#plots, make("h3", "", "Tracks"), this.#tracks,
      ]));
    this.#json.addEventListener("click", (event) => {
      if (!token.get()) return;
      event.preventDefault();
      download(this.#json.getAttribute("href"), "participant.json").catch(() => {});
    });
    root.addEventListener("keydown", (event) => { if (event.key === "Escape") options.close(); });
  }

  get identity() { return this.#identity; }

  open(roomName, identity) {
    const isOther = identity !== this.#identity || roomName !== this.#roomName;
    if (!isOther) return;
    [this.#identity, this.#roomName, this.#row] = [identity, roomName, null];
    this.#series = new Series(participantFields);
    this.#askedAt = -Infinity;
    this.#isAsking = false;
    this.#group?.close();
    this.#group = new PlotGroup({ specs: participantPlots, label: "this participant's plots", summary, cursor: this.#options.cursor });
    this.#plots.replaceChildren(this.#group.element);
    this.#tracks.replaceChildren(make("p", "quiet", "Asking for the tracks…"));
    setName(this.#name, identity);
    setAttributes(this.#json, { href: participantPath(roomName, identity) });
    show(this.element, true);
    document.documentElement.classList.add("with-panel");
    this.element.scrollTop = 0;
    this.#title.focus({ preventScroll: true });
    this.refill();
  }

  close() {
    if (this.#identity === null) return;
    this.#identity = null;
    this.#group?.close();
    this.#group = null;
    show(this.element, false);
    document.documentElement.classList.remove("with-panel");
  }

  /** Asks for the points that came while nobody listened. */
  async refill() {
    const identity = this.#identity;
    if (identity === null) return;
    try {
      const history = await getJSON(`${participantPath(this.#roomName, identity)}/history`);
      if (identity === this.#identity) this.#series.merge(history);
    } catch {
      // The line begins now, then.
    }
  }

  update(room, at) {
    if (this.#identity === null || !this.#group) return;
    const row = room.snapshot.participants.find(({ identity }) => identity === this.#identity) ?? this.#row;
    if (row) this.#write(row, room);
    this.#group.update(this.#series, room.span);
    if (!this.#isAsking && at - this.#askedAt > pace && !(room.isEnded && this.#row)) this.#ask(at);
  }

  #write(row, room) {
    const level = levelOf(row.level);
    setChip(this.#level, level, row.present ? level : "left");
    const quality = row.connection_quality && row.connection_quality !== "unknown"
      ? `, signalled as ${words(row.connection_quality)}` : "";
    setText(this.#held, `${row.present ? heldFor(level, row.level_for_seconds) : "left the room"}${quality}`);
    setText(this.#sid, row.sid ? readable(row.sid, 60) : "");
    setText(this.#cause, row.cause ? sentenceOf(readable(causeWords(row.cause), 200)) : "");
    show(this.#cause, Boolean(row.cause));
    this.#figures.update(row.present ? row.now : null, row.average);
    const time = room.snapshot.point?.time_ms ?? Date.parse(room.snapshot.updated_at);
    this.#series.append(time, freshFigures(row, room.snapshot));
  }

  async #ask(at) {
    const identity = this.#identity;
    this.#isAsking = true;
    this.#askedAt = at;
    try {
      const answer = await getJSON(participantPath(this.#roomName, identity));
      // A name of dots is no segment of a path: what answers then is somebody else.
      if (identity !== this.#identity || answer.identity !== identity) return;
      this.#row = answer;
      this.#writeTracks(answer.tracks ?? []);
    } catch (refusal) {
      if (identity === this.#identity && this.#row === null) {
        this.#tracks.replaceChildren(make("p", "quiet", refusal.status === 404
          ? "Nobody of this name is known in this room." : "The tracks could not be asked for; trying again."));
      }
    } finally {
      if (identity === this.#identity) this.#isAsking = false;
    }
  }

  #writeTracks(tracks) {
    if (tracks.length === 0) {
      this.#tracks.replaceChildren(make("p", "quiet", "No track was reported yet."));
      return;
    }
    const heads = [
      ["Track", ""], ["kbps", "now / avg"], ["frames/s", "now / avg"], ["Picture", "now"], ["Loss %", "of all"],
      ["Jitter ms", "average"], ["Round trip ms", "now / avg"],
    ];
    this.#tracks.replaceChildren(make("div", "scroll", make("table", "", [
      make("caption", "unseen", "Tracks, now and on average"),
      make("thead", "", make("tr", "", heads.map(([head, under]) =>
        make("th", "", [head, " ", make("span", "under", under)], { scope: "col" })))),
      make("tbody", "", tracks.slice(0, maxTracks).map(trackRow)),
    ]), { tabindex: 0, role: "region", "aria-label": "Tracks" }));
  }
}

const sentenceOf = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}.` : "");

function trackRow(track) {
  const [now, average] = [track.now ?? {}, track.average ?? {}];
  const pair = (main, under) => make("td", "figure", [make("span", "main", main), make("span", "under", under)]);
  const notes = [
    track.mid === null || track.mid === undefined ? "" : `mid ${readable(track.mid, 20)}`, track.muted ? "muted" : "",
    track.live_streams > 1 ? `${number(track.live_streams)} layers` : "",
  ].filter(Boolean).join(", ");
  return make("tr", track.muted ? "gone" : "", [
    make("th", "", [
      make("span", "main", `${words(track.direction)} ${words(track.kind)}`),
      make("bdi", "under", notes, { title: track.identifier ? readable(track.identifier, 200) : null }),
    ], { scope: "row" }),
    pair(kbps(now.kbps), kbps(average.kbps)),
    pair(frames(now.frames_per_second), frames(average.frames_per_second)),
    pair(now.width && now.height ? `${now.width}×${now.height}` : dash, ""),
    pair(percent(average.packet_loss_percentage), ""),
    pair(number(average.jitter_ms, 1), ""),
    pair(milliseconds(now.round_trip_time_ms), milliseconds(average.round_trip_time_ms)),
  ]);
}
