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
export function secureHeaders(baseUrl) {
  const headers = {
    "content-security-policy":
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
  if (baseUrl.startsWith("https:")) headers["strict-transport-security"] = "max-age=31536000";
  return (request, response, next) => {
    response.set(headers);
    next();
  };
}
