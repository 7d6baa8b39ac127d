// A server with the endpoints that the collectors read, filled with a sample. It divides lists into pages as each service does.

import { createServer } from "node:http";

const TOKEN = "test-key";

const cursorPage = (list, after) => {
  const start = after ? list.findIndex(({ id }) => id === after) + 1 : 0;
  const data = list.slice(start, start + 2);
  return { object: "list", data, list_metadata: { before: null, after: start + 2 < list.length ? data.at(-1).id : null } };
};

/** Returns the answer of WorkOS, or undefined for an unknown path. */
export function workos(sample, path, query) {
  const ofQuery = (list) => cursorPage(list, query.get("after"));
  const [, , collection, id, part] = path.split("/");
  if (path === "/organizations") return ofQuery(sample.organizations);
  if (path === "/user_management/users") return ofQuery(sample.users);
  if (path === "/user_management/invitations") return ofQuery(sample.invitations);
  if (path === "/user_management/organization_memberships") {
    const statuses = (query.get("statuses") ?? "active").split(",");
    const isAsked = (membership) =>
      membership.organization_id === query.get("organization_id") && statuses.includes(membership.status);
    return ofQuery(sample.organization_memberships.filter(isAsked));
  }
  return collection === "users" && part === "identities" ? (sample.identities[id] ?? []) : undefined;
}

/** Returns the answer of Clerk, or undefined for an unknown path. */
export function clerk(sample, path, query) {
  const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
  const page = (list) => list.slice(offset, offset + limit);
  const counted = (list) => ({ data: page(list), total_count: list.length });
  const [, , , organization, part] = path.split("/");
  if (path === "/v1/users") return page(sample.users);
  if (path === "/v1/organizations") return counted(sample.organizations);
  if (path === "/v1/organization_memberships") return counted(sample.memberships);
  const ofOrganization = (list) => list.filter(({ organization_id }) => organization_id === organization);
  if (part === "domains") return counted(ofOrganization(sample.domains));
  const isAsked = ({ status }) => status === query.get("status");
  return part === "invitations" ? counted(ofOrganization(sample.invitations).filter(isAsked)) : undefined;
}

/** Returns the answer of Auth0, or undefined for an unknown path. */
export function auth0(sample, path, query) {
  const checkpoint = (name, list) => {
    const start = Number(query.get("from") ?? 0);
    return { [name]: list.slice(start, start + 2), ...(start + 2 < list.length && { next: String(start + 2) }) };
  };
  const [, , , collection, id, part] = path.split("/").map(decodeURIComponent);
  if (collection === "users") return sample.users.find(({ user_id }) => user_id === id);
  if (path === "/api/v2/organizations") return checkpoint("organizations", sample.organizations);
  const withoutRoles = ({ roles, ...member }) => (query.get("fields")?.includes("roles") ? { ...member, roles } : member);
  if (part === "members") return checkpoint("members", sample.members[id].map(withoutRoles));
  if (part === "discovery-domains") return checkpoint("domains", sample.discovery_domains[id]);
  const [page, size] = [Number(query.get("page")), Number(query.get("per_page"))];
  return part === "invitations" ? sample.invitations[id].slice(page * size, page * size + size) : undefined;
}

/** Serves a sample while `use` runs with the URL. `failures` are statuses with which the first requests fail. */
export async function serve(service, sample, use, failures = []) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://stub");
    requests.push(request.url);
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    const status = isKnown ? failures.shift() : 401;
    const body = status === undefined ? service(sample, pathname, searchParams) : undefined;
    response.writeHead(status ?? (body === undefined ? 404 : 200), { "content-type": "application/json", "retry-after": "0.01" });
    response.end(JSON.stringify(body ?? { message: "no" }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`, requests);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
