// The items as specified in docs/data-model.md. No I/O.

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { domainOf, normalAddress, normalDomain } from "./normal.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const schema = { N: "1" };

export const s = (text) => ({ S: text });
/** Returns a new revision or security stamp. */
export const randomToken = () => randomBytes(16).toString("hex");

/** Returns the current time, as objects contain it. */
export const timestamp = () => `${new Date().toISOString().slice(0, 19)}Z`;

/** Returns new ids and tokens. Create them once for each operation, so that each attempt writes the same objects. */
export function mint(project) {
  const environment = project.split("-")[1];
  const id = (kind) => `${kind}-${environment}-${randomUUID()}`;
  return {
    session_token: randomBytes(33).toString("base64url"),
    intermediate_session_token: `${randomBytes(32).toString("base64url")}=`,
    member_session_id: id("session"),
    member_id: id("member"),
    organization_id: id("organization"),
    registration_id: id("oauth-user"),
  };
}

/** Returns the object with timestamps: its own, those of the stored object, or the current time. */
export function dated(object, stored) {
  const now = timestamp();
  const time = (name) => object[name] ?? stored?.[name] ?? now;
  return { ...object, created_at: time("created_at"), updated_at: time("updated_at") };
}

// Secrets and credentials are stored as hashes only.
export const secretHash = sha256;
/** `kind` is "ist", "session-token" or "session-id". */
export const tokenHash = (kind, project, credential) => sha256(`${kind}\0${project}\0${credential}`);

// Organizations

export const organizationKey = (project, id) => ({ organization: s(`${project}#${id}`), record: s("organization") });
export const counterKey = (project, id, domain) => ({
  organization: s(`${project}#${id}`),
  record: s(`verified#${domain}`),
});
/** `slug` is in lower case. */
export const slugKey = (project, slug) => ({ organization: s(`${project}#slug#${slug}`), record: s("slug") });
export const slugItem = (project, slug, id) => ({ ...slugKey(project, slug), organization_id: s(id), schema });
export const edgeKey = (project, edge, id) => ({ edge: s(`${project}#${edge}`), organization_id: s(id) });
export const edgeItem = (project, edge, id) => ({ ...edgeKey(project, edge, id), schema });

export const organizationItem = (project, organization, revision) => ({
  ...organizationKey(project, organization.organization_id),
  object: s(JSON.stringify(organization)),
  revision: s(revision),
  schema,
});

/** Returns the joinable edges of an organization, from its settings. */
export function edgesOf(organization) {
  const edges = new Set();
  // "ALL_ALLOWED" is read as "RESTRICTED".
  if (["RESTRICTED", "ALL_ALLOWED"].includes(organization.email_jit_provisioning)) {
    const domains = (organization.email_allowed_domains ?? []).map(normalDomain);
    for (const domain of domains.filter((domain) => !isSharedMailboxDomain(domain))) edges.add(`domain#${domain}`);
  }
  if (organization.oauth_tenant_jit_provisioning === "RESTRICTED") {
    for (const [provider, tenants] of Object.entries(organization.allowed_oauth_tenants ?? {})) {
      for (const tenant of tenants) edges.add(`tenant#${provider}#${tenant}`);
    }
  }
  return edges;
}

// Members

