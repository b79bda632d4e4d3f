// The history page: the list of sessions, or one of them, as the address says; and what the server tells of new ones.

import { Actions, why } from "./actions.js";
import { Refusal, getJSON, token } from "./api.js";
import { Cards } from "./cards.js";
import { SessionView } from "./detail.js";
import { setText, show } from "./dom.js";
import { Filters } from "./filters.js";
import { Follower } from "./follow.js";
import { count, readable } from "./format.js";
import { Notice, refused, refusedToken, tokenForm } from "./notices.js";
import { loadingList, loadingSession, noMatch, noSession, noSessions, onlyOwn, tokenHelp } from "./pagewords.js";
import { isFiltered, isUUID, parsePlace, placeHash } from "./place.js";
import { readRecord } from "./record.js";
import { SessionList, matches, most, seesEverybody, sessionPath } from "./sessions.js";
import { openButton, skipTo } from "./small.js";
import { themeButton } from "./themebutton.js";
import { Toasts } from "./toasts.js";
import { dateOf, modeWord, zone } from "./words.js";

/** ms before "loading" is said: most answers come sooner, and a flash says nothing. */
const patience = 250;
const product = "RoomVitals";

const part = (id) => document.getElementById(id);

class Page {
  #place = parsePlace(location.hash);
  #list = new SessionList();
  #cards = new Cards(part("cards"), (session) => placeHash({ filters: this.#place.filters, session }));
  #filters = new Filters(part("filters"), part("clear"), (filters) => this.#narrow(filters));
  #notice = new Notice(part("notice"), () => this.#tryNow());
  #toasts = new Toasts(part("toasts"));
  /** What stands in place of the sessions: a name for it, so that it is made once. */
  #message = "";
  /** The session that was open last: its card gets the focus back. */
  #last = null;
  #scroll = 0;
  #fresh = new Set();
  #wantedFilters = null;
  /** The list that is there is not the one that was asked for last. */
  #isRefused = false;
  #actions = new Actions(this.#toasts, part("confirm"), {
    data: () => this.#session.data,
    removed: (id) => {
      this.#list.remove(id);
      if (this.#place.session?.toLowerCase() === id) this.#go({ filters: this.#place.filters });
    },
  });
  #session = new SessionView(part("session"), {
    choose: (participant) => this.#go({ ...this.#place, participant }, true),
    copyLink: () => this.#actions.copyLink(), copySummary: () => this.#actions.copySummary(),
    download: () => this.#actions.download(), remove: () => this.#actions.remove(),
  });
  #follower = new Follower({
    saved: (session) => this.#saved(session), deleted: (id) => this.#deleted(id), changed: () => this.#write(),
    denied: (status, problem) => this.#refuse(new Refusal(status, problem), () => {}),
    look: () => { if (this.#list.isLoaded) this.#refresh(); },
    opened: (isAgain) => {
      // What was saved while nobody listened.
      if (isAgain && this.#list.isLoaded) this.#refresh();
      else if (!this.#list.isLoaded) this.#loadAgain();
    },
  });

  start() {
    part("bar").append(themeButton());
    part("zone").textContent = `Times in ${zone()}`;
    part("more").addEventListener("click", () => this.#older());
    skipTo(part("skip"), part("main"));
    addEventListener("hashchange", () => this.#arrive());
    addEventListener("online", () => this.#tryNow());
    // A page that the browser keeps for the back button would keep one of its few connections to this server, too.
    addEventListener("pagehide", () => this.#follower.close());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.#follower.connect(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.#follower.lost) this.#tryNow(); });
    setInterval(() => this.#follower.tick(), 1000);
    this.#follower.connect();
    this.#arrive();
  }

  #go(place, replaces = false) {
    const hash = placeHash(place);
    if (hash === (location.hash || "#")) return;
    if (replaces) {
      history.replaceState(null, "", hash);
      this.#arrive();
    } else location.hash = hash;
  }

  /** Shows what the address names. */
  #arrive() {
    const before = this.#place;
    this.#place = parsePlace(location.hash);
    const { session, filters } = this.#place;
    if (session !== null) {
      if (before.session === null) this.#scroll = scrollY;
      if (this.#session.data?.record.session_id === session.toLowerCase()) this.#session.show(this.#session.data, this.#place.participant);
      else this.#open(session);
    } else {
      this.#session.close();
      const isBack = before.session !== null;
      if (isBack) this.#last = before.session;
      if (!this.#list.isLoaded || this.#isRefused || JSON.stringify(this.#wantedFilters) !== JSON.stringify(filters)) this.#load(isBack);
      else if (isBack) this.#back();
    }
    this.#write();
  }

  /** The list again, where it was left. */
  #back() {
    this.#say("", null);
    this.#write();
    const isThere = this.#cards.focus(this.#last?.toLowerCase());
    scrollTo(0, isThere ? this.#scroll : 0);
  }

  async #load(isBack = false) {
    const { filters } = this.#place;
    this.#wantedFilters = filters;
    const late = setTimeout(() => {
      if (this.#place.session === null && this.#wantedFilters === filters) this.#say("loading", loadingList);
    }, this.#list.isLoaded ? patience * 4 : patience);
    try {
      if (!await this.#list.load(filters)) return;
      this.#fresh.clear();
      this.#isRefused = false;
      if (this.#place.session !== null) return;
      this.#settle();
      if (isBack) this.#back();
    } catch (refusal) {
      if (this.#wantedFilters !== filters) return;
      this.#isRefused = true;
      if (this.#place.session === null) this.#refuse(refusal, () => this.#load());
    } finally {
      clearTimeout(late);
      this.#write();
    }
  }

  async #older() {
    const more = part("more");
    more.disabled = true;
    try {
      const first = await this.#list.more();
      this.#write();
      if (first) this.#cards.focus(first.session_id);
    } catch (refusal) {
      this.#toasts.show(`Older sessions could not be read: ${why(refusal)}`, "poor");
    } finally {
      more.disabled = false;
    }
  }

  async #open(id) {
    this.#session.close();
    this.#say("", null);
    const isWanted = () => this.#place.session === id;
    if (!isUUID(id)) {
      this.#say("no session", () => noSession(id, this.#listHref()));
      return;
    }
    const late = setTimeout(() => { if (isWanted()) this.#say("loading session", loadingSession); }, patience);
    try {
      const record = await getJSON(sessionPath(id.toLowerCase()));
      if (!isWanted()) return;
      if (record === null || typeof record !== "object") throw new Refusal(0, { title: "the answer is no session" });
      this.#say("", null);
      show(part("session"), true);
      this.#session.show(readRecord(record), this.#place.participant);
      this.#write();
      scrollTo(0, 0);
      this.#session.focus();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (!isWanted()) return;
      if (refusal.status === 404) this.#say("no session", () => noSession(id, this.#listHref()));
      else this.#refuse(refusal, () => this.#open(id));
    } finally {
      clearTimeout(late);
      this.#write();
    }
  }

  #listHref() { return placeHash({ filters: this.#place.filters }); }

  #narrow(filters) {
    // Typing leaves no trail of half words behind the back button.
    this.#go({ filters }, true);
  }

  /** What stands where no card does. */
  #settle() {
    if (this.#isRefused) return;
    const isEmpty = this.#list.sessions.length === 0;
    if (isEmpty && isFiltered(this.#place.filters)) this.#say("no match", () => noMatch(() => this.#go({ filters: {} })));
    else if (isEmpty) this.#say("no sessions", noSessions);
    else this.#say("", null);
  }

  #refuse(refusal, again) {
    const { status, problem } = refusal;
    if (status === 403 && problem?.code === "foreign_user") this.#say("no right", () => onlyOwn(() => this.#go({ filters: {} })));
    else if (status === 401 || status === 403) {
      // One that may save and not see is none for this page; the server says so.
      const wrong = token.get() === "" ? "" : status === 403 ? readable(problem?.detail ?? refusedToken, 200) : refusedToken;
      this.#say(`token ${wrong}`, () => tokenForm(wrong, (value) => this.#enter(value), tokenHelp()));
    } else {
      const said = status === 0 ? { title: "RoomVitals did not answer. It may have stopped, or the network may be gone." } : problem;
      this.#say(`refused ${Date.now()}`, () => refused(status, said, again));
    }
  }

  #enter(value) {
    token.set(value);
    this.#say("", null);
    this.#follower.connect();
    if (this.#place.session !== null) this.#open(this.#place.session);
    else this.#load();
  }

  // Events

  #saved(session) {
    const id = session.session_id;
    const isNew = this.#list.find(id) === null;
    if (this.#list.isLoaded) {
      const belongs = matches(session, this.#list.filters);
      if (belongs) this.#list.add(session);
      else if (belongs === null) this.#refresh();
      if (belongs && isNew) this.#fresh.add(id);
    }
    if (isNew) this.#toasts.show(`Session saved to your history: ${modeWord(session.mode)}, ${dateOf(session.start_time)}`, "good",
      openButton(() => this.#go({ filters: this.#place.filters, session: id })), id);
    if (this.#place.session === null) this.#settle();
    this.#write();
  }

  #deleted(id) {
    this.#list.remove(id);
    this.#toasts.remove(id);
    if (this.#actions.isOwn(id)) return;
    if (this.#place.session?.toLowerCase() === id) {
      this.#session.close();
      this.#say("no session", () => noSession(id, this.#listHref(), true));
    } else if (this.#place.session === null && this.#list.isLoaded) this.#settle();
    this.#write();
  }

  async #refresh() {
    if (this.#isRefused) {
      this.#loadAgain();
      return;
    }
    try {
      await this.#list.refresh();
      if (this.#place.session === null && (this.#message === "" || this.#message.startsWith("no "))) this.#settle();
      this.#write();
    } catch {
      // The events, or the next look, tell of it again.
    }
  }

  #tryNow() {
    this.#follower.tryNow();
    this.#loadAgain();
  }

  /** The list could not be had before. */
  #loadAgain() { if (this.#message.startsWith("refused") && this.#place.session === null) this.#load(); }

  // Writing

  #say(name, made) {
    if (this.#message === name) return;
    this.#message = name;
    part("message").replaceChildren(...(made ? [made()] : []));
    const focus = name.startsWith("token") ? part("message").querySelector("input")
      : name.startsWith("refused") || name === "no session" ? part("message").querySelector("h2") : null;
    this.#write();
    focus?.focus();
  }

  #countText() {
    const { sessions, hasMore, isFull } = this.#list;
    return `${count(sessions.length, "session")}${hasMore || isFull ? " so far" : ""}`;
  }

  #write() {
    const isSession = this.#place.session !== null;
    const hasMessage = this.#message !== "";
    const isList = !isSession && !this.#message.startsWith("token") && !this.#message.startsWith("refused");
    const hasCards = isList && this.#list.isLoaded && !hasMessage;
    this.#title();
    show(part("message"), hasMessage);
    show(part("list"), isList && this.#message !== "no sessions");
    show(part("session"), isSession && Boolean(this.#session.data) && !hasMessage);
    show(part("back"), isSession);
    part("back").href = this.#listHref();
    show(part("cards"), hasCards);
    show(part("more"), hasCards && this.#list.hasMore);
    show(part("full"), hasCards && this.#list.isFull);
    setText(part("full"), `The newest ${count(most, "session")} are shown. Narrow the days to look further back.`);
    setText(part("count"), hasCards ? this.#countText() : "");
    setText(part("spoken"), isList && this.#list.isLoaded && !this.#isRefused ? this.#countText() : "");
    this.#filters.update(this.#place.filters);
    // An empty list too: the filter that emptied it must be there to be changed.
    if (isList && this.#list.isLoaded) this.#filters.offer(this.#list.sessions, this.#place.filters, seesEverybody(token.get()));
    if (hasCards) {
      this.#cards.update(this.#list.sessions, { query: this.#place.filters.q, fresh: this.#fresh });
    }
    const { lost } = this.#follower;
    const what = "What is saved meanwhile appears when it is back.";
    this.#notice.update(lost ? { ...lost, at: Date.now(), hasNumbers: hasCards, what } : null);
  }

  #title() {
    const { data } = this.#session;
    const title = this.#place.session !== null && data
      ? `${modeWord(data.record.mode)} session, ${dateOf(data.record.start_time)} · ${product}` : `Session history · ${product}`;
    if (document.title !== title) document.title = title;
  }
}

new Page().start();
