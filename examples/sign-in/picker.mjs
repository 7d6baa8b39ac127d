// The choice of an organization: the list, and the exchange of the intermediate session for a member session.

import { button, html, notice, page } from "./pages.mjs";

const NOTICES = {
  gone: "You cannot enter this organization any more. Here are the others.",
  "second-factor": "This organization asks for a second factor that this application does not offer.",
  factors: "Sign in by one more method to enter this organization.",
};

const MEMBERSHIPS = {
  active_member: "You are a member.",
  pending_member: "You have begun to join.",
  invited_member: "You are invited.",
  eligible_to_join_by_email_domain: "Your email domain lets you join.",
  eligible_to_join_by_oauth_tenant: "Your workspace lets you join.",
};

const ACTIONS = { active_member: "Continue", pending_member: "Join", invited_member: "Accept invitation" };

const METHODS = {
  sso: "your company's sign-in",
  magic_link: "a link by email",
  email_otp: "a code by email",
  password: "a password",
  google_oauth: "Google",
  microsoft_oauth: "Microsoft",
  slack_oauth: "Slack",
  github_oauth: "GitHub",
  hubspot_oauth: "HubSpot",
};

export function pickerRoutes(app, context) {
  const { discovery, sessions } = context;

  app.get("/organizations", async (request, response) => {
    const session = sessions.credential(request);
    if (!session) return response.redirect(303, "/");
    // A session that was made from a member session cannot create an organization.
    const canCreate = session.intermediate_session_token !== undefined && !sessions.memberToken(request);
    response.send(pickerPage(await discovery.list(session), session, canCreate, request.query.notice));
  });

  // The browser sends only the person's choice. The function decides again whether the person may enter.
  app.post("/organizations/enter", async (request, response) => {
    const session = sessions.credential(request);
    if (!session) return response.redirect(303, "/");
    await enter(context, request, response, session, String(request.body?.organization_id ?? ""));
  });

  app.post("/organizations/create", async (request, response) => {
    const token = sessions.intermediateToken(request);
    if (!token) return response.redirect(303, "/");
    const result = await discovery.create(token, String(request.body?.organization_name ?? "").trim() || undefined);
    if (!result.member_authenticated) return response.redirect(303, "/organizations?notice=factors");
    await sessions.keepMember(request, response, result.session_token);
    response.redirect(303, "/organization");
  });
}

/** Exchanges the session, and goes on to the organization or to the next factor. */
export async function enter({ discovery, sessions }, request, response, session, organization_id) {
  let result;
  try {
    result = await discovery.exchange(session, organization_id);
  } catch (error) {
    if (error.error_type === "organization_not_found") return response.redirect(303, "/organizations?notice=gone");
    throw error;
  }
  if (result.member_authenticated) {
    await sessions.keepMember(request, response, result.session_token);
    return response.redirect(303, "/organization");
  }
  // The exchange of a member session returns a new intermediate session, to which factors can be added.
  sessions.keepIntermediate(response, result.intermediate_session_token);
  if (result.primary_required) return response.redirect(303, "/organizations?notice=factors");
  response.redirect(303, `/second-factor?organization=${encodeURIComponent(organization_id)}`);
}

function pickerPage({ email_address, discovered_organizations }, session, canCreate, noticeName) {
  return page(
    "Choose an organization",
    html`<p class="person">${email_address}</p>
      ${notice(NOTICES, noticeName)} ${discovered_organizations.length === 0 && html`<p>No organization is waiting for you.</p>`}
      <ul>
        ${discovered_organizations.map((entry) => card(entry, session))}
      </ul>
      ${canCreate && creation()} ${button("/sign-out", "Sign out")}`,
  );
}

/** A member session has a button for every organization: its exchange returns the intermediate session to which factors are added. */
function card({ organization, membership, primary_required, mfa_required }, { session_token }) {
  const { organization_id, organization_name } = organization;
  return html`<li data-organization="${organization_id}">
    <span class="initial" aria-hidden="true">${[...organization_name][0]}</span>
    <div>
      <h2>${organization_name}</h2>
      <p>${MEMBERSHIPS[membership.type]} ${!primary_required && mfa_required && "It asks for a second factor."}</p>
      ${primary_required && missing(primary_required.allowed_auth_methods)}
    </div>
    ${(!primary_required || session_token) && button("/organizations/enter", ACTIONS[membership.type] ?? "Join", { organization_id })}
  </li>`;
}

/** The methods that close the gap. This application has two of them; yours links each to its own page. */
function missing(methods) {
  if (methods.length === 0) return html`<p>You cannot enter it with this account.</p>`;
  return html`<p>First sign in by ${methods.map((method) => METHODS[method]).join(", ")}. <a href="/sign-in">Sign in</a></p>`;
}

const creation = () =>
  html`<form method="post" action="/organizations/create" class="create">
    <label>New organization <input name="organization_name" maxlength="128" required /></label>
    <button>Create</button>
  </form>`;
