// Decides which organizations a person can sign in to or join, and which factors are missing. No reads, no clock.

import { ApiError } from "./errors.mjs";
import { isSharedMailbox } from "./mailbox-provider.mjs";
import { mfaRequired, primaryRequired, assuranceOf } from "./requirements.mjs";

// The membership types in the order of the response.
const TYPES = [
  "active_member",
  "pending_member",
  "invited_member",
  "eligible_to_join_by_email_domain",
  "eligible_to_join_by_oauth_tenant",
];

/** Returns the content of the response for a session. */
export function discover(facts) {
  const { session, organizations, damaged } = facts;
  if (session.member && !organizations.has(session.member.organizationId)) throw new ApiError("session_not_found");
  const entries = visible(session, candidatesOf(facts)).map((candidate) => entryOf(session, candidate));
  if (facts.isDamaged && entries.length === 0) throw new ApiError("internal_server_error");
  const hintExists = organizations.has(session.hint) || damaged.has(session.hint);
  return {
    emailAddress: session.emailAddress,
    hint: hintExists ? session.hint : null,
    entries: entries.sort((a, b) => Buffer.compare(a.order, b.order)),
  };
}

function entryOf(session, candidate) {
  const { addressVerified, methods } = assuranceOf(session, candidate);
  return {
    ...candidate,
    addressVerified,
    primaryRequired: primaryRequired(candidate, addressVerified, methods),
    mfaRequired: mfaRequired(session, candidate, addressVerified),
    order: orderOf(candidate),
  };
}

/** Returns the sort key: membership type, then name, then id, by code points. JavaScript's own comparison uses UTF-16. */
function orderOf({ type, organization: { object } }) {
  return Buffer.from(`${TYPES.indexOf(type)}${object.organization_name.toLowerCase()}\0${object.organization_id}`);
}

/**
 * Returns one candidate per organization: membership before eligibility, domain before tenant. A deleted Member excludes its
 * organization, because a removed person must not return by joining.
 */
function candidatesOf({ session, members, known, organizations, verifiedMembers }) {
  const candidates = [];
  for (const member of members) {
    const organization = organizations.get(member.object.organization_id);
    if (organization && member.object.status !== "deleted") {
      candidates.push({ type: `${member.object.status}_member`, organization, member });
    }
  }
  if (session.member) return candidates;
  const sharedMailbox = isSharedMailbox(session.domain);
  for (const [id, organization] of organizations) {
    if (known.has(id)) continue;
    if (!sharedMailbox && verifiedMembers.get(id) > 0 && admitsDomain(organization.object, session.domain)) {
      candidates.push({ type: TYPES[3], organization, details: { domain: session.domain } });
      continue;
    }
    const details = tenantOf(organization.object, session.oauthTenants);
    if (details) candidates.push({ type: TYPES[4], organization, details });
  }
  return candidates;
}

function admitsDomain({ email_jit_provisioning: jit, email_allowed_domains: domains }, domain) {
  return jit !== "NOT_ALLOWED" && domains.includes(domain);
}

/** Returns the tenant by which the person may join. Of several: the smallest provider, then the smallest tenant. */
function tenantOf({ oauth_tenant_jit_provisioning: jit, allowed_oauth_tenants: trusted }, provedTenants) {
  if (jit !== "RESTRICTED") return undefined;
  const matching = provedTenants.flatMap(([provider, tenants]) =>
    tenants.filter((tenant) => trusted[provider]?.includes(tenant)).map((tenant) => ({ provider, tenant })),
  );
  const order = ({ provider, tenant }) => Buffer.from(`${provider}\0${tenant}`);
  return matching.sort((a, b) => Buffer.compare(order(a), order(b)))[0];
}

/**
 * Returns all candidates, or those that a session with SSO factors only may see. An identity provider can claim any address,
 * so it is trusted for its own organization only, unless that organization claims the address's domain.
 */
function visible({ factors, domain, member }, candidates) {
  const primary = factors.filter((factor) => factor.method);
  if (primary.length === 0 || primary.some((factor) => factor.kind !== "sso")) return candidates;
  const connections = new Set(primary.map((factor) => factor.connectionId));
  const ownsOne = ({ object }) => object.sso_active_connections.some((c) => connections.has(c.connection_id));
  const claimsDomain = ({ organization }) =>
    organization.object.claimed_email_domains.includes(domain) && ownsOne(organization);
  if (!isSharedMailbox(domain) && candidates.some(claimsDomain)) return candidates;
  return candidates.filter(
    ({ organization }) => ownsOne(organization) || organization.object.organization_id === member?.organizationId,
  );
}
