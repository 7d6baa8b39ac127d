// The transaction that creates an organization with the person of an intermediate session as its first Member.

import { Candidate } from "./candidate.mjs";
import { newSession, personOf, signedIn } from "./exchange.mjs";
import { acceptsCreator, carriedFactors, memberChanges } from "./exchange_decision.mjs";
import * as items from "./items.mjs";
import { checkOrganization, checkSessionMinutes, refuseIf } from "./limits.mjs";
import { isSharedMailboxDomain, registrableDomain } from "./mailbox_domains.mjs";
import { updateCounters } from "./members.mjs";
import { domainOf } from "./normal.mjs";
import { readSession, sessionConditions } from "./presented_session.mjs";
import { SESSION_NOT_FOUND } from "./sessions.mjs";
import { absent, unixTime } from "./tables.mjs";

// Claimed domains and SSO connections need proof, so they are not among the fields.
const FIELDS = [
  ...["organization_name", "organization_slug", "organization_external_id", "organization_logo_url", "trusted_metadata"],
  ...["email_allowed_domains", "email_jit_provisioning", "email_invites", "sso_jit_provisioning"],
  ...["auth_methods", "allowed_auth_methods", "mfa_policy", "mfa_methods", "allowed_mfa_methods"],
  ...["oauth_tenant_jit_provisioning", "allowed_oauth_tenants", "rbac_email_implicit_role_assignments"],
  ...["first_party_connected_apps_allowed_type", "allowed_first_party_connected_apps"],
  ...["third_party_connected_apps_allowed_type", "allowed_third_party_connected_apps"],
];
const VERIFYING_METHODS = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"];
const ADMIN_ROLE = { role_id: "stytch_admin", sources: [{ type: "direct_assignment", details: {} }] };

/** Creates an organization with the fields of Stytch's request. */
export async function createOrganization(tables, token, fields, { session_duration_minutes = 60 }) {
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  refuseIf(unknown, `${unknown} is not a field of the request`);
  checkSessionMinutes(session_duration_minutes);
  const minted = items.mint(tables.project);
  return tables.commitOutcome(async () => {
    const session = await readSession(tables, "ist", token);
    if (!session) return SESSION_NOT_FOUND;
    refuseIf(!session.canJoin, "a session that was derived from a member session cannot create an organization");
    return planCreation({ tables, session, token, fields, minted, minutes: session_duration_minutes });
  });
}

async function planCreation(context) {
  const { tables, session, fields, minted } = context;
  const organization = await newOrganization(tables, session, fields, minted);
  const candidate = new Candidate(session, organization, undefined);
  if (!candidate.isAddressVerifiedIndependently()) return { outcome: verificationRequired(context) };
  refuseIf(!acceptsCreator(candidate), "the policies do not accept the session of the organization's creator");
  checkOrganization(organization);
  const changes = memberChanges(candidate, minted.registration_id);
  const member = { ...personOf(session, organization.organization_id, minted, changes), is_admin: true, roles: [ADMIN_ROLE] };
  const stamp = items.randomToken();
  const expires_at = unixTime() + 60 * context.minutes;
  const created = newSession(tables, minted, member, carriedFactors(candidate, true), expires_at, stamp);
  return {
    changes: [
      ...sessionConditions(tables, session, organization.organization_id, true),
      ...puts(tables, organization, member, stamp),
      ...created.changes,
    ],
    created: created.key,
    outcome: signedIn(minted, member, expires_at, changes),
  };
}

const verificationRequired = ({ token }) => ({
  outcome: "factors_required",
  primary_required: { allowed_auth_methods: VERIFYING_METHODS },
  mfa_required: null,
  intermediate_session_token: token,
  member_id: "",
});

/** Returns the organization's object. Its name and slug default to a part of the address. */
async function newOrganization(tables, session, fields, { organization_id }) {
  const organization_name = fields.organization_name || defaultName(session.email_address);
  const { organization_slug: requested } = fields;
  refuseIf(requested && (await isTaken(tables, requested)), `the slug ${requested} belongs to another organization`);
  const organization_slug = requested || (await freeSlug(tables, organization_name));
  return items.dated({ ...fields, organization_id, organization_name, organization_slug });
}

/** Returns the first label of the registrable domain, or the local part of an address at a shared mailbox domain or a school. */
function defaultName(address) {
  const domain = domainOf(address);
  if (isSharedMailboxDomain(domain) || domain.endsWith(".edu")) return address.slice(0, address.indexOf("@"));
  return registrableDomain(domain).split(".")[0];
}

const isTaken = async (tables, slug) =>
  (await tables.get("organizations", items.slugKey(tables.project, slug.toLowerCase()))) !== undefined;

/** Returns a slug for a name, with a random suffix if another organization has the slug. */
async function freeSlug(tables, name) {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9\-._~]/g, "-")
    .slice(0, 100)
    .replace(/^-+|-+$/g, "");
  const isFree = slug.length >= 2 && !(await isTaken(tables, slug));
  return isFree ? slug : `${slug}-${items.randomToken().slice(0, 8)}`.replace(/^-+/, "");
}

function puts(tables, organization, member, stamp) {
  const { project } = tables;
  const id = organization.organization_id;
  const memberItem = items.memberItem(project, member, items.randomToken(), stamp);
  const organizationItem = items.organizationItem(project, organization, items.randomToken());
  const slugItem = items.slugItem(project, organization.organization_slug.toLowerCase(), id);
  return [
    tables.put("organizations", organizationItem, absent("organization")),
    tables.put("organizations", slugItem, absent("organization")),
    ...[...items.edgesOf(organization)].map((edge) => tables.put("joinable", items.edgeItem(project, edge, id))),
    tables.put("members", memberItem, absent("address")),
    tables.put("members", items.idItem(project, member), absent("address")),
    ...updateCounters(tables, id, [], memberItem),
  ];
}
