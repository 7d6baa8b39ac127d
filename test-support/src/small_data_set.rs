//! Two organizations and three Members, for tests that do not depend on the details of the data.

use serde_json::{Value, json};

use crate::builders::{magic_link_to, member_with_id, with};

/// A data file with the organizations Acme and Globex.
///
/// Ann and Bob are active Members of Acme, and Gus of Globex. Every user with an address in the domain `acme.example`
/// can join Globex. Ann has the intermediate session `ist` and the member session `member`; Bob has the member session
/// `bob`.
pub fn small_data_set() -> Value {
    json!({
        "organizations": [
            {
                "organization_id": "organization-acme", "organization_name": "Acme", "organization_slug": "acme",
                "members": [verified_member("member-ann", "ann@acme.example"), verified_member("member-bob", "bob@acme.example")],
            },
            {
                "organization_id": "organization-globex", "organization_name": "Globex", "organization_slug": "globex",
                "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
                "members": [verified_member("member-gus", "gus@acme.example")],
            },
        ],
        "sessions": [
            {
                "name": "ist", "kind": "intermediate", "email_address": "ann@acme.example",
                "authentication_factors": [factor("ann@acme.example")], "expires_in_seconds": 3600,
            },
            member_session_of_acme("member", "member-ann", "ann@acme.example"),
            member_session_of_acme("bob", "member-bob", "bob@acme.example"),
        ],
    })
}

fn verified_member(id: &str, address: &str) -> Value {
    member_with_id(id, address, json!({"email_address_verified": true, "status": "active"}))
}

fn member_session_of_acme(name: &str, member: &str, address: &str) -> Value {
    json!({
        "name": name, "kind": "member", "email_address": address, "authentication_factors": [factor(address)],
        "organization_id": "organization-acme", "member_id": member, "expires_in_seconds": 3600,
    })
}

fn factor(address: &str) -> Value {
    with(magic_link_to(address), json!({"last_authenticated_at": "2026-01-01T00:00:00Z"}))
}
