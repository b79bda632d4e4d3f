// What narrows the list: words, kind, category, days, and whose, where there are several people's sessions.

import { button, make, setAttributes, setText, show } from "./dom.js";
import { count, readable } from "./format.js";
import { isFiltered, isUUID, startOfDay } from "./place.js";

/** ms after the last key before the server is asked. */
const pause = 350;
/** Categories and users that are offered. */
const mostOffered = 50;

export class Filters {
  #fields;
  #timer = 0;
  #onchange;
  #reset = button("Clear filters", () => this.#clear(), "clear");
  #more = make("span", "more-count");
  #box;
  #user;
  #categories = make("datalist", "", [], { id: "categories" });
  #hasOthers = false;
  #users = make("datalist", "", [], { id: "users" });
  #wrong = make("p", "wrong", "", { role: "alert", id: "filter-wrong" });

  /** @param clear where the button goes that takes all of them back; `onchange` hears of the new filters. */
  constructor(root, clear, onchange) {
    this.#onchange = onchange;
    const input = (type, more = {}) => make("input", "", [], { type, autocomplete: "off", spellcheck: "false", maxlength: 200, ...more });
    this.#fields = {
      q: input("search", { placeholder: "Words that were said" }),
      mode: make("select", "", [["", "Both"], ["video", "Video"], ["voice", "Voice"]].map(([value, text]) => make("option", "", text, { value }))),
      from: input("date"), to: input("date"),
      category: input("text", { list: "categories", placeholder: "Any (a UUID)" }),
      user: input("text", { list: "users", placeholder: "Anybody" }),
    };
    const labels = { q: "Search", mode: "Kind", from: "From", to: "To", category: "Category", user: "User" };
    const cells = Object.entries(this.#fields).map(([name, field]) => {
      field.id = `filter-${name}`;
      field.addEventListener(field.type === "search" || field.type === "text" ? "input" : "change", () => this.#later(field));
      field.addEventListener("change", () => this.#tell());
      return make("div", "cell", [make("label", "", labels[name], { for: field.id }), field]);
    });
    this.#user = cells.at(-1);
    // Until it is known whether there are others to be seen.
    show(this.#user, false);
    // On a phone the rest opens on demand: the sessions must not begin below the fold.
    this.#box = make("details", "rest", [make("summary", "", ["More filters", this.#more]), make("div", "cells", cells.slice(1))]);
    const form = make("form", "filter-form", [cells[0], this.#box, this.#wrong, this.#categories, this.#users], {
      role: "search", "aria-label": "Sessions" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tell();
    });
    const wide = matchMedia("(min-width: 46.01rem)");
    const open = () => { this.#box.open = wide.matches; };
    wide.addEventListener("change", open);
    open();
    root.append(form);
    clear.append(this.#reset);
  }

  /** Shows the filters that hold, but not under a hand that is writing them. */
  update(filters) {
    for (const [name, field] of Object.entries(this.#fields)) {
      const value = filters[name] ?? "";
      if (field !== document.activeElement && field.value !== value) field.value = value;
    }
    show(this.#reset, isFiltered(filters));
    const hidden = Object.keys(filters).filter((name) => name !== "q").length;
    setText(this.#more, hidden > 0 ? ` (${count(hidden, "filter")})` : "");
    this.#check();
  }

  /** Offers what was seen in the list; users to those who may see several people's. */
  offer(sessions, filters, seesEverybody) {
    const isText = (value) => typeof value === "string" && value !== "";
    const seen = (key) => [...new Set(sessions.map((session) => session[key]).filter(isText))].slice(0, mostOffered);
    const options = (values) => values.map((value) => make("option", "", [], { value: readable(value, 200) }));
    this.#categories.replaceChildren(...options(seen("counselor_category")));
    const users = seen("user_id");
    this.#users.replaceChildren(...options(users));
    // Once several people's sessions were seen, whatever the list shows now.
    this.#hasOthers ||= users.length > 1;
    show(this.#user, seesEverybody && (this.#hasOthers || Boolean(filters.user) || this.#user.contains(document.activeElement)));
  }

  focus() { this.#fields.q.focus(); }

  #later(field) {
    clearTimeout(this.#timer);
    this.#check();
    if (field.type === "search" || field.type === "text") this.#timer = setTimeout(() => this.#tell(), pause);
    else this.#tell();
  }

  #values() {
    return Object.fromEntries(Object.entries(this.#fields).map(([name, field]) => [name, field.value.trim()]).filter(([, value]) => value !== ""));
  }

  /** @returns whether the filters can be asked for. */
  #check() {
    const { category, from, to } = this.#values();
    const isBad = { category: Boolean(category) && !isUUID(category), to: Boolean(from && to) && startOfDay(to) < startOfDay(from) };
    for (const [name, bad] of Object.entries(isBad)) {
      setAttributes(this.#fields[name], { "aria-invalid": bad ? "true" : null, "aria-describedby": bad ? "filter-wrong" : null });
    }
    const text = isBad.category ? "A category is a UUID, such as f47ac10b-58cc-4372-a567-0e02b2c3d479."
      : isBad.to ? "The last day lies before the first." : "";
    setText(this.#wrong, text);
    show(this.#wrong, text !== "");
    return text === "";
  }

  #tell() {
    clearTimeout(this.#timer);
    if (this.#check()) this.#onchange(this.#values());
  }

  #clear() {
    for (const field of Object.values(this.#fields)) field.value = "";
    this.#tell();
    this.focus();
  }
}
