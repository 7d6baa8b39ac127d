// The sessions of a browser, in cookies: the intermediate session from sign-in to the choice of an organization, and then the
// member session. No script and no other site can read or send them.

import { randomBytes } from "node:crypto";
import { parse } from "cookie";

const INTERMEDIATE_MINUTES = 10;
const MEMBER_MINUTES = 60;

export class Sessions {
  constructor(writer, discovery, baseUrl) {
    Object.assign(this, { writer, discovery });
    const secure = new URL(baseUrl).protocol === "https:";
    // The prefix keeps other hosts of the domain from setting the cookie.
    this.prefix = secure ? "__Host-" : "";
    this.options = { httpOnly: true, sameSite: "lax", path: "/", secure };
  }

  intermediateToken(request) {
    return this.#cookie(request, "intermediate");
  }

  memberToken(request) {
    return this.#cookie(request, "member");
  }

  /** Returns the session with which the list is called, or undefined. An intermediate session is the newer one. */
  credential(request) {
    const intermediate_session_token = this.intermediateToken(request);
    if (intermediate_session_token) return { intermediate_session_token };
    const session_token = this.memberToken(request);
    return session_token ? { session_token } : undefined;
  }

  /**
   * Starts an intermediate session with the factors of a sign-in. If one is in progress for the same address, the factors are added
   * to it: the organization of the person's choice may require several.
   */
  async signIn(request, response, session) {
    if (await this.#isStepUp(request, session)) return;
    const token = randomBytes(32).toString("base64url");
    const expires_at = Math.floor(Date.now() / 1000) + 60 * INTERMEDIATE_MINUTES;
    await this.writer.putIntermediateSession({ token, expires_at, ...session });
    this.keepIntermediate(response, token);
  }

  async #isStepUp(request, { email_address, authentication_factors }) {
    const intermediate_session_token = this.intermediateToken(request);
    if (!intermediate_session_token) return false;
    try {
      const list = await this.discovery.list({ intermediate_session_token });
      if (list.email_address !== email_address) return false;
    } catch {
      return false;
    }
    for (const factor of authentication_factors) {
      const { outcome } = await this.writer.appendFactor(intermediate_session_token, factor);
      if (outcome !== "appended") return false;
    }
    return true;
  }

  keepIntermediate(response, token) {
    this.#set(response, "intermediate", token, INTERMEDIATE_MINUTES);
  }

  /** Keeps the member session. The intermediate session is spent. */
  keepMember(response, token) {
    this.#set(response, "member", token, MEMBER_MINUTES);
    this.#clear(response, "intermediate");
  }

  /** Removes both cookies, when the person signs out. */
  forget(response) {
    this.#clear(response, "intermediate");
    this.#clear(response, "member");
  }

  /** Removes the cookie of a session that has ended. A member session can outlive the intermediate session of another sign-in. */
  forgetEnded(request, response) {
    this.#clear(response, this.intermediateToken(request) ? "intermediate" : "member");
  }

  #cookie(request, name) {
    return parse(request.headers.cookie ?? "")[this.prefix + name];
  }

  #set(response, name, value, minutes) {
    response.cookie(this.prefix + name, value, { ...this.options, maxAge: minutes * 60_000 });
  }

  #clear(response, name) {
    response.clearCookie(this.prefix + name, this.options);
  }
}
