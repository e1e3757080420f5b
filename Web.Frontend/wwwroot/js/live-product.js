// Shows a changed price or availability while the page is open. Without this script the page shows what it was when it was opened.
const RETRY = 15000;

class LiveProduct extends HTMLElement {
  #events;
  #timer;
  #version;
  #onVisibility = () => this.#follow();

  connectedCallback() {
    this.#version = Number(this.dataset.version);
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#follow();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#leave();
  }

  // Only while somebody looks: a browser has few connections to one site, and many tabs. Who comes back is told how it is now.
  #follow() {
    this.#leave();
    if (document.hidden) return;
    this.#events = new EventSource(this.dataset.source);
    this.#events.addEventListener("product", event => this.#show(JSON.parse(event.data)));
    this.#events.addEventListener("error", () => {
      // The browser reconnects by itself, unless the server refused.
      if (this.#events.readyState === EventSource.CLOSED) this.#timer = setTimeout(() => this.#follow(), RETRY * (1 + Math.random()));
    });
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#events?.close();
  }

  #show(product) {
    if (product.isDeleted) {
      this.#tell("This product has just been taken out of the catalogue.");
      this.#leave();
      return;
    }

    if (product.version <= this.#version) return;
    this.#version = product.version;
    const price = this.querySelector("[data-field=price]");
    const badge = this.querySelector(".badge");
    const news = [];
    if (price.textContent !== product.price) {
      news.push(`The price has just changed from ${price.textContent} to ${product.price}.`);
      price.textContent = product.price;
      price.classList.remove("changed");
      void price.offsetWidth; // The animation starts anew.
      price.classList.add("changed");
    }

    if (badge.textContent !== product.availability) {
      news.push(`Availability has just changed: ${product.availability.toLowerCase()}.`);
      badge.textContent = product.availability;
      badge.className = `badge ${product.tone}`;
    }

    this.querySelector("[data-field=stock]").textContent = product.stock;
    if (news.length > 0) this.#tell(news.join(" "));
  }

  // A status region: read out when the reader is idle, and seen by everybody else.
  #tell(text) {
    const news = this.querySelector("[role=status]");
    news.textContent = text;
    news.classList.add("notice");
  }
}

customElements.define("live-product", LiveProduct);
