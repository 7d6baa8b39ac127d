// The first page: how a person can sign in.

import { html, notice, page } from "./pages.mjs";

const NOTICES = {
  address: "That is not an email address.",
  ended: "Your session has ended. Please sign in again.",
  link: "This link was used before, or is too old. Please ask for a new one.",
  openid: "The sign-in was not completed.",
  "signed-out": "You are signed out.",
  unverified: "Your provider has not verified your address. Please use a link by email.",
};

/** `more` is true if the person adds a method to a sign-in that is in progress. */
export function signInPage({ notice: name, more = false }) {
  return page(
    "Sign in",
    html`${notice(NOTICES, name)}
      <form method="post" action="/mail">
        ${more && html`<input type="hidden" name="more" value="1" />`}
        <label>Email <input type="email" name="email_address" required autofocus autocomplete="email" /></label>
        <button>Send me a link</button>
      </form>
      <p><a class="button" href="${more ? "/openid?more=1" : "/openid"}">Continue with Example ID</a></p>`,
  );
}
