//! The sessions of the loaded data, as stories for the page.

use org_discovery::domain::{AuthenticationFactors, EmailAddress, FactorArgument, Timestamp};
use org_discovery_admin::import::{LoadedSession, SessionCredential, SessionEntryKind};
use serde::Serialize;
use serde_json::Value;

use super::{
    Playground,
    evaluation::Presented,
    refusal::Refusal,
    situation::{Kind, Situation},
};
use crate::printed_session::PrintedSession;

/// A story, as the page shows it.
#[derive(Debug, Serialize)]
pub struct Story {
    name: String,
    note: String,
    email_address: String,
}

impl Story {
    pub fn of(session: &PrintedSession) -> Self {
        let entry = &session.loaded.entry;
        Self {
            name: entry.name.clone(),
            note: entry.note.clone().unwrap_or_default(),
            email_address: entry.email_address.to_string(),
        }
    }
}

/// Finds the session of a story.
pub fn present(name: &str, playground: &Playground) -> Result<Presented, Refusal> {
    let sessions = playground.sessions();
    let session = sessions.iter().find(|session| session.loaded.entry.name == name);
    let session = session.ok_or_else(|| Refusal::not_found(format!("the data has no session {name}")))?;
    let (situation, project) = (situation(&session.loaded), playground.project_id());
    Ok(match &session.loaded.credential {
        SessionCredential::Intermediate(token) => Presented::intermediate(situation, token.clone(), project),
        SessionCredential::Member(token, member) => {
            Presented::member(situation, token.clone(), member, project)
        }
    })
}

/// Describes a session by the fields of the page's form.
fn situation(LoadedSession { entry, .. }: &LoadedSession) -> Situation {
    let factors: Vec<Value> = serde_json::from_str(entry.authentication_factors.json()).unwrap_or_default();
    let common = Situation {
        story: entry.name.clone(),
        email: entry.email_address.to_string(),
        factors: factors.iter().map(factor_argument).collect(),
        ..Situation::default()
    };
    match &entry.kind {
        SessionEntryKind::Intermediate { oauth_tenants, organization_id_hint } => Situation {
            tenants: oauth_tenants.iter().map(|(provider, id)| format!("{provider}:{id}")).collect(),
            hint: organization_id_hint.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..common
        },
        SessionEntryKind::Member { member_id, .. } => {
            Situation { session: Kind::Member, member: member_id.to_string(), ..common }
        }
    }
}

/// Returns the short form of a factor, or the factor as JSON if the short form would mean something else.
fn factor_argument(factor: &Value) -> String {
    let object = factor.to_string();
    let same = |candidate: &String| means_the_same(candidate, &object, factor);
    candidates(factor).into_iter().find(same).unwrap_or(object)
}

/// Returns the short forms of the factor's method.
fn candidates(factor: &Value) -> Vec<String> {
    let delivery_method = factor["delivery_method"].as_str().unwrap_or_default();
    let detail = |object: &str, field: &str| factor[object][field].as_str().unwrap_or_default().to_owned();
    match factor["type"].as_str().unwrap_or_default() {
        "oauth" => {
            let provider = delivery_method.trim_start_matches("oauth_").trim_start_matches("exchange_");
            let subject = [format!("{provider}_oauth_factor"), format!("{provider}_oauth_exchange_factor")]
                .iter()
                .map(|object| detail(object, "provider_subject"))
                .find(|subject| !subject.is_empty())
                .map(|subject| format!(":{subject}"))
                .unwrap_or_default();
            ["", "_unverified", "_exchange"].map(|suffix| format!("{provider}_oauth{suffix}{subject}")).into()
        }
        "sso" => vec![
            format!("sso:{}", detail("saml_sso_factor", "provider_id")),
            format!("sso_oidc:{}", detail("oidc_sso_factor", "provider_id")),
        ],
        "password" => vec![
            "password".to_owned(),
            "project_password".to_owned(),
            format!("password:{}", detail("password_factor", "member_password_id")),
        ],
        "otp" => vec![format!("sms_otp:{}", detail("phone_number_factor", "phone_number"))],
        "totp" => vec![format!("totp:{}", detail("authenticator_app_factor", "totp_id"))],
        _ => ["magic_link", "email_otp", "trusted_token", "recovery_code"].map(str::to_owned).into(),
    }
}

/// Returns true if a short form and an object are the same factor for the person whose address the object names.
fn means_the_same(candidate: &str, object: &str, factor: &Value) -> bool {
    let Ok(address) = EmailAddress::parse(address_of(factor).unwrap_or("person@example.com")) else {
        return false;
    };
    let parsed = |text: &str| {
        let arguments = [text.parse::<FactorArgument>().ok()?];
        AuthenticationFactors::from_arguments(&arguments, &address, Timestamp::EPOCH).ok()
    };
    let (Some(short), Some(full)) = (parsed(candidate), parsed(object)) else {
        return false;
    };
    short.of(&address).eq(full.of(&address)) && short.of(&address).count() == 1
}

/// Returns the address that a factor names.
fn address_of(factor: &Value) -> Option<&str> {
    factor.as_object()?.values().find_map(|detail| detail.get("email_address")?.as_str())
}
