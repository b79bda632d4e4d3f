// What can be done with a session that is open: hand on its address or a summary, take its record, delete it.

import { download, remove } from "./api.js";
import { readable } from "./format.js";
import { markdown } from "./markdown.js";
import { askToDelete } from "./pagewords.js";
import { sessionPath } from "./sessions.js";
import { copy } from "./small.js";

export class Actions {
  #toasts;
  #dialog;
  #options;
  /** Ids that this page itself deletes: the event that follows is no news. */
  #removing = new Set();

  /** @param options `{ data(), removed(id) }`: what is open, as `readRecord` gives it, and who hears that it is gone. */
  constructor(toasts, dialog, options) {
    this.#toasts = toasts;
    this.#dialog = dialog;
    this.#options = options;
  }

  copyLink() { return this.#copy(location.href, "The link was copied."); }

  copySummary() {
    const { record, verdict } = this.#options.data();
    return this.#copy(markdown(record, verdict, location.href), "The summary was copied.");
  }

  async download() {
    const { session_id: id } = this.#options.data().record;
    try {
      await download(sessionPath(id), `session-${readable(id, 40).replace(/[^0-9a-z-]/gi, "")}.json`);
    } catch (refusal) {
      this.#toasts.show(`The record could not be read: ${why(refusal)}`, "poor");
    }
  }

  async remove() {
    const { record } = this.#options.data();
    if (!await askToDelete(this.#dialog, record)) return;
    const id = record.session_id;
    this.#removing.add(id);
    try {
      await remove(sessionPath(id));
    } catch (refusal) {
      // Somebody else was faster: it is gone, which is what was asked for.
      if (refusal.status !== 404) {
        this.#removing.delete(id);
        this.#toasts.show(`The session was not deleted: ${why(refusal)}`, "poor");
        return;
      }
    }
    this.#toasts.show("The session was deleted.", "good");
    this.#options.removed(id);
  }

  /** @returns whether it was this page that had a session deleted. */
  isOwn(id) { return this.#removing.delete(id); }

  async #copy(text, said) {
    const isCopied = await copy(text);
    this.#toasts.show(isCopied ? said : "This browser does not let the page copy.", isCopied ? "good" : "poor");
  }
}

/** Why something did not work, in the server's words where there are any. */
export const why = (refusal) => (refusal.status === 0 ? "RoomVitals did not answer." : readable(refusal.message, 160));
