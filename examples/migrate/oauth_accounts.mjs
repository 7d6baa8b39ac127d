// The OAuth accounts of a Member.

// Both give an account the same subject for every client.
const REGISTERED = { google: "Google", github: "Github" };

/** Returns the registrations of a Member. `accounts` have a `provider` and a `subject`. Other accounts are reported. */
export function registrationsOf(member, accounts, report) {
  const registrations = [];
  for (const { provider, subject } of accounts) {
    const id = `${member.member_id}: ${provider}`;
    const provider_type = REGISTERED[provider];
    const isRenameable = provider === "github" && !/^[0-9]+$/.test(subject);
    if (provider === "microsoft") {
      report.add("leftOut", "Microsoft accounts, whose subjects are valid for one client id only", id);
    } else if (!provider_type) {
      report.add("leftOut", "accounts of other providers and connections", id);
    } else if (isRenameable) {
      report.add("leftOut", "GitHub accounts without a numeric id, because a name can be taken by another account", id);
    } else if (!member.email_address_verified) {
      report.add("leftOut", "Google and GitHub accounts of Members without a verified address", id);
    } else {
      const member_oauth_registration_id = `${member.member_id}:${provider}:${subject}`;
      registrations.push({ provider_type, provider_subject: subject, member_oauth_registration_id });
    }
  }
  return registrations;
}
