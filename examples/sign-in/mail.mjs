// Sign-in by a link in an email: it proves that the person reads this mailbox.

import { magicLink } from "org-discovery-writer/factors.mjs";
import { normalAddress } from "org-discovery-writer/normal.mjs";
import { html, page } from "./pages.mjs";
import { signInPage } from "./sign_in_page.mjs";

export function mailRoutes(app, { settings, sessions, secrets, deliver }) {
  app.post("/mail", async (request, response) => {
    const more = request.body?.more === "1";
    const address = addressOf(request.body?.email_address);
    if (!address) return response.status(400).send(signInPage({ notice: "address", more }));
    const token = secrets.createLink({ address, more });
    if (token) await deliver(`To ${address}: sign in at ${settings.baseUrl}/mail/${token}`);
    // The same answer for every address: it does not show who has an account.
    response.send(page("Look at your mailbox", html`<p>We have sent a link to <strong>${address}</strong>.</p>`));
  });

  // Mail scanners open links. So a link only shows a button, and the button signs in.
  app.get("/mail/:token", (request, response) => {
    const link = secrets.findLink(request.params.token);
    if (!link) return response.redirect(303, "/?notice=link");
    const form = html`<form method="post"><button>Sign in as ${link.address}</button></form>`;
    response.send(page("Sign in", form));
  });

  app.post("/mail/:token", async (request, response) => {
    const link = secrets.useLink(request.params.token);
    if (!link) return response.redirect(303, "/?notice=link");
    const authentication_factors = [magicLink(link.address, new Date().toISOString())];
    await sessions.signIn(request, response, { email_address: link.address, authentication_factors }, link);
    response.redirect(303, "/organizations");
  });
}

function addressOf(text) {
  try {
    return normalAddress(String(text ?? "").trim());
  } catch {
    return undefined;
  }
}
