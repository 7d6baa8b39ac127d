// Read everything that the programs need from the API of a service, page by page.

import { InputError } from "./source_record.mjs";

const encode = encodeURIComponent;

/** Returns an object with a list for each id. */
async function byId(ids, read) {
  const lists = {};
  for (const id of ids) lists[id] = await read(id);
  return lists;
}

/** WorkOS: each page names the id after which the next one starts. */
async function workosList(api, path, query = {}) {
  const all = [];
  for (let after; after !== null;) {
    const { list, body } = await api.list(path, { ...query, limit: 100, after }, "data");
    all.push(...list);
    after = body.list_metadata?.after ?? null;
  }
  return all;
}

export async function collectWorkos(api) {
  const organizations = await workosList(api, "/organizations");
  const users = await workosList(api, "/user_management/users");
  const memberships = [];
  for (const { id } of organizations) {
    // Without the statuses, the API returns active memberships only.
    const query = { organization_id: id, statuses: "active,inactive,pending" };
    memberships.push(...(await workosList(api, "/user_management/organization_memberships", query)));
  }
  const identitiesOf = async (id) => {
    const body = await api.get(`/user_management/users/${encode(id)}/identities`);
    return Array.isArray(body) ? body : body.data;
  };
  const identities = await byId(
    users.map(({ id }) => id),
    identitiesOf,
  );
  const invitations = await workosList(api, "/user_management/invitations");
  return { organizations, users, identities, organization_memberships: memberships, invitations };
}

/** Clerk: pages by offset. Some lists are arrays, others are in `data` with a total. */
async function clerkList(api, path, pageSize, query = {}) {
  const all = [];
  for (let isLast = false; !isLast;) {
    const body = await api.get(path, { ...query, limit: pageSize, offset: all.length });
    const page = Array.isArray(body) ? body : body?.data;
    if (!Array.isArray(page)) throw new InputError(`GET ${path}: the response has no list`);
    all.push(...page);
    isLast = page.length < pageSize;
    if (isLast && body.total_count !== undefined && body.total_count !== all.length) {
      throw new InputError(`GET ${path}: ${all.length} of ${body.total_count} records were read; run the program again`);
    }
  }
  return all;
}

export async function collectClerk(api, pageSize = 500) {
  const list = (path, query) => clerkList(api, path, pageSize, query);
  const organizations = await list("/v1/organizations", { include_members_count: true, order_by: "+created_at" });
  const users = await list("/v1/users", { order_by: "+created_at" });
  const memberships = await list("/v1/organization_memberships", { order_by: "+created_at" });
  const [domains, invitations] = [[], []];
  for (const { id } of organizations) {
    domains.push(...(await list(`/v1/organizations/${encode(id)}/domains`)));
    invitations.push(...(await list(`/v1/organizations/${encode(id)}/invitations`, { status: "pending" })));
  }
  return { organizations, domains, users, memberships, invitations };
}

/** Auth0: each page of a checkpoint list names the next one. */
async function auth0List(api, path, field, query = {}) {
  const all = [];
  for (let from, isLast = false; !isLast;) {
    const { list, body } = await api.list(path, { ...query, take: 50, from }, field);
    all.push(...list);
    from = body.next;
    isLast = !from;
  }
  return all;
}

async function auth0Invitations(api, path, pageSize) {
  const all = [];
  for (let page = 0, isLast = false; !isLast; page += 1) {
    const { list } = await api.list(path, { page, per_page: pageSize });
    all.push(...list);
    isLast = list.length < pageSize;
  }
  return all;
}

export async function collectAuth0(api, pageSize = 50) {
  const organizations = await auth0List(api, "/api/v2/organizations", "organizations");
  const ids = organizations.map(({ id }) => id);
  const path = (id, list) => `/api/v2/organizations/${encode(id)}/${list}`;
  // Without the field, the API returns no roles.
  const fields = { fields: "user_id,name,email,picture,roles", include_fields: true };
  const members = await byId(ids, (id) => auth0List(api, path(id, "members"), "members", fields));
  const userIds = new Set(Object.values(members).flatMap((list) => list.map((member) => member.user_id)));
  const users = [];
  for (const userId of userIds) users.push(await api.get(`/api/v2/users/${encode(userId)}`));
  return {
    organizations,
    discovery_domains: await byId(ids, (id) => auth0List(api, path(id, "discovery-domains"), "domains")),
    members,
    users,
    invitations: await byId(ids, (id) => auth0Invitations(api, path(id, "invitations"), pageSize)),
  };
}
