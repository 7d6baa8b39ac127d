// Evaluation of a session's factors for one organization and the person's Member in it. No I/O.

import { appliesTo } from "./factors.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { domainOf, normalDomain } from "./normal.mjs";
import { canVerifyAddress, parseFactor, providerOf } from "./parsed_factors.mjs";

/** An organization, and the person's Member in it if there is one. */
export class Candidate {
  constructor(session, organization, member) {
    Object.assign(this, { session, organization, member });
    const own = session.authentication_factors.filter((factor) => appliesTo(factor, session.email_address));
    // The factors of the session's address, each with its object in Stytch's format.
    this.factors = own.map((object) => ({ ...parseFactor(object), object }));
    const isSameMember = member?.member_id === session.member_id && organization.organization_id === session.organization_id;
    this.isOwnMemberSession = session.kind === "session-token" && isSameMember;
    // A derived session has the ids of the member session from which it was made.
    this.dependsOnOwnSession = isSameMember;
  }

  /** Returns true if the factor verifies the session's address for this organization. */
  verifiesAddress(factor) {
    return factor.kind === "sso" ? this.#ownsConnection(factor) : factor.verifies === true;
  }

  isAddressVerifiedByFactor() {
    return this.factors.some((factor) => this.verifiesAddress(factor));
  }

  /**
   * Returns true if a factor verifies the address independently of this organization, or by SSO of an organization that claims
   * the address's domain. Otherwise an organization's identity provider could turn an invented name into a verified Member.
   */
  isAddressVerifiedIndependently() {
    const domain = domainOf(this.session.email_address);
    const claimed = (this.organization.claimed_email_domains ?? []).map(normalDomain);
    const claims = claimed.includes(domain) && !isSharedMailboxDomain(domain);
    return this.factors.some((factor) => this.verifiesAddress(factor) && (factor.kind !== "sso" || claims));
  }

  /** Returns true if only this Member can have completed the factor. */
  isBound(factor) {
    const { member } = this;
    if (!member) return false;
    switch (factor.kind) {
      case "oauth":
        return this.#isRegistered(factor);
      case "password":
        return this.#isPasswordBound(factor);
      case "sso":
        return this.#ownsConnection(factor);
      case "sms_otp":
        return isEqual(factor.phone_number, member.mfa_phone_number) && member.mfa_phone_number_verified === true;
      case "totp":
        return isEqual(factor.totp_id, member.totp_registration_id);
      case "recovery_code":
        return this.isOwnMemberSession;
      default:
        return false;
    }
  }

  #isRegistered({ provider, subject }) {
    const isSame = (one) => providerOf(one) === provider && isEqual(subject, one.provider_subject);
    return (this.member.oauth_registrations ?? []).some(isSame);
  }

  #isPasswordBound({ isNamed, isProject, password_id }) {
    const own = this.member.member_password_id;
    if (!own) return false;
    return isNamed ? isEqual(password_id, own) : isProject || this.isOwnMemberSession;
  }

  #ownsConnection({ connection_id }) {
    const connections = this.organization.sso_active_connections ?? [];
    return connections.some((connection) => isEqual(connection_id, connection.connection_id));
  }

  /** Returns true if the factor counts as a sign-in. */
  counts(factor) {
    return this.countsWithoutFirstUse(factor) || (this.#isNew(factor) && this.isAddressVerifiedByFactor());
  }

  countsWithoutFirstUse(factor) {
    return this.verifiesAddress(factor) || (factor.method !== undefined && this.isBound(factor));
  }

  /** Returns true if the factor can be used here for the first time, together with one that verifies the address. */
  #isNew({ kind, provider, subject, isProject }) {
    const { member } = this;
    if (kind === "password") return isProject && !member?.member_password_id;
    if (kind !== "oauth" || !subject) return false;
    const mayRegister = !canVerifyAddress(provider) || !member || ["pending", "invited"].includes(member.status);
    const providers = (member?.oauth_registrations ?? []).map(providerOf).filter(Boolean);
    return mayRegister && !providers.some((registered) => this.#acceptsMethod(`${registered}_oauth`));
  }

  /** Returns true if the organization accepts the factor's method. A trusted token has no method. */
  isAccepted({ kind, method }) {
    if (kind === "trusted_token") return this.#acceptsAllMethods();
    return method !== undefined && this.#acceptsMethod(method);
  }

  #acceptsMethod(method) {
    return this.#acceptsAllMethods() || (this.organization.allowed_auth_methods ?? []).includes(method);
  }

  #acceptsAllMethods() {
    return (this.organization.auth_methods ?? "ALL_ALLOWED") === "ALL_ALLOWED" || this.member?.is_breakglass === true;
  }
}

/** Compares two values. Empty strings never match. */
const isEqual = (left, right) => Boolean(left) && left === right;
