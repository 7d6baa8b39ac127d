// The list of organizations and the exchange, through the official SDK.

import stytch from "stytch";
import { Agent } from "undici";

/** The session does not exist, has expired, or was spent by another exchange. */
export class SessionEnded extends Error {}

const KEPT_MS = 10_000;

export class Discovery {
  #results = new Map();

  constructor({ discoveryUrl, projectId, secret }) {
    const client = new stytch.B2BClient({
      project_id: projectId,
      secret,
      // The SDK accepts plain http, as of `cargo local`, only as `env`.
      [discoveryUrl.startsWith("https:") ? "custom_base_url" : "env"]: discoveryUrl,
      // The exchange answers within 4.5 seconds. The SDK itself would wait for five minutes.
      dispatcher: new Agent({ headersTimeout: 6_000, bodyTimeout: 6_000 }),
    });
    this.discovery = client.discovery;
    this.sessions = client.sessions;
  }

  /** Lists the organizations of a session: `{ intermediate_session_token }` or `{ session_token }`. */
  list(session) {
    return unlessEnded(this.discovery.organizations.list(session));
  }

  /** Exchanges a session for one in the organization. The function checks again what the list showed. */
  exchange(session, organization_id) {
    const presented = session.session_token ? this.sessions : this.discovery.intermediateSessions;
    return this.#once([session, organization_id], () => presented.exchange({ ...session, organization_id }));
  }

  /** Creates an organization with the person as its first Member. */
  create(intermediate_session_token, organization_name) {
    const fields = { intermediate_session_token, organization_name };
    return this.#once(fields, () => this.discovery.organizations.create(fields));
  }

  /**
   * Makes a call once for equal requests, for a few seconds and in this process. A double click sends a form twice, and the browser
   * reads only the second answer.
   */
  #once(request, call) {
    const key = JSON.stringify(request);
    const running = this.#results.get(key);
    if (running) return running;
    const result = unlessEnded(call());
    this.#results.set(key, result);
    const forget = () => this.#results.delete(key);
    result.then(({ member_authenticated }) => setTimeout(forget, member_authenticated ? KEPT_MS : 0).unref(), forget);
    return result;
  }
}

// A malformed token is a damaged cookie.
const ENDED = ["session_not_found", "intermediate_session_not_found", "invalid_session_token"];

async function unlessEnded(call) {
  try {
    return await call;
  } catch (error) {
    if (ENDED.includes(error.error_type)) throw new SessionEnded();
    throw error;
  }
}
