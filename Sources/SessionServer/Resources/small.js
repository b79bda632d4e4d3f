// Small things that the page does: copying, and jumping over the bar.

import { button } from "./dom.js";

/** @returns whether the text is in the clipboard now. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS, beyond this machine, there is only the old way.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  field.setAttribute("aria-hidden", "true");
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    // Neither way: said by the caller.
  }
  field.remove();
  focused?.focus?.({ preventScroll: true });
  return isCopied;
}

export const openButton = (action) => button("Open", action, "primary");

export function skipTo(link, target) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    target.focus();
  });
}
