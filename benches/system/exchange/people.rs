//! The people whose exchanges are timed. A successful exchange changes the tables, so most kinds need a person for each exchange.

use serde_json::{Value, json};

/// The prefix of the names of these people's sessions.
pub const PREFIX: &str = "exchange-";

/// A kind of exchange.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// The id of the chosen organization. `None` if an organization is created.
    pub organization: Option<&'static str>,
    /// True if the person's session stays valid and can be exchanged again.
    pub repeatable: bool,
    /// True if the response contains a member session.
    pub authenticated: bool,
    /// True if a session JWT is presented.
    pub by_jwt: bool,
}

const INTERMEDIATE: Kind =
    Kind { name: "", organization: None, repeatable: false, authenticated: true, by_jwt: false };
const REPEATED: Kind = Kind { repeatable: true, ..INTERMEDIATE };

/// All kinds, in the order of the report.
pub const KINDS: [Kind; 10] = [
    Kind { name: "active", organization: Some("org-active"), ..INTERMEDIATE },
    Kind { name: "invited", organization: Some("org-invited"), ..INTERMEDIATE },
    Kind { name: "domain", organization: Some("org-domain"), ..INTERMEDIATE },
    Kind { name: "tenant", organization: Some("org-tenant"), ..INTERMEDIATE },
    Kind { name: "pending", organization: Some("org-pending"), authenticated: false, ..INTERMEDIATE },
    Kind { name: "refused", organization: Some("org-refused"), authenticated: false, ..REPEATED },
    Kind { name: "member-session", organization: Some("org-active"), ..REPEATED },
    Kind { name: "member-session-by-jwt", organization: Some("org-active"), by_jwt: true, ..REPEATED },
    Kind { name: "derived", organization: Some("org-refused"), authenticated: false, ..REPEATED },
    Kind { name: "create", ..INTERMEDIATE },
];

impl Kind {
    /// Returns the number of people of this kind, for `count` exchanges.
    pub fn people(self, count: usize) -> usize {
        if self.repeatable { 1 } else { count }
    }

    /// Returns the name of the session of a person.
    pub fn session(self, number: usize) -> String {
        format!("{PREFIX}{}-{}", self.name, if self.repeatable { 0 } else { number })
    }

    fn address(self, number: usize) -> String {
        match self.name {
            // The domain becomes the slug of the organization.
            "create" => format!("jane@create-{number}.example"),
            // All people have one domain, so that the exchanges write the same counter, as in a large organization.
            name => format!("jane-{number}@{name}.example"),
        }
    }

    /// Returns the path of the request that exchanges the session.
    pub fn path(self) -> &'static str {
        match self {
            Self { organization: None, .. } => "/v1/b2b/discovery/organizations/create",
            kind if kind.has_member_session() => "/v1/b2b/sessions/exchange",
            _ => "/v1/b2b/discovery/intermediate_sessions/exchange",
        }
    }

    fn has_member_session(self) -> bool {
        self.by_jwt || matches!(self.name, "member-session" | "derived")
    }

    /// Returns the status of the person as a Member of the chosen organization, or `None` for someone who is not a Member.
    fn status(self) -> Option<&'static str> {
        match self.name {
            "invited" => Some("invited"),
            "active" | "refused" | "member-session" | "member-session-by-jwt" | "derived" => Some("active"),
            _ => None,
        }
    }
}

/// Returns an import file with people for `count` exchanges of each kind.
pub fn people(count: usize) -> Value {
    let people =
        || KINDS.into_iter().flat_map(|kind| (0..kind.people(count)).map(move |number| (kind, number)));
    let members = |organization: &str| {
        let here = people().filter(|(kind, _)| kind.organization == Some(organization));
        here.filter_map(|(kind, number)| Some(member(organization, &kind.address(number), kind.status()?)))
            .collect::<Vec<_>>()
    };
    let restricted_to_sso = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]});
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T0123"]}});
    let mut with_second_factor = by_domain("pending");
    with_second_factor["mfa_policy"] = json!("REQUIRED_FOR_ALL");
    let mut organizations = vec![
        organization("org-active", &members("org-active"), &json!({})),
        organization("org-invited", &members("org-invited"), &json!({})),
        organization("org-domain", &[colleague("org-domain", "domain")], &by_domain("domain")),
        organization("org-tenant", &[], &by_tenant),
        organization("org-pending", &[colleague("org-pending", "pending")], &with_second_factor),
        organization("org-refused", &members("org-refused"), &restricted_to_sso),
    ];
    let homes = people().filter(|(kind, _)| kind.has_member_session());
    organizations.extend(homes.map(|(kind, number)| {
        let home = home(kind);
        let member = member(&home, &kind.address(number), "active");
        organization(&home, &[member], &json!({}))
    }));
    let sessions: Vec<_> = people().map(|(kind, number)| session(kind, number)).collect();
    json!({"organizations": organizations, "sessions": sessions})
}

/// Returns the id of the organization of a member session.
fn home(kind: Kind) -> String {
    format!("org-home-{}", kind.name)
}

fn by_domain(domain: &str) -> Value {
    json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": [format!("{domain}.example")]})
}

/// Returns the Member whose verified address makes a domain effective.
fn colleague(organization: &str, domain: &str) -> Value {
    member(organization, &format!("amy@{domain}.example"), "active")
}

fn member_id(organization: &str, address: &str) -> String {
    format!("member-{organization}-{}", address.replace(['@', '.'], "-"))
}

fn member(organization: &str, address: &str, status: &str) -> Value {
    json!({
        "member_id": member_id(organization, address),
        "email_address": address,
        "email_address_verified": status == "active",
        "status": status,
        "name": "Jane Doe",
        "trusted_metadata": {"cost_center": "4711"},
    })
}

fn organization(id: &str, members: &[Value], more: &Value) -> Value {
    let mut organization = json!({
        "organization_id": id,
        "organization_name": format!("Organization {id}"),
        "organization_slug": id,
        "trusted_metadata": {"plan": "enterprise", "seats": 250},
        "members": members,
    });
    organization.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    organization
}

fn session(kind: Kind, number: usize) -> Value {
    let address = kind.address(number);
    let factors = json!([{
        "type": "magic_link", "delivery_method": "email", "sequence_order": "PRIMARY",
        "email_factor": {"email_id": "email-1", "email_address": address}}]);
    let mut session = json!({
        "kind": "intermediate", "name": kind.session(number), "email_address": address, "authentication_factors": factors,
        "expires_in_seconds": 3_600});
    if kind.has_member_session() {
        session["kind"] = json!("member");
        session["organization_id"] = json!(home(kind));
        session["member_id"] = json!(member_id(&home(kind), &address));
    }
    if kind.name == "tenant" {
        session["oauth_tenants"] = json!({"slack": ["T0123"]});
    }
    session
}
