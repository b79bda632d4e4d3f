// The live page: follows one room's events, or the list of rooms, and shows what they say.

import { headers, token } from "./api.js";
import { setText, show } from "./dom.js";
import { EventList } from "./eventlist.js";
import { EventStream } from "./events.js";
import { Foot } from "./foot.js";
import { levelOf, readable } from "./format.js";
import { Header } from "./header.js";
import { loading, noRooms, noSuchRoom } from "./messages.js";
import { Notice, refused, refusedToken, tokenForm } from "./notices.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { roomPath } from "./paths.js";
import { People } from "./people.js";
import { Cursor, PlotGroup } from "./plotgroup.js";
import { roomPlots, summary } from "./plots.js";
import { RoomList, isPassing } from "./rooms.js";
import { Room, parsePlace, placeHash } from "./state.js";
import { Toasts } from "./toasts.js";
import { VerdictView } from "./verdict.js";

/** ms before "loading" is said: most answers come sooner, and a flash says nothing. */
const patience = 250;
const product = "RoomVitals";

const part = (id) => document.getElementById(id);

class Page {
  #place = parsePlace(location.hash);
  #list = new RoomList({ onrooms: (rooms) => this.#know(rooms), onrefusal: (refusal) => this.#miss(refusal) });
  #room = null;
  #stream = null;
  /** What stands in place of the numbers: a name for it, so that it is made once. */
  #message = "";
  /** `{ since, retryAt }`, ms: since when there is no connection. */
  #lost = null;
  #isDrawing = false;
  #tokenWasGiven = false;

  #cursor = new Cursor();
  #header = new Header(part("bar"), { choose: (room) => this.#go({ room, participant: null }) });
  #notice = new Notice(part("notice"), () => this.#tryNow());
  #toasts = new Toasts(part("toasts"));
  #overview = new Overview(part("overview"), (room) => placeHash({ room }));
  #verdict = new VerdictView(part("verdict"), part("spoken"));
  #plots = new PlotGroup({ specs: roomPlots, label: "the room's plots", summary, cursor: this.#cursor });
  #events = new EventList(part("happened"));
  #foot = new Foot(part("foot"));
  #panel = new Panel(part("panel"), { cursor: this.#cursor, close: () => this.#closePanel() });
  #people = new People(part("people"), {
    open: (participant) => this.#go({ room: this.#room.name, participant }),
    href: (participant) => placeHash({ room: this.#room.name, participant }),
    redraw: () => this.#draw(),
  });

