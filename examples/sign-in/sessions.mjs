// The sessions of a browser, in cookies: the intermediate session from sign-in to the choice of an organization, and then the
// member session. No script and no other site can read or send them.

import { randomBytes } from "node:crypto";
import { parse } from "cookie";
import { Refused } from "org-discovery-writer/limits.mjs";

const INTERMEDIATE_MINUTES = 10;
const MEMBER_MINUTES = 60;

export class Sessions {
  constructor(writer, baseUrl) {
    this.writer = writer;
    const secure = new URL(baseUrl).protocol === "https:";
    // The prefix keeps other hosts of the domain from setting the cookies.
    this.prefix = secure ? "__Host-" : "";
    this.options = { httpOnly: true, sameSite: "lax", path: "/", secure };
  }

  intermediateToken(request) {
    return this.cookie(request, "intermediate");
  }

  memberToken(request) {
    return this.cookie(request, "member");
  }

  /** Returns the session with which the list is called, or undefined. An intermediate session is the newer one. */
  credential(request) {
    const intermediate_session_token = this.intermediateToken(request);
    if (intermediate_session_token) return { intermediate_session_token };
    const session_token = this.memberToken(request);
    return session_token ? { session_token } : undefined;
  }

  /**
   * Starts an intermediate session with the factors of a sign-in. If the person chose to sign in by `more` methods, they are added
   * to the session in progress instead, if that is about the same address.
   */
  async signIn(request, response, signIn, { more = false }) {
    if (more && (await this.#continues(request, response, signIn))) return;
    const token = randomBytes(32).toString("base64url");
    const expires_at = Math.floor(Date.now() / 1000) + 60 * INTERMEDIATE_MINUTES;
    await this.writer.putIntermediateSession({ ...signIn, token, expires_at });
    await this.#revokeIntermediate(request);
    this.keepIntermediate(response, token);
  }

  async #continues(request, response, signIn) {
    if (!this.intermediateToken(request)) return false;
    try {
      return (await this.stepUp(request, response, signIn)) !== undefined;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  /**
   * Adds the factors of a sign-in to the intermediate session, and returns its new token, or undefined if the session has ended. The
   * token changes, because another person may know the former one, such as the last user of a shared computer.
   */
  async stepUp(request, response, signIn) {
    const { intermediate_session_token } = await this.writer.stepUp(this.intermediateToken(request), signIn);
    if (intermediate_session_token) this.keepIntermediate(response, intermediate_session_token);
    return intermediate_session_token;
  }

  keepIntermediate(response, token) {
    this.#set(response, "intermediate", token, INTERMEDIATE_MINUTES);
  }

  /** Keeps the member session. The intermediate session is spent, and the browser leaves its former member session. */
  async keepMember(request, response, token) {
    const former = this.memberToken(request);
    if (former && former !== token) await this.writer.revokeMemberSession(former);
    this.#set(response, "member", token, MEMBER_MINUTES);
    this.clear(response, "intermediate");
  }

  /** Ends both sessions. */
  async signOut(request, response) {
    const token = this.memberToken(request);
    if (token) await this.writer.revokeMemberSession(token);
    await this.#revokeIntermediate(request);
    this.clear(response, "intermediate");
    this.clear(response, "member");
  }

  async #revokeIntermediate(request) {
    const token = this.intermediateToken(request);
    if (token) await this.writer.revokeIntermediateSession(token);
  }

  /** Removes the cookie of a session that has ended. A member session can outlive the intermediate session of another sign-in. */
  forgetEnded(request, response) {
    this.clear(response, this.intermediateToken(request) ? "intermediate" : "member");
  }

  cookie(request, name) {
    return parse(request.headers.cookie ?? "")[this.prefix + name];
  }

  #set(response, name, value, minutes) {
    response.cookie(this.prefix + name, value, { ...this.options, maxAge: minutes * 60_000 });
  }

  clear(response, name) {
    response.clearCookie(this.prefix + name, this.options);
  }
}
