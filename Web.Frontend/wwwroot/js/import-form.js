// Shows how much of the file is sent, and lets one stop it. Without this script the browser sends the form by itself.
class ImportForm extends HTMLElement {
  #form;
  #upload;
  #failure;

  connectedCallback() {
    this.#form = this.querySelector("form");
    this.#upload = this.querySelector(".upload");
    this.#failure = this.querySelector("[data-failure]");
    this.#form.addEventListener("submit", event => {
      event.preventDefault();
      this.#send();
    });
  }

  #send() {
    const request = new XMLHttpRequest(); // fetch cannot tell how much it has sent.
    const bar = this.#upload.querySelector("progress");
    const label = this.#upload.querySelector("label");
    request.upload.addEventListener("progress", event => {
      if (event.lengthComputable) {
        bar.max = event.total;
        bar.value = event.loaded;
      }
    });
    request.upload.addEventListener("load", () => {
      label.textContent = "Waiting for the catalogue";
      bar.removeAttribute("value");
    });
    request.addEventListener("load", () => this.#onAnswer(request));
    request.addEventListener("error", () => this.#fail("The connection broke while the file was sent. Nothing was imported."));
    request.addEventListener("abort", () => this.#fail("Stopped. Nothing was imported."));
    this.#upload.querySelector("[data-cancel]").onclick = () => request.abort();

    label.textContent = "Sending";
    this.#busy(true);
    request.open("POST", this.#form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(new FormData(this.#form));
  }

  #onAnswer(request) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // A page instead of data: signed out, or the form is too old.
    }

    if (request.status === 200 && answer.location) location.assign(answer.location);
    else this.#fail(answer.detail ?? "The server did not take the file. Reload the page and try again.");
  }

  #fail(message) {
    this.#busy(false);
    this.#failure.textContent = message;
    this.#failure.hidden = false;
    this.#form.elements.id.value = crypto.randomUUID?.() ?? ""; // Another try is another import.
  }

  #busy(busy) {
    this.#upload.hidden = !busy;
    if (busy) this.#failure.hidden = true;
    this.#form.querySelector("[type=submit]").disabled = busy;
  }
}

customElements.define("import-form", ImportForm);
