// The fields of the forms for organizations and Members. The JSON editor has all others.

const list = (value) => (value ?? []).join(", ");
const toList = (text) => text.split(/[\s,]+/).filter(Boolean);
const tenants = (value) =>
  Object.entries(value ?? {})
    .flatMap(([provider, ids]) => ids.map((id) => `${provider}:${id}`))
    .join("\n");

/** An id may contain spaces and commas, so each tenant has a line. */
function toTenants(text) {
  const found = {};
  for (const line of text.split("\n").filter((line) => line.trim())) {
    const [provider, ...id] = line.trim().split(":");
    (found[provider] ??= []).push(id.join(":"));
  }
  return found;
}

const text = (name, label) => ({ name, label, show: (value) => value ?? "", read: (input) => input });
const texts = (name, label) => ({ name, label, show: list, read: toList });
const flag = (name, label) => ({ name, label, toggle: true });
const choice = (name, label, options) => ({ name, label, options });

export const ORGANIZATION_FIELDS = [
  text("organization_name", "Name"),
  text("organization_slug", "Slug"),
  choice("email_jit_provisioning", "Joining by email domain", ["NOT_ALLOWED", "RESTRICTED"]),
  texts("email_allowed_domains", "Allowed email domains"),
  choice("oauth_tenant_jit_provisioning", "Joining by OAuth tenant", ["NOT_ALLOWED", "RESTRICTED"]),
  {
    name: "allowed_oauth_tenants",
    label: "Allowed tenants, one in each line, such as slack:T123",
    lines: true,
    show: tenants,
    read: toTenants,
  },
  choice("auth_methods", "Sign-in methods", ["ALL_ALLOWED", "RESTRICTED"]),
  texts("allowed_auth_methods", "Allowed sign-in methods, if restricted"),
  choice("mfa_policy", "Second factor", ["OPTIONAL", "REQUIRED_FOR_ALL"]),
];

export const MEMBER_FIELDS = [
  text("email_address", "Email address"),
  text("name", "Name"),
  choice("status", "Status", ["active", "invited", "pending", "deleted"]),
  flag("email_address_verified", "The address is verified"),
  flag("mfa_enrolled", "Enrolled in a second factor"),
  text("mfa_phone_number", "Phone number"),
  flag("mfa_phone_number_verified", "The phone number is verified"),
  text("totp_registration_id", "Authenticator app (registration id)"),
];
