// The success body, with keys in alphabetical order. Stored objects have the response's format and are copied: parsing and
// serializing them would take time, and would turn a `1.0` in the metadata into `1`.

import { masked } from "./requirements.mjs";

/** Returns the response body. */
export function writeDiscovery({ entries, emailAddress, hint }, requestId) {
  const list = entries.map(writeEntry).join(",");
  const rest = { email_address: emailAddress, organization_id_hint: hint, request_id: requestId, status_code: 200 };
  return `{"discovered_organizations":[${list}],${JSON.stringify(rest).slice(1)}`;
}

function writeEntry({ type, details = null, member, organization, addressVerified, primaryRequired, mfaRequired }) {
  const authenticated = primaryRequired === null && mfaRequired === null;
  const membership =
    `{"details":${JSON.stringify(details)},"member":${member ? writeMember(member, addressVerified, mfaRequired) : null},` +
    `"type":"${type}"}`;
  return (
    `{"member_authenticated":${authenticated},"membership":${membership},"mfa_required":${JSON.stringify(mfaRequired)},` +
    `"organization":${writeOrganization(organization, addressVerified)},"primary_required":${JSON.stringify(primaryRequired)}}`
  );
}

// Until the address is verified, an entry shows the membership and how to prove the address. The fields about the person and
// the internal fields of the organization are redacted.

function writeOrganization({ object, json }, addressVerified) {
  return addressVerified ? json : JSON.stringify({ ...object, ...HIDDEN });
}

const HIDDEN = {
  allowed_first_party_connected_apps: [],
  allowed_oauth_tenants: {},
  allowed_third_party_connected_apps: [],
  claimed_email_domains: [],
  custom_roles: [],
  email_allowed_domains: [],
  first_party_connected_apps_allowed_type: "ALL_ALLOWED",
  organization_external_id: null,
  rbac_email_implicit_role_assignments: [],
  scim_active_connection: null,
  scim_active_connections: [],
  sso_jit_provisioning_allowed_connections: [],
  third_party_connected_apps_allowed_type: "ALL_ALLOWED",
  trusted_metadata: {},
};

function writeMember({ object, json }, addressVerified, mfaRequired) {
  if (addressVerified && mfaRequired === null) return json;
  if (addressVerified) return JSON.stringify({ ...object, mfa_phone_number: masked(object.mfa_phone_number) });
  return JSON.stringify({
    created_at: object.created_at,
    default_mfa_method: "",
    email_address: object.email_address,
    email_address_verified: object.email_address_verified,
    external_id: null,
    is_admin: false,
    is_breakglass: false,
    is_locked: false,
    lock_created_at: null,
    lock_expires_at: null,
    member_id: object.member_id,
    member_password_id: "",
    mfa_enrolled: false,
    mfa_phone_number: "",
    mfa_phone_number_verified: false,
    name: "",
    oauth_registrations: [],
    organization_id: object.organization_id,
    retired_email_addresses: [],
    roles: [],
    scim_registration: null,
    sso_registrations: [],
    status: object.status,
    totp_registration_id: "",
    trusted_metadata: {},
    untrusted_metadata: {},
    updated_at: object.updated_at,
  });
}
