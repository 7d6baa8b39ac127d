// Sign-ins with hosted identity services, as the content of an intermediate session: its address and its factors.
//
// The claims are those of an ID token that the caller has verified: signature, issuer, audience, expiry and nonce. `now` is the Unix
// time in seconds. A token that proves nothing throws `Refused`: send a code to the address instead.

import * as factors from "./factors.mjs";
import { addressOf, requiredText } from "./factors.mjs";
import { Refused, refuseIf } from "./limits.mjs";

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
  return { email_address: addressOf(address), authentication_factors: [...primary, ...secondary] };
}

/** Returns a claim that is a list, or an empty list. In a text, a part of a word would match. */
const listOf = (value) => (Array.isArray(value) ? value : []);

/** Amazon Cognito. `amr` names the methods; pools from before its introduction do not have it. */
export function cognito(claims, now) {
  const at = signInTime(claims.auth_time, now);
  // The methods of a federated user are those that the other provider names, and its administrator chooses them.
  const methods = claims.identities === undefined ? listOf(claims.amr) : ["fed"];
  const used = (...names) => names.every((name) => methods.includes(name));
  const sub = requiredText(claims, "sub");
  const primary = [];
  const secondary = [];
  if (used("email_otp") && claims.email_verified === true) primary.push(factors.emailOtp(claims.email, at));
  if (used("pwd")) primary.push(factors.password(`cognito-${sub}`, at));
  if (used("fed")) primary.push(cognitoConnection(claims, at));
  const hasPhone = claims.phone_number_verified === true;
  if (used("sms", "mfa") && hasPhone) secondary.push(factors.smsOtp(requiredText(claims, "phone_number"), at));
  if (used("otp", "mfa")) secondary.push(factors.totp(`cognito-totp-${sub}`, at));
  return signIn(claims.email, primary, secondary);
}

/** The connection of an organization. A linked account has several identities, and the token does not show which one was used. */
function cognitoConnection(claims, at) {
  const identities = listOf(claims.identities);
  refuseIf(identities.length !== 1, "the account has several identities: the token does not show which one was used");
  const name = requiredText(identities[0], "providerName");
  const username = requiredText(claims, "cognito:username");
  const isLinked = !username.toLowerCase().startsWith(`${name}_`.toLowerCase());
  refuseIf(isLinked, "the account is linked: the token does not show which identity provider was used");
  const kind = identities[0].providerType;
  if (kind === "SAML") return factors.saml(`cognito-${name}`, at);
  refuseIf(kind !== "OIDC", `${kind} is not a connection of an organization`);
  return factors.oidc(`cognito-${name}`, at);
}

/**
 * Auth0. An Action adds the claim `connection`, as in auth0_action.cjs: `sub` and `email` are those of the first of several linked
 * identities, not of the one that was used. `amr` does not name the second factor.
 */
export function auth0(claims, now) {
  const at = signInTime(claims.auth_time, now);
  const { connection, org_id } = claims;
  const session = signIn(connection?.email, [auth0Factor(connection, at)]);
  return org_id ? { ...session, organization_id_hint: requiredText(claims, "org_id") } : session;
}

function auth0Factor(connection, at) {
  const { method, email, email_verified } = connection ?? {};
  const [strategy, user_id] = ["strategy", "user_id"].map((name) => requiredText(connection, name));
  switch (strategy) {
    case "email":
      refuseIf(method !== "email" || email_verified !== true, "the address is not verified");
      return factors.emailOtp(email, at);
    case "auth0":
      // A database connection accepts passkeys, too.
      refuseIf(method !== "pwd", "the sign-in was not by password");
      return factors.password(`auth0-${user_id}`, at);
    case "google-oauth2":
      return factors.google({ sub: user_id, email, email_verified }, at);
    case "github":
      return factors.github({ id: user_id }, at);
    case "samlp":
      return factors.saml(requiredText(connection, "id"), at);
    case "adfs":
    case "google-apps":
    case "oidc":
    case "okta":
    case "waad":
      return factors.oidc(requiredText(connection, "id"), at);
  }
  throw new Refused(`a sign-in with ${strategy} does not count`);
}

/**
 * Clerk. The session token contains neither the address nor the method, so `user` is the JSON of the user in the Backend API (in
 * Clerk's SDK: `user.raw`). Its address counts only if Clerk itself sent a code or a link to it, at any time.
 */
export function clerk(claims, user, now) {
  refuseIf(claims.act !== undefined, "the session is an impersonation");
  refuseIf(claims.sts === "pending", "the session is pending");
  const minutes = listOf(claims.fva)[0];
  refuseIf(!Number.isInteger(minutes) || minutes < 0, "the token does not contain the age of the sign-in");
  const at = signInTime(claims.iat - 60 * minutes, now);
  refuseIf(requiredText(user, "id") !== claims.sub, "the user is not that of the token");
  const address = listOf(user.email_addresses).find((one) => one?.id === user.primary_email_address_id);
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
  const [amr, sub] = [listOf(claims.amr), requiredText(claims, "sub")];
  if (claims.identity_provider !== undefined) {
    return signIn(claims.email, [factors.oidc(`keycloak-${requiredText(claims, "identity_provider")}`, at)]);
  }
  const primary = amr.includes("pwd") ? [factors.password(`keycloak-${sub}`, at)] : [];
  const secondary = amr.includes("otp") ? [factors.totp(`keycloak-totp-${sub}`, at)] : [];
  return signIn(claims.email, primary, secondary);
}

/**
 * Firebase Authentication. A password and an email link are both `password`, and every visitor can register any address. The address
 * is that of the account, not of a linked Google account.
 */
export function firebase(claims, now) {
  const at = signInTime(claims.auth_time, now);
  const details = claims.firebase ?? {};
  const primary = firebaseFactor(claims, details, at);
  const isApp = details.sign_in_second_factor === "totp";
  const secondary = isApp ? [factors.totp(`firebase-${requiredText(details, "second_factor_identifier")}`, at)] : [];
  return signIn(claims.email, primary ? [primary] : [], secondary);
}

function firebaseFactor(claims, { sign_in_provider, identities }, at) {
  const subject = listOf(identities?.[sign_in_provider])[0];
  switch (sign_in_provider) {
    case "password":
      return factors.password(`firebase-${requiredText(claims, "sub")}`, at);
    case "google.com":
      return factors.google({ sub: subject, email: claims.email, email_verified: false }, at);
    case "github.com":
      return factors.github({ id: subject }, at);
  }
  return undefined;
}

/**
 * Supabase. `amr` contains each method with its time. `otp` is also a code by SMS, such as the confirmation of a new phone. It
 * counts only with `otp_is_email: true`: the project has no SMS provider, and "Confirm email" is on. `user_metadata` belongs to the
 * user, so it is not read.
 */
export function supabase(claims, { otp_is_email }, now) {
  const { email } = claims;
  const sub = requiredText(claims, "sub");
  const [primary, secondary] = [[], []];
  for (const entry of listOf(claims.amr)) {
    const { method, timestamp } = entry ?? {};
    // Earlier methods of the session do not count. `amr` can also be a list of texts, without times.
    if (!Number.isInteger(timestamp) || now - timestamp > MAX_AGE_SECONDS) continue;
    const at = signInTime(timestamp, now);
    if (method === "magiclink") primary.push(factors.magicLink(email, at));
    if (method === "otp" && otp_is_email === true) primary.push(factors.emailOtp(email, at));
    if (method === "password") primary.push(factors.password(`supabase-${sub}`, at));
    if (method === "totp") secondary.push(factors.totp(`supabase-totp-${sub}`, at));
  }
  return signIn(email, primary, secondary);
}
