// A page of the product, and the end of the session.

import { button, html, page } from "./pages.mjs";

export function organizationRoutes(app, { writer, sessions }) {
  // Each request validates the session in the tables, so a revoked session ends at once.
  const signedIn = async (request, response, next) => {
    const token = sessions.memberToken(request);
    request.session = token && (await writer.authenticate(token));
    if (request.session) return next();
    // An intermediate session of a sign-in that is in progress stays.
    sessions.clear(response, "member");
    response.redirect(303, token ? "/?notice=ended" : "/");
  };

  app.get("/organization", signedIn, (request, response) => {
    const { member, organization } = request.session;
    const content = html`<p class="person">${member.email_address}</p>
      <p>Your product is here.</p>
      <p><a href="/organizations">Switch to another organization</a></p>
      ${button("/sign-out", "Sign out")} ${button("/sign-out/everywhere", "Sign out on all devices")}`;
    response.send(page(organization.organization_name, content));
  });

  app.post("/sign-out", async (request, response) => {
    await sessions.signOut(request, response);
    response.redirect(303, "/?notice=signed-out");
  });

  // Also ends sign-ins that are in progress elsewhere: finding them reads the whole table.
  app.post("/sign-out/everywhere", signedIn, async (request, response) => {
    await writer.revokeSessionsOfAddress(request.session.member.email_address, { includeIntermediate: true });
    await sessions.signOut(request, response);
    response.redirect(303, "/?notice=signed-out");
  });
}
