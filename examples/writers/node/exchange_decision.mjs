// The decisions of an exchange: which factors the new session contains, and how the Member changes. No I/O.

import { edgesOf, statusOf } from "./items.mjs";
import { domainOf } from "./normal.mjs";
import { providerOf } from "./parsed_factors.mjs";

const PROVIDER_TYPES = { google: "Google", microsoft: "Microsoft", slack: "Slack", github: "Github", hubspot: "Hubspot" };

/** Finds the entry of the list for an organization's id, or else its slug. Letter case of a slug is ignored. */
export function findEntry(entries, name) {
  const hasSlug = ({ organization }) => (organization.organization_slug ?? "").toLowerCase() === name.toLowerCase();
  return entries.find(({ organization }) => organization.organization_id === name) ?? entries.find(hasSlug);
}

/** Returns true if an entry of the list describes this organization and this Member. */
export function describes({ organization, membership }, target) {
  const isMember = target.member
    ? membership.type === `${statusOf(target.member)}_member` && membership.member?.member_id === target.member.member_id
    : joinRuleOf({ membership }) !== undefined;
  return organization.organization_id === target.organization?.organization_id && isMember;
}

/** Returns the rule by which the person of an entry may join, as in the key of an edge. Members have no rule. */
export function joinRuleOf({ membership: { type, details } }) {
  if (type === "eligible_to_join_by_email_domain") return `domain#${details.domain}`;
  if (type === "eligible_to_join_by_oauth_tenant") return `tenant#${details.provider}#${details.tenant}`;
  return undefined;
}

/** Returns the domain of a rule by domain. The transaction requires that its counter is above zero. */
export const domainOfRule = (rule) => (rule?.startsWith("domain#") ? rule.slice("domain#".length) : undefined);

/** Returns true if a pending Member may still join by the rule that created it, with a session that can join. */
export function ruleHolds(rule, { session, organization }) {
  const domain = domainOfRule(rule);
  const rulesOf = ([provider, ids]) => ids.map((id) => `tenant#${provider}#${id}`);
  const tenants = Object.entries(session.oauth_tenants).flatMap(rulesOf);
  const isPersons = domain ? domain === domainOf(session.email_address) : tenants.includes(rule);
  return session.canJoin && isPersons && edgesOf(organization).has(rule);
}

/**
 * Returns the factors of the new session: those that count or are bound. A factor that means something different in another
 * session must not be carried: a recovery code counts for any Member in the Member's own session.
 */
export function carriedFactors(candidate, isSignedIn) {
  const isCarried = (factor) => candidate.counts(factor) || candidate.isBound(factor);
  const kept = candidate.factors.filter((factor) => isCarried(factor) && (isSignedIn || factor.kind !== "recovery_code"));
  return kept.map((factor) => {
    const isUnstated = factor.kind === "password" && !factor.isNamed && !factor.isProject;
    return isUnstated ? withPasswordId(factor.object, candidate.member.member_password_id) : factor.object;
  });
}

const withPasswordId = (factor, member_password_id) => ({
  ...factor,
  password_factor: { ...factor.password_factor, member_password_id },
});

/** Returns the fields of the Member that an authenticated exchange changes. */
export function memberChanges(candidate, registrationId) {
  const member = candidate.member ?? {};
  // A session of the Member itself proves nothing new, and must not end itself.
  const verifies = !candidate.dependsOnOwnSession && candidate.isAddressVerifiedIndependently();
  const isVerification = verifies && member.email_address_verified !== true;
  const changes = {
    ...(statusOf(member) !== "active" && { status: "active" }),
    ...(isVerification && { email_address_verified: true }),
    ...(isVerification && candidate.member && shownCredentials(candidate)),
  };
  const registration = neededRegistration(candidate, registrationId);
  if (!registration) return changes;
  const registrations = changes.oauth_registrations ?? member.oauth_registrations ?? [];
  return { ...changes, oauth_registrations: [...registrations, registration] };
}

/**
 * Returns the credentials of a Member without those that this session does not show. An attacker may have created the Member and
 * waited for the owner of the mailbox.
 */
function shownCredentials(candidate) {
  const { member, factors } = candidate;
  const isShown = (kind) => factors.some((factor) => factor.kind === kind && candidate.isBound(factor));
  const accounts = factors.filter(({ kind, subject }) => kind === "oauth" && subject);
  const isShownAccount = (one) =>
    accounts.some(({ provider, subject }) => provider === providerOf(one) && subject === one.provider_subject);
  const isShownConnection = (one) =>
    factors.some(({ kind, connection_id }) => kind === "sso" && connection_id === one.connection_id);
  const [hasPhone, hasTotp] = [isShown("sms_otp"), isShown("totp")];
  const keepsDefault = { sms_otp: hasPhone, totp: hasTotp }[member.default_mfa_method] ?? false;
  return {
    oauth_registrations: (member.oauth_registrations ?? []).filter(isShownAccount),
    sso_registrations: (member.sso_registrations ?? []).filter(isShownConnection),
    ...(!isShown("password") && { member_password_id: "" }),
    ...(!hasPhone && { mfa_phone_number: "", mfa_phone_number_verified: false }),
    ...(!hasTotp && { totp_registration_id: "" }),
    ...(!hasPhone && !hasTotp && { mfa_enrolled: false }),
    ...(!keepsDefault && { default_mfa_method: "" }),
  };
}

/**
 * Returns the registration of the account without which the sign-in would be incomplete. Other accounts are not registered: one
 * moment with a mailbox must not leave a lasting key behind.
 */
function neededRegistration(candidate, member_oauth_registration_id) {
  const accepted = candidate.factors.filter((factor) => candidate.isAccepted(factor) && candidate.counts(factor));
  const isNewAccount = (factor) => factor.kind === "oauth" && !candidate.countsWithoutFirstUse(factor);
  if (accepted.length === 0 || !accepted.every(isNewAccount)) return undefined;
  const [{ provider, subject }] = accepted;
  return {
    locale: null,
    member_oauth_registration_id,
    profile_picture_url: null,
    provider_subject: subject,
    provider_type: PROVIDER_TYPES[provider],
  };
}

/** Returns true if the policies of a new organization accept the sign-in of its creator. */
export const acceptsCreator = (candidate) =>
  candidate.organization.mfa_policy !== "REQUIRED_FOR_ALL" &&
  candidate.factors.some((factor) => candidate.isAccepted(factor) && candidate.counts(factor));
