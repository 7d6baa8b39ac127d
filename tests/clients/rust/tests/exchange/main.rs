//! Exchanges sessions with the official Rust client against a running `cargo local`; see ../../README.md.
//!
//! A plain program instead of `#[test]` functions: an exchange spends its session, so each session is exchanged once,
//! before the cases. Each case is one line of the output and counts as one test.

mod calls;
mod checks;

use std::{error::Error, process::ExitCode};

use org_discovery_client_test::{
    Outcome, Report, check_equal, check_error, demo, every_field, list_of, read, text,
};
use serde_json::{Map, Value, json};
use stytch::b2b::sessions::MemberSession;

use calls::Calls;
use checks::{check_factors_required, check_response};

const ACME: &str = "organization-test-00000000-0000-4000-8000-000000000001";
const GLOBEX: &str = "organization-test-00000000-0000-4000-8000-000000000002";
const INITECH: &str = "organization-test-00000000-0000-4000-8000-000000000003";
const HOOLI: &str = "organization-test-00000000-0000-4000-8000-000000000004";
const UNKNOWN: &str = "organization-test-00000000-0000-4000-8000-000000000009";
const OWN: &str = "Own organization of rust";
const SLUG: &str = "rust";
const CREATOR_ROLES: [&str; 2] = ["stytch_member", "stytch_admin"];

/// The calls, the sessions, and the responses of the exchanges before the cases.
struct Test {
    calls: Calls,
    local: Value,
    person: Value,
    claims: Value,
    joined: Value,
    created: Value,
    signed_in: Value,
}

impl Test {
    async fn start() -> Result<Self, Box<dyn Error>> {
        let local = read(std::env::var("ORG_DISCOVERY_LOCAL")?)?;
        let person = read(std::env::var("ORG_DISCOVERY_CLIENT_SESSIONS")?)?[SLUG].take();
        let claims = json!({"theme": "dark", "seats": [1, 2.5, null]});
        let (calls, sessions) = (Calls::new(&local)?, &person["sessions"]);
        let joined = calls.exchange_with_claims(&sessions["join"], ACME, &claims).await?;
        let created = calls.create(&sessions["create"], OWN, SLUG).await?;
        let signed_in = calls.exchange(&sessions["sign_in"], SLUG).await?;
        Ok(Self { calls, local, person, claims, joined, created, signed_in })
    }

    /// Returns a demo session.
    fn demo(&self, name: &str) -> &Value {
        demo(&self.local, name)
    }

    async fn check_signed_in(
        &self,
        response: &Value,
        organization: &str,
        roles: &[&str],
        claims: Value,
    ) -> Outcome {
        check_response(response)?;
        let (session, organization_of) = (&response["member_session"], &response["organization"]);
        let checked = json!({
            "member_authenticated": response["member_authenticated"],
            "intermediate_session_token": response["intermediate_session_token"],
            "required": [response["primary_required"], response["mfa_required"]],
            "organization_name": organization_of["organization_name"],
            "member": [response["member"]["status"], response["member"]["email_address"]],
            "member_id": session["member_id"],
            "organization": [session["organization_id"], session["organization_slug"]],
            "roles": session["roles"],
            "custom_claims": session["custom_claims"],
        });
        let expected = json!({
            "member_authenticated": true,
            "intermediate_session_token": "",
            "required": [null, null],
            "organization_name": organization,
            "member": ["active", self.person["email_address"]],
            "member_id": response["member_id"],
            "organization": [organization_of["organization_id"], organization_of["organization_slug"]],
            "roles": roles,
            "custom_claims": claims,
        });
        check_equal("response", checked, expected)?;
        self.calls.check_jwt(response).await
    }

