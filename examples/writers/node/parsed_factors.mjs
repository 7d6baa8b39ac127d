// The meaning of an authentication factor in Stytch's format, apart from any organization. No I/O.

const OAUTH_PROVIDERS = ["google", "microsoft", "slack", "github", "hubspot"];

const textOf = (object, key) => (typeof object?.[key] === "string" ? object[key] : "");

/** Returns the kind of a factor, with the parts that decide what it is worth. */
export function parseFactor(factor) {
  const delivery = textOf(factor, "delivery_method");
  switch (`${textOf(factor, "type")} ${delivery}`) {
    case "magic_link email":
      return { kind: "magic_link", method: "magic_link", verifies: true };
    case "email_otp email":
      return { kind: "email_otp", method: "email_otp", verifies: true };
    case "password knowledge":
      return password(factor);
    case "trusted_auth_token trusted_token_exchange":
      return { kind: "trusted_token", verifies: statesVerifiedEmail(factor, ["trusted_auth_token_factor"]) };
    case "otp sms":
      return { kind: "sms_otp", phone_number: textOf(factor.phone_number_factor, "phone_number") };
    case "totp authenticator_app":
      return { kind: "totp", totp_id: textOf(factor.authenticator_app_factor, "totp_id") };
    case "recovery_codes recovery_code":
      return { kind: "recovery_code" };
  }
  if (factor.type === "oauth") return oauth(factor, delivery);
  return factor.type === "sso" ? sso(factor, delivery) : { kind: "unknown" };
}

function password(factor) {
  const id = factor.password_factor?.member_password_id ?? "";
  const isNamed = id !== "";
  const isProject = !isNamed && textOf(factor.password_factor, "scope") === "project";
  return { kind: "password", method: "password", isNamed, isProject, password_id: typeof id === "string" ? id : "" };
}

/** A token that the client exchanged never verifies an address. */
function oauth(factor, delivery) {
  const [, exchanged, provider] = delivery.match(/^oauth_(exchange_)?(.*)$/) ?? [];
  if (!OAUTH_PROVIDERS.includes(provider)) return { kind: "unknown" };
  const details = [`${provider}_oauth_factor`, `${provider}_oauth_exchange_factor`];
  const subject = details.map((name) => textOf(factor[name], "provider_subject")).find(Boolean);
  const canVerify = canVerifyAddress(provider) && !exchanged;
  const verifies = canVerify && statesVerifiedEmail(factor, details);
  return { kind: "oauth", method: `${provider}_oauth`, provider, subject, verifies };
}

function sso(factor, delivery) {
  const ids = ["saml_sso_factor", "oidc_sso_factor"].map((name) => textOf(factor[name], "provider_id"));
  const connection_id = (delivery === "sso_oidc" ? ids.reverse() : ids).find(Boolean);
  return { kind: "sso", method: "sso", connection_id };
}

export const canVerifyAddress = (provider) => ["google", "microsoft"].includes(provider);

/** Returns the provider of a registration of a Member, or undefined if it is unknown. */
export const providerOf = (registration) =>
  OAUTH_PROVIDERS.find((provider) => provider === textOf(registration, "provider_type").toLowerCase());

/** A missing field does not count as verified: otherwise copying a provider's claims without it would be enough. */
function statesVerifiedEmail(factor, details) {
  const objects = [factor, ...details.map((name) => factor[name])];
  const stated = objects.map((object) => object?.email_verified ?? undefined).filter((value) => value !== undefined);
  return stated.length > 0 && stated.every((value) => value === true);
}
