// The next steps of a person to enter an organization of the list.

const SIGN_IN = {
  sso: "Sign in with SSO",
  magic_link: "Verify your email",
  email_otp: "Verify your email",
  password: "Enter your password",
  google_oauth: "Sign in with Google",
  microsoft_oauth: "Sign in with Microsoft",
  slack_oauth: "Sign in with Slack",
  github_oauth: "Sign in with GitHub",
  hubspot_oauth: "Sign in with HubSpot",
};

const PROVIDERS = { slack: "Slack", github: "GitHub", hubspot: "HubSpot" };

const RELATIONS = {
  active_member: { label: () => "Member", step: null },
  pending_member: { label: () => "Has begun to join", step: "Complete joining" },
  invited_member: { label: () => "Invited", step: "Accept invitation" },
  eligible_to_join_by_email_domain: { label: ({ domain }) => `Can join with an address at ${domain}`, step: "Join" },
  eligible_to_join_by_oauth_tenant: {
    label: ({ provider, tenant }) => `Can join with the ${PROVIDERS[provider] ?? provider} tenant ${tenant}`,
    step: "Join",
  },
};

/** Returns the relation of the person to the organization, in words. */
export function relation({ membership: { type, details } }) {
  return RELATIONS[type]?.label(details) ?? type;
}

/** Returns the steps in their order, each with an explanation that may be empty. */
export function nextSteps(entry) {
  const steps = [];
  if (entry.primary_required) {
    steps.push(signInStep(entry.primary_required.allowed_auth_methods));
  }
  const join = RELATIONS[entry.membership.type]?.step;
  if (join) {
    steps.push({ label: join, detail: "" });
  }
  if (entry.mfa_required) {
    steps.push({ label: "Second factor", detail: secondFactor(entry.mfa_required.member_options) });
  }
  return steps.length > 0 ? steps : [{ label: "Continue", detail: "" }];
}

function signInStep(methods) {
  const labels = [...new Set(methods.map((method) => SIGN_IN[method] ?? method))];
  if (labels.length === 0) {
    return { label: "Sign in", detail: "the organization allows no method that can be used" };
  }
  const [first, ...others] = labels;
  const lower = (label) => label.charAt(0).toLowerCase() + label.slice(1);
  return { label: first, detail: others.length > 0 ? `or ${others.map(lower).join(", or ")}` : "" };
}

function secondFactor(options) {
  const phone = options?.mfa_phone_number ? `code to ${options.mfa_phone_number}` : "";
  const totp = options?.totp_registration_id ? "authenticator app" : "";
  return [phone, totp].filter(Boolean).join(" or ");
}
