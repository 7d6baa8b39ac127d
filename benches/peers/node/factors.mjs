// Parses authentication factors in Stytch's format. Unknown and malformed factors are ignored.

const OAUTH_PROVIDERS = ["google", "microsoft", "slack", "github", "hubspot"];
const UNKNOWN = { kind: "unknown" };

/** Parses a factor. `method` is its primary method; second factors do not have one. */
export function readFactor(factor) {
  const delivery = factor.delivery_method;
  if (factor.type === "oauth") return oauth(factor, delivery);
  switch (`${factor.type}/${delivery}`) {
    case "magic_link/email":
      return { kind: "magic_link", method: "magic_link", provesAddress: true };
    case "email_otp/email":
      return { kind: "email_otp", method: "email_otp", provesAddress: true };
    case "password/knowledge":
      return { kind: "password", method: "password" };
    case "sso/sso_saml":
      return { kind: "sso", method: "sso", connectionId: text(factor.saml_sso_factor?.provider_id) };
    case "sso/sso_oidc":
      return { kind: "sso", method: "sso", connectionId: text(factor.oidc_sso_factor?.provider_id) };
    case "otp/sms":
      return secondFactor("sms_otp", "phoneNumber", factor.phone_number_factor?.phone_number);
    case "totp/authenticator_app":
      return secondFactor("totp", "totpId", factor.authenticator_app_factor?.totp_id);
    case "recovery_codes/recovery_code":
      return { kind: "recovery_code", mfaMethod: "totp" };
    default:
      return UNKNOWN;
  }
}

function secondFactor(kind, key, value) {
  return text(value) ? { kind, mfaMethod: kind, [key]: value } : UNKNOWN;
}

/** Only a redirected sign-in with Google or Microsoft proves an address, unless the factor has `email_verified: false`. */
function oauth(factor, delivery) {
  const [, exchanged, provider] = /^oauth_(exchange_)?(.*)$/.exec(delivery) ?? [];
  if (!OAUTH_PROVIDERS.includes(provider)) return UNKNOWN;
  const details = [factor[`${provider}_oauth_factor`], factor[`${provider}_oauth_exchange_factor`]];
  const isTrusted = provider === "google" || provider === "microsoft";
  return {
    kind: "oauth",
    method: `${provider}_oauth`,
    provider,
    subject: text(details[0]?.provider_subject) ?? text(details[1]?.provider_subject),
    provesAddress: isTrusted && !exchanged && ![factor, ...details].some(isUnverified),
  };
}

/** True if `email_verified` is present and not `true`. */
const isUnverified = (object) => (object?.email_verified ?? true) !== true;

/** Returns a non-empty string, or undefined. */
const text = (value) => (typeof value === "string" && value !== "" ? value : undefined);
