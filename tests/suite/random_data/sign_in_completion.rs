//! Completing the methods of `primary_required`, one at a time, authenticates the entry.

use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof},
    proptest,
    sample::{Index, select, subsequence},
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use super::entries::{entries, load_sessions, run, start};
use test_support::{
    TestApp,
    builders::{email_factor, email_verified, oauth, password_with, sso, totp, trusted_token_without_detail},
    random_data::{
        case_count,
        generate::{METHODS, Write},
    },
};

const ANN: &str = "ann@acme.com";
const PROVIDERS: [&str; 5] = ["google", "microsoft", "slack", "github", "hubspot"];
/// More steps than there are methods.
const STEPS: usize = 12;

/// The accounts of a person: a mailbox, an account at each provider, a password for the project, and perhaps an account
/// at the identity provider of the connection `saml-home`.
#[derive(Debug, Clone)]
struct Person {
    google_verifies: bool,
    microsoft_verifies: bool,
    has_sso: bool,
}

impl Person {
    fn account(&self, provider: &str) -> Value {
        let verifies = match provider {
            "google" => self.google_verifies,
            "microsoft" => self.microsoft_verifies,
            _ => false,
        };
        let account = oauth(provider, "ann");
        if verifies { email_verified(account) } else { account }
    }

    /// Returns the factor that the person adds for a required method, if possible.
    fn factor(&self, method: &str, member: Option<&Value>) -> Option<Value> {
        match method {
            "magic_link" | "email_otp" => Some(email_factor(method, ANN)),
            "sso" => self.has_sso.then(|| sso("sso_saml", "saml", "saml-home")),
            "password" => {
                let id = member.map_or("", |member| member["member_password_id"].as_str().expect("an id"));
                let detail = match id {
                    "" => json!({"scope": "project"}),
                    id => json!({ "member_password_id": id }),
                };
                Some(password_with(detail))
            }
            account => Some(self.account(account.trim_end_matches("_oauth"))),
        }
    }
}

fn person() -> impl Strategy<Value = Person> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(google_verifies, microsoft_verifies, has_sso)| Person {
            google_verifies,
            microsoft_verifies,
            has_sso,
        },
    )
}

/// Returns the factor of the first sign-in.
fn first_factor(person: &Person, choice: Index) -> Value {
    let accounts = PROVIDERS.map(|provider| person.account(provider));
    let others = [
        email_factor("magic_link", ANN),
        password_with(json!({"scope": "project"})),
        email_verified(trusted_token_without_detail()),
    ];
    let all: Vec<Value> = accounts.into_iter().chain(others).collect();
    choice.get(&all).clone()
}

/// An organization, and the person's Member in it. Without a Member, the person may join by domain.
fn organization_and_member() -> impl Strategy<Value = (Value, Option<Value>)> {
    let few = prop_oneof![
        2 => subsequence(METHODS.to_vec(), 1..=1), 2 => subsequence(METHODS.to_vec(), 0..=2),
        1 => subsequence(METHODS.to_vec(), 0..=9),
    ];
    let settings = (
        select(vec!["RESTRICTED", "RESTRICTED", "RESTRICTED", "ALL_ALLOWED"]),
        few,
        select(vec!["", "saml-home", "saml-other"]),
        select(vec!["OPTIONAL", "OPTIONAL", "REQUIRED_FOR_ALL"]),
    );
    let member = (
        select(vec!["active", "active", "pending", "invited"]),
        any::<bool>(),
        select(vec![false, false, false, false, true]),
        select(vec!["", "password-of-member"]),
        subsequence(vec!["Google", "MICROSOFT", "slack", "GitHub", "Hubspot"], 0..=2),
    );
    let member = prop_oneof![1 => Just(None), 3 => member.prop_map(Some)];
    (settings, member).prop_map(|((auth_methods, allowed, connection, mfa_policy), member)| {
        let connections: Vec<Value> =
            [connection].iter().filter(|id| !id.is_empty()).map(|id| json!({ "connection_id": id })).collect();
        let organization = json!({
            "auth_methods": auth_methods, "allowed_auth_methods": allowed, "mfa_policy": mfa_policy,
            "sso_active_connections": connections, "trusted_metadata": {"plan": "gold"},
            "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.com"],
        });
        let member = member.map(|(status, is_verified, is_breakglass, password, accounts)| {
            let registration = |provider: &str| json!({"provider_type": provider, "provider_subject": "ann"});
            json!({
                "email_address": ANN, "status": status, "email_address_verified": is_verified,
                "is_breakglass": is_breakglass, "member_password_id": password, "totp_registration_id": "totp-ann",
                "oauth_registrations": accounts.into_iter().map(registration).collect::<Vec<_>>(),
            })
        });
        (organization, member)
    })
}

