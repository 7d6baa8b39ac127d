// Protection against other sites: they can send a form to this application, with its cookies in some browsers.

/** Refuses every request that changes something, unless it comes from a page of this application. */
export function refuseOtherSites(baseUrl) {
  const { origin } = new URL(baseUrl);
  return (request, response, next) => {
    if (["GET", "HEAD"].includes(request.method)) return next();
    const isOwn = request.headers.origin === origin || request.headers["sec-fetch-site"] === "same-origin";
    if (isOwn) return next();
    response.status(403).type("text").send("This request does not come from this site.");
  };
}

/** Allows only the application's own style sheet and forms. The address of a page contains the token of a link. */
export function secureHeaders({ openid }) {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // A form may lead to the OpenID provider.
    `form-action 'self' ${new URL(openid.issuer).origin}`,
  ].join("; ");
  return (request, response, next) => {
    response.set({
      "content-security-policy": policy,
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    next();
  };
}
