// A strip of figures: what it is, its value large, and a line under it.

import { make, setClass, setText } from "./dom.js";

export class Figures {
  #figures;

  constructor(specs, className = "") {
    this.#figures = specs.map((spec) => ({ spec, label: make("dt", "", spec.label), value: make("span", "value"),
      under: make("dd", "under") }));
    this.element = make("dl", `figures ${className}`, this.#figures.map(({ spec, label, value, under }) => make("div", "figure", [
      label, make("dd", "main", [value, " ", make("span", "unit", spec.unit)]), under,
    ])));
  }

  /** @param now `null` where it is over: what was on average stands in its place. */
  update(now, average) {
    const figures = { now: now ?? average ?? {}, average: average ?? {} };
    const isOver = now === null;
    for (const { spec, label, value, under } of this.#figures) {
      setText(label, (isOver && spec.over?.label) || spec.label);
      setText(value, spec.value(figures));
      setClass(value, `value text-${spec.level?.(figures) ?? "unknown"}`);
      setText(under, (isOver && spec.over?.under) || spec.under(figures));
    }
  }
}
