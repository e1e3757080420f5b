// Suggestions while typing: the combobox pattern of the ARIA Authoring Practices. Without this script the form just searches.
const DELAY = 150;

class SearchBox extends HTMLElement {
  #input;
  #list;
  #live;
  #timer;
  #request;

  connectedCallback() {
    this.#input = this.querySelector("input");
    this.#list = document.createElement("ul");
    this.#list.id = `${this.#input.id}-suggestions`;
    this.#list.role = "listbox";
    this.#list.ariaLabel = "Suggestions";
    this.#list.hidden = true;
    this.#live = document.createElement("div");
    this.#live.role = "status";
    this.#live.className = "visually-hidden";
    this.append(this.#list, this.#live);

    this.#input.role = "combobox";
    this.#input.ariaAutoComplete = "list";
    this.#input.ariaExpanded = "false";
    this.#input.setAttribute("aria-controls", this.#list.id);
    this.#input.addEventListener("input", () => this.#schedule());
    this.#input.addEventListener("keydown", event => this.#onKey(event));
    this.addEventListener("focusout", event => this.contains(event.relatedTarget) || this.#close());
    // Pressed, not clicked: the focus stays in the field, so the list stays open for the click.
    this.#list.addEventListener("pointerdown", event => event.preventDefault());
    this.#list.addEventListener("click", event => this.#open(event.target.closest("[role=option]")));
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(this.#input.value.trim()), DELAY);
  }

  async #fetch(text) {
    this.#request?.abort();
    if (!text) return this.#close();
    this.#request = new AbortController();
    try {
      const response = await fetch(`${this.dataset.source}?q=${encodeURIComponent(text)}`, { signal: this.#request.signal });
      this.#show(response.ok ? await response.json() : []);
    } catch (error) {
      if (error.name !== "AbortError") this.#close();
    }
  }

  #show(items) {
    this.#list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("li");
      option.id = `${this.#list.id}-${index}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.dataset.href = item.href;
      const kind = document.createElement("small");
      kind.textContent = item.kind;
      option.append(item.text, " ", kind);
      return option;
    }));
    this.#expand(items.length > 0);
    this.#live.textContent = items.length === 0 ? "No suggestions" : `${items.length} suggestions, use the arrow keys`;
  }

  #onKey(event) {
    const options = [...this.#list.children];
    const current = options.findIndex(option => option.ariaSelected === "true");
    if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0) {
      event.preventDefault();
      this.#expand(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#select(options, current < 0 && step < 0 ? options.length - 1 : (current + step + options.length) % options.length);
    } else if (event.key === "Enter" && current >= 0 && !this.#list.hidden) {
      event.preventDefault();
      this.#open(options[current]);
    }
  }

  #select(options, index) {
    options.forEach((option, i) => { option.ariaSelected = String(i === index); });
    this.#input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  #open(option) {
    if (option) location.assign(option.dataset.href);
  }

  #expand(open) {
    this.#list.hidden = !open;
    this.#input.ariaExpanded = String(open);
    if (!open) this.#input.removeAttribute("aria-activedescendant");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#expand(false);
    this.#live.textContent = "";
  }
}

customElements.define("search-box", SearchBox);