export const statusOf = (member) => member.status ?? "active";
export const isLive = (member) => statusOf(member) !== "deleted";
export const memberLocation = (member) => `${member.organization_id}#${member.email_address}`;
/** Parses the member location in the item of an id. Ids do not contain "#", but addresses can. */
export function parseMemberLocation(idItem) {
  const [, organization, address] = idItem.member_location.S.match(/^([^#]*)#(.*)$/);
  return { organization, address };
}
export const memberKey = (project, address, organization) => ({
  address: s(`${project}#${address}`),
  organization_id: s(organization),
});
export const idKey = (project, id) => ({ address: s(`${project}#${id}`), organization_id: s("id") });
export const idItem = (project, member) => ({
  ...idKey(project, member.member_id),
  member_location: s(memberLocation(member)),
  schema,
});

/** Normalizes the addresses of a Member, and removes its current address from the retired ones. */
export function normalMember(member) {
  const email_address = normalAddress(member.email_address);
  const normal = (retired) => ({ ...retired, email_address: normalAddress(retired.email_address) });
  const retired = (member.retired_email_addresses ?? []).map(normal);
  const others = retired.filter((one) => one.email_address !== email_address);
  return { ...member, email_address, ...(retired.length > 0 && { retired_email_addresses: others }) };
}

/** Returns the retired addresses of a Member. No other Member of the organization can have them. */
export function reservedAddresses(member) {
  const retired = isLive(member) ? (normalMember(member).retired_email_addresses ?? []) : [];
  return new Set(retired.map((one) => one.email_address));
}

export const retiredAddressItem = (project, address, member) => ({
  ...memberKey(project, address, member.organization_id),
  record: s("retired_address"),
  retired_by: s(member.member_id),
  schema,
});

/** Empty values of the fields that bind accounts and factors to a Member. */
export const NO_BOUND_FACTORS = {
  default_mfa_method: "",
  member_password_id: "",
  mfa_enrolled: false,
  mfa_phone_number: "",
  mfa_phone_number_verified: false,
  oauth_registrations: [],
  sso_registrations: [],
  totp_registration_id: "",
};

/** Returns the domain whose verified-member counter includes the Member, if any. */
export function countedDomain(member) {
  const domain = domainOf(member.email_address);
  const counts = statusOf(member) === "active" && member.email_address_verified === true;
  return counts && !isSharedMailboxDomain(domain) ? domain : undefined;
}

/** `member.email_address` is in normal form. */
export function memberItem(project, member, revision, securityStamp) {
  const counted = countedDomain(member);
  return {
    ...memberKey(project, member.email_address, member.organization_id),
    organization: s(`${project}#${member.organization_id}`),
    member_id: s(member.member_id),
    object: s(JSON.stringify(member)),
    revision: s(revision),
    security_stamp: s(securityStamp),
    ...(counted && { counted_domain: s(counted) }),
    schema,
  };
}

// Sessions

export const sessionKey = (hash) => ({ token_hash: s(hash) });

const sessionItem = (hash, kind, session) => ({
  ...sessionKey(hash),
  kind: s(kind),
  expires_at: { N: String(session.expires_at) },
  email_address: s(session.email_address),
  authentication_factors: s(JSON.stringify(session.authentication_factors)),
  schema,
});

export function intermediateItem(project, session) {
  const hint = session.organization_id_hint;
  return {
    ...sessionItem(tokenHash("ist", project, session.token), "ist", session),
    oauth_tenants: s(JSON.stringify(session.oauth_tenants ?? {})),
    ...(hint && { organization_id_hint: s(hint) }),
  };
}

const PARENT_ATTRIBUTES = ["member", "member_session_id", "organization_id", "member_id", "security_stamp"];

/** Returns the item of an intermediate session that is derived from a member session, whose item is `parent`. */
export const derivedItem = (project, session, parent) => ({
  ...intermediateItem(project, session),
  ...Object.fromEntries(PARENT_ATTRIBUTES.map((name) => [name, parent[name]])),
});

/** Returns the two items of a member session: under its token and under its id. */
export function memberSessionItems(project, session, securityStamp) {
  const byToken = tokenHash("session-token", project, session.token);
  const byId = tokenHash("session-id", project, session.member_session_id);
  const own = {
    member: s(`${project}#${session.member_id}`),
    member_session_id: s(session.member_session_id),
    organization_id: s(session.organization_id),
    member_id: s(session.member_id),
    security_stamp: s(securityStamp),
  };
  return [
    { ...sessionItem(byToken, "session-token", session), ...own, paired_token_hash: s(byId) },
    { ...sessionItem(byId, "session-id", session), ...own, paired_token_hash: s(byToken) },
  ];
}
