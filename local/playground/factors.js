// The authentication methods, and the short form of a factor, as in `orgctl explain --factor`.

const SUBJECT = { name: "subject", label: "Account id at the provider" };
const VERIFIED = { name: "verified", label: "The provider verified the address", toggle: true };
const EXCHANGED = { name: "exchanged", label: "The client exchanged a token of the provider", toggle: true };

/** The providers. Only Google and Microsoft state whether they verified the address. */
const PROVIDERS = [
  ["google", "Google", true],
  ["microsoft", "Microsoft", true],
  ["slack", "Slack", false],
  ["github", "GitHub", false],
  ["hubspot", "HubSpot", false],
];

function simple(name, label) {
  return { name, label, parts: [], format: () => name, parse: (text) => (text === name ? {} : null) };
}

function withValue(name, label, part) {
  return {
    name,
    label,
    parts: [part],
    format: ({ [part.name]: value = "" }) => (value || part.required ? `${name}:${value}` : name),
    parse: (text) => {
      if (text === name && !part.required) {
        return {};
      }
      return text.startsWith(`${name}:`) ? { [part.name]: text.slice(name.length + 1) } : null;
    },
  };
}

function oauth([provider, label, canVerify]) {
  const name = `${provider}_oauth`;
  return {
    name,
    label,
    parts: [SUBJECT, ...(canVerify ? [VERIFIED] : []), EXCHANGED],
    format: ({ subject = "", verified, exchanged }) => {
      const unverified = canVerify && !verified ? "_unverified" : "";
      return `${name}${exchanged ? "_exchange" : unverified}${subject ? `:${subject}` : ""}`;
    },
    parse: (text) => {
      const [kind, ...rest] = text.split(":");
      const suffix = kind.startsWith(name) ? kind.slice(name.length) : null;
      if (!["", "_unverified", "_exchange"].includes(suffix)) {
        return null;
      }
      return {
        subject: rest.join(":"),
        ...(canVerify ? { verified: suffix === "" } : {}),
        exchanged: suffix === "_exchange",
      };
    },
  };
}

/** Any factor, as the JSON object that a login service stores. */
const JSON_FACTOR = {
  name: "json",
  label: "Other (JSON)",
  parts: [{ name: "json", label: "Factor as JSON", multiline: true, required: true }],
  format: ({ json = "" }) => json,
  parse: (text) => ({ json: text }),
};

/** Every method. `parts` are the fields of the form. The last method accepts every factor. */
export const METHODS = [
  simple("magic_link", "Magic link by email"),
  simple("email_otp", "One-time code by email"),
  withValue("password", "Password", { name: "id", label: "Password id of the Member (empty: not known)" }),
  simple("project_password", "Password for all organizations"),
  ...PROVIDERS.map(oauth),
  withValue("sso", "SSO (SAML)", { name: "connection", label: "Connection id", required: true }),
  withValue("sso_oidc", "SSO (OpenID Connect)", { name: "connection", label: "Connection id", required: true }),
  simple("trusted_token", "Trusted token"),
  withValue("sms_otp", "Code by text message", { name: "phone", label: "Phone number, such as +15550100123", required: true }),
  withValue("totp", "Authenticator app", { name: "id", label: "Registration id", required: true }),
  simple("recovery_code", "Recovery code"),
  JSON_FACTOR,
];

/** Returns the method of a factor in its short form, and its parts. */
export function parseFactor(text) {
  for (const method of METHODS) {
    const parts = method.parse(text);
    if (parts) {
      return { method, parts };
    }
  }
  return { method: JSON_FACTOR, parts: { json: text } };
}

/** The providers whose tenants let people join. */
export const TENANT_PROVIDERS = ["slack", "hubspot", "github"];
