// The button that goes through the themes: the system's, dark, light.

import { make, setAttributes, setShape, setText, shape } from "./dom.js";

const themes = ["auto", "dark", "light"];
/** `theme.js` reads it before anything is painted. */
const themeKey = "roomvitals-theme";

export function themeButton() {
  const word = make("span", "");
  const node = make("button", "theme", [shape("auto"), word], { type: "button" });
  const tell = () => {
    const theme = document.documentElement.dataset.theme ?? "auto";
    setShape(node.firstElementChild, theme);
    setText(word, theme);
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    setAttributes(node, { "aria-label": `Theme: ${theme}. Change to ${next}.`, title: `Theme: ${theme}` });
  };
  node.addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme ?? "auto";
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem(themeKey);
      else localStorage.setItem(themeKey, next);
    } catch {
      // It holds until the page is left.
    }
    tell();
  });
  tell();
  return node;
}
