// Authentication factors in Stytch's format. A factor contains its address. For Google, Microsoft and trusted tokens,
// `email_verified` must be true for the address to be verified; if it is missing, the address is not verified.

import { Refused, refuseIf } from "./limits.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { domainOf, normalAddress } from "./normal.mjs";

const PERSONAL_MICROSOFT_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
const MICROSOFT_LABELS = ["hotmail", "live", "msn", "outlook"];

/** Returns a claim that must be a text. Without this check, all accounts that lack the claim would have one id. */
export function requiredText(claims, name) {
  const text = claims?.[name];
  refuseIf(typeof text !== "string" || text === "", `the claim ${name} is missing`);
  return text;
}

/** Returns the address of a sign-in in normal form. */
export function addressOf(text) {
  try {
    return normalAddress(text);
  } catch {
    throw new Refused("the address is missing or malformed");
  }
}

// `at` is the time of the sign-in, such as "2026-01-01T00:00:00Z".
const factor = (type, delivery_method, at, detail, fields) => ({
  type,
  delivery_method,
  last_authenticated_at: at,
  [detail]: fields,
});

/** An email magic link that the person opened. */
export const magicLink = (address, at, email_id = "") =>
  factor("magic_link", "email", at, "email_factor", { email_id, email_address: addressOf(address) });

/** An email code that the person entered. */
export const emailOtp = (address, at, email_id = "") =>
  factor("email_otp", "email", at, "email_factor", { email_id, email_address: addressOf(address) });

/** A sign-in with Google, from the claims of an ID token. Verify the token first, including its audience. */
export function google(claims, at) {
  const email_address = addressOf(claims.email);
  // Google is authoritative only for gmail.com and Workspace domains (`hd`). Other addresses were verified only once, possibly long ago.
  const isAuthority = Boolean(claims.hd) || domainOf(email_address) === "gmail.com";
  const email_verified = claims.email_verified === true && isAuthority;
  const fields = { provider_subject: requiredText(claims, "sub"), email_address, email_verified };
  return factor("oauth", "oauth_google", at, "google_oauth_factor", fields);
}

/**
 * A sign-in with Microsoft, from a verified ID token. Without `xms_edov`, an administrator of any tenant can set any address. The claim
 * `oid` needs the scope `profile`.
 */
export function microsoft(claims, at) {
  const email_address = addressOf(claims.email);
  const domain = domainOf(email_address);
  const isMicrosoft = isSharedMailboxDomain(domain) && MICROSOFT_LABELS.includes(domain.split(".")[0]);
  const isAuthority = claims.tid !== PERSONAL_MICROSOFT_TENANT || isMicrosoft;
  const email_verified = [true, "1"].includes(claims.xms_edov) && isAuthority;
  const subject = `${requiredText(claims, "tid")}:${requiredText(claims, "oid")}`;
  const fields = { provider_subject: subject, email_address, email_verified };
  return factor("oauth", "oauth_microsoft", at, "microsoft_oauth_factor", fields);
}

/** A sign-in with Slack, from the claims of an ID token or of `openid.connect.userInfo`. A user id is unique in its workspace only. */
export function slack(claims, at) {
  const [team, user] = ["team_id", "user_id"].map((name) => requiredText(claims, `https://slack.com/${name}`));
  return factor("oauth", "oauth_slack", at, "slack_oauth_factor", { provider_subject: `${team}:${user}` });
}

/** A sign-in with GitHub, from the response of `/user`. A login can be renamed and taken by another person, the id cannot. */
export function github(user, at) {
  const subject = String(user?.id ?? "");
  refuseIf(!/^[0-9]+$/.test(subject), "the response does not contain the numeric id of the user");
  return factor("oauth", "oauth_github", at, "github_oauth_factor", { provider_subject: subject });
}

/** A password that was checked. The id is the Member's `member_password_id`. */
export const password = (member_password_id, at) =>
  factor("password", "knowledge", at, "password_factor", { member_password_id });

/**
 * The person's only password in the whole project. The person must have verified the address before setting it, and no organization
 * may be able to set it.
 */
export const projectPassword = (at) => factor("password", "knowledge", at, "password_factor", { scope: "project" });

/** Single sign-on by SAML. Take the connection from the URL that received the response, never from an address or a parameter. */
export const saml = (connection_id, at) => factor("sso", "sso_saml", at, "saml_sso_factor", { provider_id: connection_id });

/** Single sign-on by OpenID Connect, likewise. */
export const oidc = (connection_id, at) => factor("sso", "sso_oidc", at, "oidc_sso_factor", { provider_id: connection_id });

/** A sign-in with your own identity provider, which verified the person's address. */
export const trustedToken = (address, at) =>
  factor("trusted_auth_token", "trusted_token_exchange", at, "trusted_auth_token_factor", {
    email_address: addressOf(address),
    email_verified: true,
  });

/** A passkey of an account of your service. `account.email_verified` states that your service verified this address of the account. */
export function passkey(account, at) {
  refuseIf(account.email_verified !== true, "the address of the account is not verified");
  return trustedToken(account.email_address, at);
}

/** A second factor: a code that was sent to the Member's `mfa_phone_number`. */
export const smsOtp = (phone_number, at) => factor("otp", "sms", at, "phone_number_factor", { phone_number });

/** A second factor: the authenticator app with the Member's `totp_registration_id`. */
export const totp = (totp_id, at) => factor("totp", "authenticator_app", at, "authenticator_app_factor", { totp_id });

/** Refuses factors with another address, and email factors without an address. `address` is in normal form. */
export function checkFactors(factors, address) {
  for (const factor of factors) {
    refuseIf(lacksAddress(factor), `a ${factor.type} factor has no address`);
    refuseIf(!appliesTo(factor, address), `a ${factor.type} factor has another address`);
  }
}

/** Returns true if a factor applies to a session of `address`. Every address in the factor must be this one. */
export function appliesTo(factor, address) {
  const details = Object.entries(factor).filter(([name]) => name.endsWith("_factor"));
  const named = [factor, ...details.map(([, detail]) => detail)].map((object) => object?.email_address);
  const given = named.filter((text) => text !== undefined && text !== null && text !== "");
  return !lacksAddress(factor) && given.every((text) => isSame(text, address));
}

function lacksAddress(factor) {
  const isMail = ["magic_link", "email_otp"].includes(factor.type) && factor.delivery_method === "email";
  return isMail && !factor.email_factor?.email_address;
}

function isSame(text, address) {
  try {
    return normalAddress(text) === address;
  } catch {
    return false;
  }
}