    async fn check_joined(&self) -> Outcome {
        self.check_signed_in(&self.joined, "Acme", &["stytch_member"], self.claims.clone()).await?;
        check_equal("verified", self.joined["member"]["email_address_verified"].clone(), true.into())?;
        let session: MemberSession = serde_json::from_value(self.joined["member_session"].clone())?;
        let minutes = (session.expires_at - session.started_at).num_minutes();
        check_equal("minutes", minutes.into(), 30.into())?;
        let factors: Vec<_> = session.authentication_factors.iter().map(|factor| &factor.type_).collect();
        check_equal("factors", json!(factors), json!(["magic_link"]))
    }

    async fn check_lists(&self) -> Outcome {
        let expected = json!({"Acme": ["active_member", true], OWN: ["active_member", true]});
        for session in [&self.joined, &self.created, &self.signed_in] {
            for field in ["session_token", "session_jwt"] {
                check_equal(field, self.listed(session, field).await?, expected.clone())?;
            }
        }
        Ok(())
    }

    /// Returns the membership type of every organization, and whether the session satisfies its policies.
    async fn listed(&self, session: &Value, field: &str) -> stytch::Result<Value> {
        let response = self.calls.list(session, field).await?;
        let seen = |entry: &Value| {
            let name = text(&entry["organization"]["organization_name"]).to_owned();
            (name, json!([entry["membership"]["type"], entry["member_authenticated"]]))
        };
        let entries = list_of(&response["discovered_organizations"]).iter().map(seen);
        Ok(entries.collect::<Map<_, _>>().into())
    }

    async fn check_spent_sessions(&self) -> Outcome {
        let (status_code, error_type) = (json!(404), json!("intermediate_session_not_found"));
        for token in ["join", "create", "sign_in"].map(|name| &self.person["sessions"][name]) {
            check_error(self.calls.exchange(token, ACME).await, &status_code, &error_type)?;
            check_error(self.calls.create(token, OWN, "unused").await, &status_code, &error_type)?;
            let session = json!({"intermediate_session_token": token});
            let listed = self.calls.list(&session, "intermediate_session_token").await;
            check_error(listed, &status_code, &error_type)?;
        }
        Ok(())
    }

    async fn check_created(&self) -> Outcome {
        self.check_signed_in(&self.created, OWN, &CREATOR_ROLES, json!({})).await?;
        let organization = &self.created["organization"];
        check_equal("slug", organization["organization_slug"].clone(), SLUG.into())?;
        check_equal("metadata", organization["trusted_metadata"].clone(), json!({"plan": "pro"}))?;
        let roles = list_of(&self.created["member"]["roles"]).iter();
        check_equal("roles", roles.map(|role| role["role_id"].clone()).collect(), json!(["stytch_admin"]))
    }

    async fn check_signed_in_again(&self) -> Outcome {
        self.check_signed_in(&self.signed_in, OWN, &CREATOR_ROLES, json!({})).await?;
        check_equal("member_id", self.signed_in["member_id"].clone(), self.created["member_id"].clone())
    }

    async fn check_member_session(&self, field: &str) -> Outcome {
        let organization = text(&self.created["organization"]["organization_id"]);
        let response = self.calls.exchange_member_session(&self.joined, field, organization).await?;
        check_response(&response)?;
        check_equal("member_id", response["member_id"].clone(), self.created["member_id"].clone())?;
        let is_new = response["session_token"] != self.joined["session_token"];
        check_equal("new token", is_new.into(), true.into())?;
        let ends = |session: &Value| session["member_session"]["expires_at"].clone();
        check_equal("expires_at", ends(&response), ends(&self.joined))?;
        self.calls.check_jwt(&response).await
    }

    async fn check_not_found(&self) -> Outcome {
        let (status_code, error_type) = (json!(404), json!("organization_not_found"));
        let token = &self.demo("consultant")["intermediate_session_token"];
        for organization in [HOOLI, UNKNOWN] {
            check_error(self.calls.exchange(token, organization).await, &status_code, &error_type)?;
        }
        let response = self.calls.exchange_member_session(&self.joined, "session_token", GLOBEX).await;
        check_error(response, &status_code, &error_type)
    }