  start() {
    part("plots").append(this.#plots.element);
    addEventListener("hashchange", () => this.#arrive());
    addEventListener("online", () => this.#tryNow());
    // A page that the browser keeps for the back button would keep one of its few connections to this server, too.
    addEventListener("pagehide", () => this.#stream?.close());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.#restart(); });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      if (this.#lost) this.#tryNow();
      this.#draw();
    });
    part("skip").addEventListener("click", (event) => {
      event.preventDefault();
      part("main").focus();
    });
    setTimeout(() => { if (!this.#list.rooms && !this.#room?.snapshot && !this.#message) this.#say("loading", () => loading(this.#place.room)); }, patience);
    setInterval(() => this.#draw(), 1000);
    this.#arrive();
    this.#list.look();
  }

  #go(place) {
    const hash = placeHash(place);
    if (hash === (location.hash || "#")) this.#arrive();
    else location.hash = hash;
  }

  /** Shows the place that the address names. */
  #arrive() {
    this.#place = parsePlace(location.hash);
    if (this.#place.room !== (this.#room?.name ?? null)) this.#follow(this.#place.room);
    this.#draw();
  }

  #follow(name) {
    this.#stream?.close();
    this.#stream = null;
    this.#panel.close();
    this.#people.reset();
    this.#cursor.set(null);
    this.#room = name === null ? null : new Room(name);
    this.#message = "";
    if (name === null) {
      this.#settle();
      return;
    }
    this.#say("loading", () => loading(name));
    this.#connect();
  }

  #connect() {
    const room = this.#room;
    this.#stream?.close();
    this.#stream = new EventStream(`${roomPath(room.name)}/events`, {
      headers,
      onevent: (event) => { if (room === this.#room) this.#take(event); },
      onstate: (state, details) => { if (room === this.#room) this.#connection(state, details); },
    });
    this.#stream.connect();
    this.#people.refill(room);
    this.#panel.refill();
  }

  #take({ type, data, id }) {
    let value;
    try {
      value = JSON.parse(data);
    } catch {
      return;
    }
    if (type === "history") this.#room.takeHistory(value, id);
    if (type !== "snapshot") return;
    const isFirst = this.#room.snapshot === null;
    const { saved } = this.#room.takeSnapshot(value, id, performance.now());
    if (saved) this.#toasts.show(saved.text, saved.level);
    this.#message = "";
    if (this.#room.isOver) this.#stream.close();
    if (isFirst) document.documentElement.classList.add("arrived");
    this.#draw();
  }

  #connection(state, details) {
    if (state === "open") this.#found();
    if (state === "waiting") this.#lose(details.wait);
    if (state === "refused") this.#refuse(details);
    this.#draw();
  }

  #found() {
    if (!this.#lost) return;
    const seconds = Math.round((Date.now() - this.#lost.since) / 1000);
    this.#lost = null;
    this.#room?.note({ time: Date.now(), kind: "connection", level: null, identity: null,
      text: `This page was without connection for ${seconds} s.` });
    if (this.#room) {
      this.#people.refill(this.#room);
      this.#panel.refill();
    }
  }

  #lose(wait) {
    this.#lost ??= { since: Date.now() };
    this.#lost.retryAt = Date.now() + wait;
  }

  #refuse({ status, problem }) {
    this.#lost = null;
    if (status === 401) {
      const wasWrong = this.#tokenWasGiven;
      this.#say(`token ${wasWrong}`, () => tokenForm(wasWrong ? refusedToken : "", (value) => this.#enter(value)));
    } else if (status === 404 && this.#room) {
      const known = Array.isArray(problem.known_rooms) ? problem.known_rooms.map(String) : [];
      this.#say("no such room", () => noSuchRoom(this.#room.name, known, (room) => placeHash({ room })));
    } else {
      this.#say("refused", () => refused(status, problem, () => this.#restart()));
    }
  }

  #enter(value) {
    token.set(value);
    this.#tokenWasGiven = true;
    this.#restart();
  }

  #restart() {
    this.#message = "";
    if (this.#room) this.#follow(this.#room.name);
    this.#list.look();
  }

  #tryNow() {
    if (this.#stream && !this.#stream.isClosed) this.#stream.connect();
    this.#list.look();
  }

  #know(rooms) {
    if (!this.#room) {
      this.#lost = null;
      this.#settle();
    } else {
      const own = rooms.find(({ name }) => name === this.#room.name);
      const isBack = own && own.state !== "ended" && (this.#room.isEnded || this.#message === "no such room");
      if (isBack) this.#connect();
      // The server answers again: no need to wait for the stream's next try.
      else if (this.#lost?.retryAt > Date.now() && !this.#stream.isClosed) this.#stream.connect();
    }
    this.#draw();
  }

  #miss({ status, problem }) {
    if (this.#room) return;
    if (isPassing({ status })) this.#lose(this.#list.wait);
    else this.#refuse({ status, problem });
    this.#draw();
  }

  /** No room is named: the only one there is, or all of them. */
  #settle() {
    const rooms = this.#list.rooms;
    if (!rooms) return;
    if (rooms.length === 1 && this.#place.room === null && location.hash !== "#all") {
      history.replaceState(null, "", placeHash({ room: rooms[0].name }));
      this.#arrive();
    } else if (rooms.length === 0) this.#say("no rooms", noRooms);
    else this.#message = "";
  }

  #say(name, made) {
    if (this.#message === name) return;
    this.#message = name;
    part("message").replaceChildren(made());
    part("message").querySelector("input")?.focus();
    this.#draw();
  }

  #closePanel() {
    const { identity } = this.#panel;
    this.#go({ room: this.#room.name, participant: null });
    this.#panel.close();
    this.#people.focus(identity);
  }

  /** Draws once a frame, whatever came in between. */
  #draw() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const draw = () => {
      this.#isDrawing = false;
      this.#write();
    };
    // Frames do not come to a page that nobody sees, and its title must be right.
    if (document.hidden) setTimeout(draw, 0);
    else requestAnimationFrame(draw);
  }

  #write() {
    const at = performance.now();
    const room = this.#room;
    const hasNumbers = Boolean(room?.snapshot) && (this.#message === "" || this.#message === "loading");
    const isOverview = !room && (this.#list.rooms?.length ?? 0) > 0 && this.#message === "";
    this.#title(hasNumbers ? room : null);
    if (document.hidden) return;
    this.#header.offer(this.#list.rooms ?? [], room?.name ?? null);
    this.#header.update(room, { at, isConnected: !this.#lost });
    this.#notice.update(this.#lost && !room?.isEnded
      ? { ...this.#lost, at: Date.now(), hasNumbers: hasNumbers || isOverview } : null);
    show(part("message"), !hasNumbers && !isOverview && this.#message !== "");
    show(part("overview"), isOverview);
    show(part("room"), hasNumbers);
    show(part("foot"), hasNumbers || isOverview);
    document.documentElement.classList.toggle("ended", hasNumbers && room.isEnded);
    if (isOverview) this.#overview.update(this.#list.rooms);
    this.#foot.update(hasNumbers ? room : null);
    if (!hasNumbers) return;
    this.#verdict.update(room, at);
    this.#people.update(room, this.#place.participant);
    setText(part("plots-title"), spanTitle(room.span));
    this.#plots.update(room.series, room.span);
    this.#events.update(room.events);
    if (this.#place.participant === null) this.#panel.close();
    else this.#panel.open(room.name, this.#place.participant);
    this.#panel.update(room, at);
  }

  #title(room) {
    const name = room ? readable(room.name, 60) : "";
    const state = room ? (room.isEnded ? "ended" : this.#lost ? "no connection" : levelOf(room.snapshot.verdict?.level)) : "";
    const title = room ? `${name}: ${state} · ${product}` : product;
    if (document.title !== title) document.title = title;
  }
}

function spanTitle({ from, to }) {
  const minutes = Math.round((to - from) / 60_000);
  return minutes === 1 ? "Last minute" : `Last ${minutes === 10 ? "ten" : minutes} minutes`;
}

new Page().start();
