//! Factors that contain an address: a factor for an address other than the session's is ignored.

mod cases;

use org_discovery::domain::{EmailAddress, OpaqueToken};
use org_discovery_admin::{Refusal, WriteError, sessions::NewIntermediateSession};
use serde_json::{Value, json};

use cases::{FactorCase, email_factors, factors_with_addresses};
use test_support::{
    TestApp,
    builders::{
        data_set, factor, intermediate, is_unredacted, magic_link, magic_link_to, member_session, oauth,
        organization, saml, sso_connection, start_unchecked, trusted_token, unverified_trusted_token,
        verified, with,
    },
    check_files,
};

const ANN: &str = "ann@acme.example";

/// An organization that requires a second factor. Ann's Member has everything that a factor can be bound to.
fn acme() -> Value {
    let registration = |provider: &str| json!({"provider_type": provider, "provider_subject": "ann"});
    let registrations = ["Google", "Microsoft", "Slack", "GitHub", "HubSpot"].map(registration);
    let ann = json!({
        "oauth_registrations": registrations,
        "member_password_id": "password-ann",
        "mfa_phone_number": "+15550000100",
        "mfa_phone_number_verified": true,
        "totp_registration_id": "totp-ann",
    });
    let settings = json!({"trusted_metadata": {"plan": "gold"}, "mfa_policy": "REQUIRED_FOR_ALL"});
    organization("Acme", with(settings, sso_connection("c-acme")), [with(verified(ANN), ann)])
}

/// Asserts for each factor whether it has an effect on Ann's entry: it verifies the address or satisfies MFA.
async fn assert_effects(rows: &[FactorCase]) {
    // This account is bound to no Member. It only lets the session list Ann's organization in every case.
    let unbound_slack = || oauth("slack", "");
    let session = |(index, FactorCase { factor, .. }): (usize, &FactorCase)| {
        if factor["type"] == "recovery_codes" {
            return member_session(&index.to_string(), "Acme", ANN, [factor.clone(), unbound_slack()]);
        }
        intermediate(&index.to_string(), ANN, [factor.clone(), unbound_slack()])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(data_set([acme()], sessions)).await;
    for (index, FactorCase { factor, has_effect }) in rows.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        let is_second = ["otp", "totp", "recovery_codes"].contains(&factor["type"].as_str().unwrap());
        let effect = if is_second { entry["mfa_required"].is_null() } else { is_unredacted(&entry) };
        assert_eq!(effect, *has_effect, "{factor}");
    }
}

#[tokio::test]
async fn factor_for_another_address_is_ignored() {
    assert_effects(&factors_with_addresses()).await;
}

#[tokio::test]
async fn email_factor_without_address_is_ignored() {
    assert_effects(&email_factors()).await;
}

#[test]
fn data_file_with_foreign_factor_is_refused() {
    for FactorCase { factor, has_effect } in factors_with_addresses().into_iter().chain(email_factors()) {
        for session in [
            intermediate("ann", "Ann@Acme.Example", [oauth("slack", "1"), factor.clone()]),
            member_session("ann", "Acme", "Ann@Acme.Example", [oauth("slack", "1"), factor.clone()]),
        ] {
            let data = data_set([], [session]).to_string();
            match check_files(&[("file", &data)]) {
                Ok(_) => assert!(has_effect, "{factor}"),
                Err(error) => {
                    assert!(!has_effect, "{factor}: {error}");
                    assert!(error.to_string().contains("/sessions/0/authentication_factors/1"), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn writer_refuses_session_with_foreign_factor() {
    let app = TestApp::start(data_set([acme()], [])).await;
    let refused = Err(WriteError::Refused(Refusal::FactorOfAnotherAddress { index: 1 }));
    for (foreign, expected) in [(magic_link_to("eve@evil.test"), refused), (magic_link_to(ANN), Ok(()))] {
        let factors = json!([oauth("slack", "1"), foreign]).to_string();
        let new = NewIntermediateSession {
            token: OpaqueToken::from_random(&[7; 32]),
            email_address: EmailAddress::parse(ANN).unwrap(),
            authentication_factors: serde_json::from_str(&factors).unwrap(),
            oauth_tenants: serde_json::from_str("{}").unwrap(),
            organization_id_hint: None,
            expires_at: app.now().plus_seconds(60),
        };
        assert_eq!(
            app.writer.sessions().put_intermediate_session(new, app.now()).await,
            expected,
            "{foreign}"
        );
    }
}

/// A session with these factors, and whether it lists Ann's organization.
#[derive(Clone)]
struct ListCase {
    session: &'static str,
    factors: Vec<Value>,
    is_listed: bool,
}

fn not_listed(session: &'static str, factors: Vec<Value>) -> ListCase {
    ListCase { session, factors, is_listed: false }
}

fn listed(session: &'static str, factors: Vec<Value>) -> ListCase {
    ListCase { session, factors, is_listed: true }
}

#[tokio::test]
async fn ignored_factor_neither_lists_nor_hides_organizations() {
    let foreign = |factor: Value| with(factor, json!({"email_address": "eve@evil.test"}));
    let rows = [
        not_listed("foreign Slack", vec![foreign(oauth("slack", "1"))]),
        not_listed("foreign mail", vec![magic_link_to("eve@evil.test")]),
        not_listed("mail without address", vec![factor("magic_link", "email")]),
        not_listed("foreign trusted token", vec![foreign(trusted_token())]),
        not_listed("unverified trusted token", vec![unverified_trusted_token()]),
        not_listed("foreign SSO", vec![foreign(saml("c-acme"))]),
        listed("own mail", vec![magic_link()]),
        listed("own and foreign mail", vec![magic_link_to("eve@evil.test"), magic_link()]),
    ];
    let sessions = rows.clone().map(|row| intermediate(row.session, ANN, row.factors));
    let app = start_unchecked(data_set([acme()], sessions)).await;
    for ListCase { session, is_listed, .. } in rows {
        let response = app.discover(session).await;
        assert_eq!(response.entries().len(), usize::from(is_listed), "{session}");
    }
}
