// Evaluates a session's factors for an organization, and determines the missing ones.

const EVERY_METHOD = [
  "sso",
  "magic_link",
  "email_otp",
  "password",
  "google_oauth",
  "microsoft_oauth",
  "slack_oauth",
  "github_oauth",
  "hubspot_oauth",
];
const PROVES_ADDRESS = new Set(["sso", "magic_link", "email_otp", "google_oauth", "microsoft_oauth"]);

/**
 * Returns whether the session proves the address, and the primary methods that count in this organization. A verified Member
 * once proved the mailbox; a factor that is bound to the Member must show that this session belongs to the same person.
 */
export function assuranceOf(session, candidate) {
  const { factors } = session;
  const verified = candidate.member?.object.email_address_verified;
  const proves = (factor) =>
    factor.kind === "sso" ? ownsConnection(candidate, factor) : factor.provesAddress === true;
  const bound = () => isOwnSession(session, candidate) || factors.some((factor) => binds(session, candidate, factor));
  return {
    addressVerified: factors.some(proves) || Boolean(verified && bound()),
    methods: factors.filter((factor) => counts(session, candidate, factor)).map((factor) => factor.method),
  };
}

/** Returns the acceptable primary methods if one is missing, otherwise null. An empty list: no method is possible. */
export function primaryRequired(candidate, addressVerified, methods) {
  const { object } = candidate.organization;
  const allowsAll = object.auth_methods === "ALL_ALLOWED" || candidate.member?.object.is_breakglass;
  const allowedMethods = allowsAll ? EVERY_METHOD : object.allowed_auth_methods;
  if (addressVerified && methods.some((method) => allowedMethods.includes(method))) return null;
  const hasSso = object.sso_active_connections.length > 0;
  const isPossible = (method) => (method !== "sso" || hasSso) && (addressVerified || PROVES_ADDRESS.has(method));
  return { allowed_auth_methods: allowedMethods.filter(isPossible) };
}

/** Returns null if no second factor is required, or if the session has one that is bound to this Member. */
export function mfaRequired(session, candidate, addressVerified) {
  const { object } = candidate.organization;
  const member = candidate.member?.object;
  if (object.mfa_policy !== "REQUIRED_FOR_ALL" && !member?.mfa_enrolled) return null;
  const allowsAll = object.mfa_methods === "ALL_ALLOWED" || member?.is_breakglass;
  const allows = ({ mfaMethod }) => mfaMethod && (allowsAll || object.allowed_mfa_methods.includes(mfaMethod));
  if (session.factors.some((factor) => allows(factor) && binds(session, candidate, factor))) return null;
  return { member_options: addressVerified && member ? memberOptions(member) : null, secondary_auth_initiated: null };
}

function memberOptions({ mfa_phone_number: phone, totp_registration_id: totp }) {
  if (phone === "" && totp === "") return null;
  return { mfa_phone_number: masked(phone), totp_registration_id: totp };
}

/** Returns the digits, with `X` in place of all but the last four. */
export function masked(phone) {
  const digits = phone.replace(/[^0-9]/g, "");
  return digits.slice(-4).padStart(digits.length, "X");
}

/** Returns true if `factor` is bound to this organization's Member. */
function binds(session, candidate, factor) {
  const member = candidate.member?.object;
  if (!member) return false;
  switch (factor.kind) {
    case "oauth":
      return member.oauth_registrations.some(
        (registration) =>
          registration.provider_type.toLowerCase() === factor.provider &&
          registration.provider_subject === factor.subject,
      );
    case "password":
      return passwordCounts(session, candidate) && member.member_password_id !== "";
    case "sso":
      return ownsConnection(candidate, factor);
    case "sms_otp":
      return member.mfa_phone_number_verified && member.mfa_phone_number === factor.phoneNumber;
    case "totp":
      return member.totp_registration_id === factor.totpId;
    case "recovery_code":
      return isOwnSession(session, candidate);
    default:
      return false;
  }
}

/** Returns true if a primary factor counts in this organization. SSO counts only in the organization of the connection. */
function counts(session, candidate, factor) {
  if (factor.kind === "sso") return ownsConnection(candidate, factor);
  if (factor.kind === "password") return passwordCounts(session, candidate);
  return factor.method !== undefined;
}

/** In a member session, a password counts only in the session's organization. */
function passwordCounts({ member }, { organization }) {
  return !member || member.organizationId === organization.object.organization_id;
}

function ownsConnection({ organization }, { connectionId }) {
  return organization.object.sso_active_connections.some((connection) => connection.connection_id === connectionId);
}

function isOwnSession({ member: own }, { member }) {
  if (!own || !member) return false;
  return own.organizationId === member.object.organization_id && own.memberId === member.object.member_id;
}