/// Returns true if the person cannot complete any method that the organization accepts.
fn is_dead_end(organization: &Value, member: Option<&Value>, person: &Person) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_breakglass = member.is_some_and(|member| member["is_breakglass"] == true);
    let accepts_all = organization["auth_methods"] == "ALL_ALLOWED" || is_breakglass;
    let accepted: Vec<String> =
        organization["allowed_auth_methods"].as_array().expect("a list").iter().map(text).collect();
    let can_complete = |method: &String| match method.as_str() {
        // SSO requires an account at the organization's connection.
        "sso" => {
            person.has_sso
                && organization["sso_active_connections"] == json!([{"connection_id": "saml-home"}])
        }
        // For an active Member, an unregistered Google or Microsoft account counts only if it verifies the address.
        "google_oauth" | "microsoft_oauth" => {
            let provider = method.trim_end_matches("_oauth");
            let verifies = person.account(provider)["email_verified"] == true;
            verifies
                || !member
                    .is_some_and(|member| member["status"] == "active" && !is_registered(member, provider))
        }
        _ => true,
    };
    !accepts_all && !accepted.iter().any(can_complete)
}

fn is_registered(member: &Value, provider: &str) -> bool {
    let registrations = member["oauth_registrations"].as_array().expect("a list");
    registrations.iter().any(|registration| {
        registration["provider_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case(provider))
    })
}

fn writes(organizations: &[(Value, Option<Value>)]) -> Vec<Write> {
    let mut writes = Vec::new();
    for (index, (organization, member)) in organizations.iter().enumerate() {
        let id = format!("organization-{index}");
        let with = |object: &Value, ids: Value| {
            let mut object = object.clone();
            object.as_object_mut().expect("an object").extend(ids.as_object().cloned().expect("an object"));
            object
        };
        writes.push(Write::PutOrganization(with(organization, json!({ "organization_id": id }))));
        let colleague = json!({"email_address": "bob@acme.com", "email_address_verified": true});
        for (name, member) in [("bob", Some(&colleague)), ("ann", member.as_ref())] {
            let ids = json!({"organization_id": id, "member_id": format!("{name}-{index}")});
            writes.extend(member.map(|member| Write::PutMember(with(member, ids))));
        }
    }
    writes
}

/// Signs in until the entry requires nothing that the person can still provide. Returns the last entry and the factors.
async fn complete_sign_in(
    app: &mut TestApp,
    id: &str,
    member: Option<&Value>,
    person: &Person,
    choices: &Choices,
) -> (Value, Vec<Value>) {
    let mut factors = vec![first_factor(person, choices.first)];
    let mut entry = Value::Null;
    for _ in 0..STEPS {
        let mut sessions =
            [json!({"kind": "intermediate", "email_address": ANN, "authentication_factors": factors})];
        load_sessions(app, &mut sessions).await;
        entry = entries(app, &sessions[0]).await.expect("a session")[id].clone();
        let methods =
            entry["primary_required"]["allowed_auth_methods"].as_array().cloned().unwrap_or_default();
        let available = methods.iter().filter_map(|method| person.factor(method.as_str()?, member));
        let mut next: Vec<Value> = available.filter(|factor| !factors.contains(factor)).collect();
        if next.is_empty() && entry["mfa_required"].is_object() && member.is_some() {
            next.extend([totp("totp-ann")].into_iter().filter(|totp| !factors.contains(totp)));
        }
        if next.is_empty() {
            break;
        }
        factors.push(choices.next.get(&next).clone());
    }
    (entry, factors)
}

/// Selects the first factor and each further one.
struct Choices {
    first: Index,
    next: Index,
}

async fn check_sign_in(
    organizations: Vec<(Value, Option<Value>)>,
    person: Person,
    choices: Choices,
) -> Result<(), TestCaseError> {
    let (mut app, _) = start(&writes(&organizations)).await;
    for (index, (organization, member)) in organizations.iter().enumerate() {
        let (id, member) = (format!("organization-{index}"), member.as_ref());
        let (entry, factors) = complete_sign_in(&mut app, &id, member, &person, &choices).await;
        let is_satisfied = entry["primary_required"].is_null();
        let is_dead_end = is_dead_end(organization, member, &person);
        let case = format!("{organization} {member:?} {person:?} {factors:?}");
        prop_assert_eq!(is_satisfied, !is_dead_end, "{}", case);
        // Without a Member, a second factor cannot be enrolled.
        let is_complete = entry["mfa_required"].is_null() || member.is_none();
        prop_assert!(is_complete, "{}", case);
        let is_authenticated = is_satisfied && entry["mfa_required"].is_null();
        prop_assert_eq!(entry["member_authenticated"].as_bool(), Some(is_authenticated));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(12), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn following_primary_required_ends_in_authentication(
        organizations in vec(organization_and_member(), 6), person in person(), first in any::<Index>(), choice in any::<Index>(),
    ) {
        run(check_sign_in(organizations, person, Choices { first, next: choice }))?;
    }
}