    async fn check_missing_second_factor(&self) -> Outcome {
        let token = &self.demo("mfa-required")["intermediate_session_token"];
        for _ in 0..2 {
            let response = self.calls.exchange(token, INITECH).await?;
            let options = json!({"mfa_phone_number": "XXXXXXX1234", "totp_registration_id": ""});
            let mfa_required = json!({"member_options": options, "secondary_auth_initiated": null});
            check_factors_required(&response, token, json!([null, mfa_required]))?;
        }
        Ok(())
    }

    async fn check_second_factor_of_member_session(&self) -> Outcome {
        let session = self.demo("member-session");
        let response = self.calls.exchange_member_session(session, "session_token", INITECH).await?;
        let token = &response["intermediate_session_token"];
        check_equal("no token", text(token).is_empty().into(), false.into())?;
        let required = json!([null, response["mfa_required"]]);
        check_equal("mfa_required", required[1].is_object().into(), true.into())?;
        check_factors_required(&response, token, required.clone())?;
        let listed = self.listed(&response, "intermediate_session_token").await?;
        check_equal("list", listed["Initech"].clone(), json!(["active_member", false]))?;
        check_factors_required(&self.calls.exchange(token, INITECH).await?, token, required)
    }

    async fn check_missing_primary_factor(&self) -> Outcome {
        let token = &self.demo("github-unproven")["intermediate_session_token"];
        let response = self.calls.exchange(token, GLOBEX).await?;
        let methods = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"];
        check_factors_required(&response, token, json!([{"allowed_auth_methods": methods}, null]))
    }

    async fn check_every_field(&self) -> Outcome {
        let response = self.calls.exchange(&self.person["every_field"], "umbrella").await?;
        check_equal("member_authenticated", response["member_authenticated"].clone(), true.into())?;
        let entry = every_field(&self.local).await?;
        check_equal("member", response["member"].clone(), entry["membership"]["member"].clone())?;
        check_equal("organization", response["organization"].clone(), entry["organization"].clone())
    }

    /// A session that does not verify its address creates nothing. The response has the status 200 and no Member.
    async fn check_response_without_member(&self) -> Outcome {
        let token = &self.demo("github-unproven")["intermediate_session_token"];
        let response = self.calls.create(token, OWN, "unused").await;
        let is_other = matches!(response, Err(stytch::Error::Other(_)));
        check_equal("Error::Other", is_other.into(), true.into())
    }

    async fn check_taken_slug(&self) -> Outcome {
        let token = &self.demo("consultant")["intermediate_session_token"];
        let response = self.calls.create(token, OWN, "acme").await;
        check_error(response, &json!(400), &json!("organization_slug_already_used"))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let test = Test::start().await?;
    let mut report = Report::new("rust-exchange");
    report.add("an eligible person joins", test.check_joined().await);
    report.add("a new session lists active memberships", test.check_lists().await);
    report.add("a spent session is not found", test.check_spent_sessions().await);
    report.add("an organization is created", test.check_created().await);
    report
        .add("the created organization is entered with another session", test.check_signed_in_again().await);
    for field in ["session_token", "session_jwt"] {
        let outcome = test.check_member_session(field).await;
        report.add(&format!("a member session is exchanged by its {field}"), outcome);
    }
    report.add("an organization that is not listed is not found", test.check_not_found().await);
    report.add("a missing second factor keeps the session", test.check_missing_second_factor().await);
    let outcome = test.check_second_factor_of_member_session().await;
    report.add("a missing second factor of a member session gives an intermediate session", outcome);
    report.add("a missing primary factor keeps the session", test.check_missing_primary_factor().await);
    report.add("every field is decoded", test.check_every_field().await);
    let outcome = test.check_response_without_member().await;
    report.add("error: the client cannot decode a response without a Member", outcome);
    report.add("error: the slug of another organization", test.check_taken_slug().await);
    Ok(report.close())
}
