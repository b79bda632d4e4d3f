// Elements, made and changed without markup: whatever came off the wire is text.

import { nameless, readable } from "./format.js";

const svgNamespace = "http://www.w3.org/2000/svg";
/** Characters of an identity that are shown; its title has more. */
const shownName = 120;
const titledName = 500;

/** An element with a class, children (nodes or text) and attributes; those that are `null` or `false` are left out. */
export function make(tag, className = "", children = [], attributes = {}) {
  return filled(document.createElement(tag), className, children, attributes);
}

export function makeSVG(tag, className = "", attributes = {}, children = []) {
  return filled(document.createElementNS(svgNamespace, tag), className, children, attributes);
}

function filled(node, className, children, attributes) {
  if (className) node.setAttribute("class", className);
  setAttributes(node, attributes);
  for (const child of [children].flat()) if (child !== null) node.append(child);
  return node;
}

export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Writes a text where it differs: most of what comes each second is what was there. */
export function setText(node, text) {
  const only = node.childNodes.length === 1 ? node.firstChild : null;
  if (only?.nodeType === Node.TEXT_NODE && text !== "") {
    // The same node with other letters has its style already; a new one has not.
    if (only.data !== text) only.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}

export function setClass(node, className) {
  if (node.getAttribute("class") !== className) node.setAttribute("class", className);
}

export function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

/** A shape of the page's own set, which goes with a word: of a level, of a state. */
export function shape(name, className = "shape") {
  return makeSVG("svg", className, { "aria-hidden": "true", viewBox: "0 0 16 16" }, [
    makeSVG("use", "", { href: `#shape-${name}` }),
  ]);
}

export function setShape(node, name) {
  setAttributes(node.firstElementChild, { href: `#shape-${name}` });
}

/** A level's word and shape in its colour. */
export function chip(level) {
  return make("span", `chip ${level}`, [shape(level), make("span", "", level)]);
}

/** @param word in place of the level's own, with a shape of the same name. */
export function setChip(node, level, word = level) {
  setClass(node, `chip ${level}`);
  setShape(node.firstElementChild, word);
  setText(node.lastElementChild, word);
}

/** A name from the wire, which cannot turn the text around it. */
export function nameOf(identity) {
  const node = make("bdi", "name");
  setName(node, identity);
  return node;
}

export function setName(node, identity) {
  const text = readable(identity, shownName);
  setText(node, text || nameless);
  const title = readable(identity, titledName);
  setAttributes(node, { title: title.length > 24 ? title : null });
}

/** A button that says what it does, in words. */
export function button(text, action, className = "") {
  const node = make("button", className, text, { type: "button" });
  node.addEventListener("click", action);
  return node;
}
