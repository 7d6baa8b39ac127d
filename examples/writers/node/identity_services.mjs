// Sign-ins with hosted identity services, as the content of an intermediate session: its address and its factors.
//
// The claims are those of an ID token that the caller has verified: signature, issuer, audience, expiry and nonce. `now` is the Unix
// time in seconds. A token that proves nothing throws `Refused`: send a code to the address instead.

import * as factors from "./factors.mjs";
import { refuseIf } from "./limits.mjs";
import { normalAddress } from "./normal.mjs";

// Refreshed tokens keep the time of the sign-in, and must not start a session.
const MAX_AGE_SECONDS = 5 * 60;
const LEEWAY_SECONDS = 60;

/** Returns the time of a sign-in in RFC 3339 format. Refuses one that is missing, older than five minutes, or in the future. */
export function signInTime(seconds, now) {
  refuseIf(!Number.isInteger(seconds), "the token does not contain the time of the sign-in");
  refuseIf(now - seconds > MAX_AGE_SECONDS, "the sign-in is older than five minutes");
  refuseIf(seconds - now > LEEWAY_SECONDS, "the sign-in is in the future");
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** Returns a session's content. A second factor alone is not a sign-in. */
function signIn(address, primary, secondary = []) {
  refuseIf(primary.length === 0, "the token does not show a sign-in that counts");
  return { email_address: normalAddress(address), authentication_factors: [...primary, ...secondary] };
}

/** Amazon Cognito. `amr` names the methods; pools from before its introduction do not have it. */
export function cognito(claims, now) {
  const at = signInTime(claims.auth_time, now);
  const used = (...methods) => methods.every((method) => claims.amr?.includes(method));
  const primary = [];
  const secondary = [];
  if (used("email_otp") && claims.email_verified === true) primary.push(factors.emailOtp(claims.email, at));
  if (used("pwd")) primary.push(factors.password(`cognito-${claims.sub}`, at));
  if (used("fed")) primary.push(cognitoConnection(claims, at));
  if (used("sms", "mfa") && claims.phone_number_verified === true) secondary.push(factors.smsOtp(claims.phone_number, at));
  if (used("otp", "mfa")) secondary.push(factors.totp(`cognito-totp-${claims.sub}`, at));
  return signIn(claims.email, primary, secondary);
}

/** The connection of an organization. A linked account has several identities, and the token does not show which one was used. */
function cognitoConnection({ identities = [], "cognito:username": username = "" }, at) {
  const [identity] = identities;
  const isUsed = identities.length === 1 && username.toLowerCase().startsWith(`${identity.providerName}_`.toLowerCase());
  refuseIf(!isUsed, "the account is linked: the token does not show which identity provider was used");
  const connection = `cognito-${identity.providerName}`;
  if (identity.providerType === "SAML") return factors.saml(connection, at);
  refuseIf(identity.providerType !== "OIDC", `${identity.providerType} is not a connection of an organization`);
  return factors.oidc(connection, at);
}

/**
 * Auth0. An Action adds the claim `connection`, as in auth0_action.cjs: `sub` names the first of several linked identities, not the
 * one that was used. `amr` does not name the second factor.
 */
export function auth0(claims, now) {
  const at = signInTime(claims.auth_time, now);
  const { connection, email, email_verified, org_id } = claims;
  refuseIf(!connection?.strategy, "the token does not show the connection that was used");
  const session = signIn(email, [auth0Factor({ ...connection, email, email_verified }, at)]);
  return org_id ? { ...session, organization_id_hint: org_id } : session;
}

function auth0Factor({ id, strategy, user_id, methods = [], email, email_verified }, at) {
  switch (strategy) {
    case "email":
      refuseIf(email_verified !== true, "the address is not verified");
      return factors.emailOtp(email, at);
    case "auth0":
      // A database connection accepts passkeys, too.
      refuseIf(!methods.includes("pwd"), "the sign-in was not by password");
      return factors.password(`auth0-${user_id}`, at);
    case "google-oauth2":
      return factors.google({ sub: user_id, email, email_verified }, at);
    case "github":
      return factors.github({ id: user_id }, at);
    case "samlp":
      return factors.saml(id, at);
    case "adfs":
    case "oidc":
    case "okta":
    case "waad":
      return factors.oidc(id, at);
  }
  refuseIf(true, `a sign-in with ${strategy} does not count`);
}

/**
 * Clerk. The session token contains neither the address nor the method, so `user` is the user of the Backend API. Its address counts
 * only if Clerk itself sent a code or a link to it.
 */
export function clerk(claims, user, now) {
  const minutes = claims.fva?.[0];
  refuseIf(!(minutes >= 0), "the token does not contain the age of the sign-in");
  const at = signInTime(claims.iat - 60 * minutes, now);
  refuseIf(user.id !== claims.sub, "the user is not that of the token");
  const address = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  const { status, strategy } = address?.verification ?? {};
  const isProven = status === "verified" && ["email_code", "email_link"].includes(strategy);
  refuseIf(!isProven, "Clerk did not verify the primary address by email");
  return signIn(address.email_address, [factors.trustedToken(address.email_address, at)]);
}

/**
 * Keycloak, with two mappers of its client scopes: "Authentication Method Reference (AMR)", and a user session note
 * `identity_provider`. An administrator or a broker can set `email_verified`, so it is not read.
 */
export function keycloak(claims, now) {
  const at = signInTime(claims.auth_time, now);
  if (claims.identity_provider) return signIn(claims.email, [factors.oidc(`keycloak-${claims.identity_provider}`, at)]);
  const { amr = [], sub, email } = claims;
  const primary = amr.includes("pwd") ? [factors.password(`keycloak-${sub}`, at)] : [];
  const secondary = amr.includes("otp") ? [factors.totp(`keycloak-totp-${sub}`, at)] : [];
  return signIn(email, primary, secondary);
}

/** Firebase Authentication. A password and an email link are both `password`, and every visitor can register any address. */
export function firebase(claims, now) {
  const at = signInTime(claims.auth_time, now);
  const { sign_in_provider, identities, sign_in_second_factor, second_factor_identifier } = claims.firebase ?? {};
  const { email, email_verified, sub } = claims;
  const primary = {
    password: () => factors.password(`firebase-${sub}`, at),
    "google.com": () => factors.google({ sub: identities["google.com"][0], email, email_verified }, at),
    "github.com": () => factors.github({ id: identities["github.com"][0] }, at),
  }[sign_in_provider];
  const secondary = sign_in_second_factor === "totp" ? [factors.totp(`firebase-${second_factor_identifier}`, at)] : [];
  return signIn(email, primary ? [primary()] : [], secondary);
}

/**
 * Supabase. `amr` contains each method with its time. `otp` is also a code by SMS, so it counts only if the project does not let
 * people sign in by phone. `user_metadata` belongs to the user, so it is not read.
 */
export function supabase(claims, { signs_in_by_phone = true }, now) {
  const { sub, email, amr = [] } = claims;
  const build = {
    magiclink: (at) => factors.magicLink(email, at),
    password: (at) => factors.password(`supabase-${sub}`, at),
    ...(!signs_in_by_phone && { otp: (at) => factors.emailOtp(email, at) }),
  };
  const at = ({ timestamp }) => signInTime(timestamp, now);
  // `amr` can also be a list of texts, without times.
  const isRecent = ({ timestamp }) => now - timestamp <= MAX_AGE_SECONDS;
  const recent = amr.filter(isRecent);
  const primary = recent.filter(({ method }) => build[method]).map((entry) => build[entry.method](at(entry)));
  const apps = recent.filter(({ method }) => method === "totp");
  return signIn(
    email,
    primary,
    apps.map((entry) => factors.totp(`supabase-totp-${sub}`, at(entry))),
  );
}
