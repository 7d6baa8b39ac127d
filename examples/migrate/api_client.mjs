// GET requests to the API of a service, with a bearer token. Throttled and failed requests are repeated.

import { setTimeout as sleep } from "node:timers/promises";
import * as exactJson from "./exact_json.mjs";
import { InputError } from "./source_record.mjs";

const ATTEMPTS = 6;
const TIMEOUT_MILLISECONDS = 30_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export class ApiClient {
  #base;
  #token;

  /** The token is sent only over https, or to this computer. */
  constructor(base, token) {
    this.#base = new URL(base);
    this.#token = token;
    const isPrivate = this.#base.protocol === "https:" || LOOPBACK.has(this.#base.hostname);
    if (!isPrivate) throw new InputError(`${this.#base.origin}: the token is sent only over https`);
  }

  /** Returns the parsed body of a response. */
  async get(path, query = {}) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(url);
      if (response.ok) return exactJson.parse(await response.text());
      const isTemporary = response.status === 429 || response.status >= 500;
      if (!isTemporary || attempt === ATTEMPTS) throw new InputError(`GET ${url.pathname}: status ${response.status}`);
      await sleep(1000 * (Number(response.headers.get("retry-after") ?? NaN) || 2 ** (attempt - 1)));
    }
  }

  #send(url) {
    const headers = { authorization: `Bearer ${this.#token}`, accept: "application/json" };
    return fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  }

  /** Returns the list of a response. A response without it is an error, never an empty list. */
  async list(path, query, field) {
    const body = await this.get(path, query);
    const list = field === undefined ? body : body?.[field];
    if (!Array.isArray(list)) throw new InputError(`GET ${path}: the response has no list${field ? ` ${field}` : ""}`);
    return { list, body };
  }
}
