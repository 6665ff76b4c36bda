// Talking to the service: JSON both ways, with the token of this tab where there is one.

export class Fault extends Error {
  // `status` is 0 where nothing answered.
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  // Whether the same request may fare better later.
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const TOKEN = "symbiograph.review.token";

export class Service {
  constructor(root, language) {
    this.root = root;
    this.language = language;
  }

  get token() {
    return sessionStorage.getItem(TOKEN) ?? "";
  }

  set token(token) {
    if (token) sessionStorage.setItem(TOKEN, token);
    else sessionStorage.removeItem(TOKEN);
  }

  get(path, parameters = {}) {
    const query = new URLSearchParams(parameters);
    if (this.language) query.set("lang", this.language);
    return this.#json(`${path}?${query}`, {});
  }

  post(path, document) {
    const headers = { "Content-Type": "application/json" };
    return this.#json(path, { method: "POST", headers, body: JSON.stringify(document) });
  }

  send(path, form) {
    return this.#json(path, { method: "POST", body: form });
  }

  async text(path, document) {
    const headers = { "Content-Type": "application/json" };
    const options = { method: "POST", headers, body: JSON.stringify(document) };
    return (await this.#answer(path, options)).text();
  }

  async #json(path, options) {
    return (await this.#answer(path, options)).json();
  }

  async #answer(path, options) {
    const headers = { Accept: "application/json, */*;q=0.5", ...options.headers };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    let response;
    try {
      response = await fetch(this.root + path, { ...options, headers });
    } catch {
      throw new Fault(0, "The service does not answer.");
    }
    if (response.ok) return response;
    let said = `The service answered with status ${response.status}.`;
    try {
      said = (await response.json()).detail || said;
    } catch {
      // Something between here and the service answered.
    }
    throw new Fault(response.status, said, Number(response.headers.get("Retry-After")) || 0);
  }
}
