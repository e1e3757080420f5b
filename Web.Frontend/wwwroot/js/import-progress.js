// Keeps the counts current while an import goes on; the finished page comes from the server.
const RELOAD_AFTER = 5000;

class ImportProgress extends HTMLElement {
  #events;

  connectedCallback() {
    if (!this.dataset.source) return;
    this.#events = new EventSource(this.dataset.source);
    this.#events.addEventListener("progress", event => this.#show(JSON.parse(event.data)));
    this.#events.addEventListener("error", () => {
      // The browser reconnects by itself, unless the server refused: then the page knows better.
      if (this.#events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), RELOAD_AFTER);
    });
  }

  disconnectedCallback() {
    this.#events?.close();
  }

  #show(progress) {
    if (progress.isFinished) {
      this.#events.close();
      location.reload();
      return;
    }

    for (const name of ["state", "progress", "rowsRead", "invalid"]) {
      const element = this.querySelector(`[data-field=${name}]`);
      // Untouched unless changed: a screen reader announces the state whenever it is written.
      if (element && element.textContent !== progress[name]) element.textContent = progress[name];
    }

    const bar = this.querySelector("progress");
    if (progress.share == null) bar.removeAttribute("value");
    else bar.value = progress.share;
  }
}

customElements.define("import-progress", ImportProgress);
