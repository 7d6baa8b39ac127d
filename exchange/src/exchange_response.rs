//! The response bodies of the exchange. Every key is always present, in alphabetical order.

use lambda_http::http::StatusCode;
use org_discovery::{
    domain::{
        JsonObject, Member, MemberId, MemberSessionId, OpaqueToken, Organization, OrganizationId, ProjectId,
        Timestamp,
        discovery::{MfaRequired, PrimaryRequired},
    },
    http::{ApiError, ExchangeRecord, HttpResponse, RequestId, RequestRecord},
};
use org_discovery_admin::exchange::{ExchangeOutcome, FactorsRequired, SignedIn};
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::warn;

#[derive(Serialize)]
struct ExchangeBody<'r> {
    intermediate_session_token: &'r str,
    member: Option<&'r Member>,
    member_authenticated: bool,
    /// Always `null`: no information about devices is collected.
    member_device: (),
    member_id: &'r str,
    member_session: Option<MemberSessionBody<'r>>,
    mfa_required: Option<&'r MfaRequired>,
    organization: Option<&'r Organization>,
    primary_required: Option<&'r PrimaryRequired>,
    request_id: &'r RequestId,
    session_jwt: &'r str,
    session_token: &'r str,
    status_code: u16,
}

#[derive(Serialize)]
struct MemberSessionBody<'r> {
    authentication_factors: Vec<Map<String, Value>>,
    custom_claims: JsonObject,
    expires_at: Timestamp,
    last_accessed_at: Timestamp,
    member_id: &'r MemberId,
    member_session_id: &'r MemberSessionId,
    organization_id: &'r OrganizationId,
    organization_slug: &'r str,
    roles: Vec<String>,
    started_at: Timestamp,
}

/// Returns the response of an exchange, and records its outcome.
pub(crate) fn of_exchange(
    outcome: ExchangeOutcome,
    project: &ProjectId,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    match outcome {
        ExchangeOutcome::Authenticated(signed_in) => of_sign_in(&signed_in, project, record),
        ExchangeOutcome::FactorsRequired(required) => of_required_factors(&required, record),
        ExchangeOutcome::OrganizationNotFound => Err(ApiError::OrganizationNotFound),
    }
}

/// Returns the response of a completed sign-in, and logs an account that was registered.
pub(crate) fn of_sign_in(
    signed_in: &SignedIn,
    project: &ProjectId,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    let (member, organization) = (&signed_in.member, &signed_in.organization);
    record.add_person(project, &member.email_address);
    record.exchange = Some(ExchangeRecord {
        outcome: ExchangeRecord::AUTHENTICATED,
        membership_type: Some(signed_in.membership_type),
        organization_id: Some(organization.organization_id.clone()),
    });
    if let Some(registered) = &signed_in.registered {
        // A lasting change of who can sign in: also recorded at the log level WARN.
        warn!(
            request_id = %record.request_id,
            organization_id = %organization.organization_id,
            member_id = %member.member_id,
            provider = registered.provider_type,
            "OAuth account registered with the Member"
        );
    }
    let status = StatusCode::OK;
    let body = ExchangeBody {
        intermediate_session_token: "",
        member: Some(member),
        member_authenticated: true,
        member_device: (),
        member_id: member.member_id.as_str(),
        member_session: Some(member_session(signed_in)?),
        mfa_required: None,
        organization: Some(organization),
        primary_required: None,
        request_id: &record.request_id,
        session_jwt: &signed_in.session_jwt,
        session_token: signed_in.session_token.expose(),
        status_code: status.as_u16(),
    };
    HttpResponse::json(status, &body)
}

fn member_session(signed_in: &SignedIn) -> Result<MemberSessionBody<'_>, ApiError> {
    let factors = signed_in.session.authentication_factors.response_form();
    Ok(MemberSessionBody {
        authentication_factors: factors.map_err(|error| ApiError::internal(&error.to_string()))?,
        custom_claims: signed_in.custom_claims.clone().unwrap_or_default(),
        expires_at: signed_in.session.expires_at,
        last_accessed_at: signed_in.started_at,
        member_id: &signed_in.member_session.member_id,
        member_session_id: &signed_in.member_session.member_session_id,
        organization_id: &signed_in.member_session.organization_id,
        organization_slug: &signed_in.organization.organization_slug,
        roles: signed_in.roles(),
        started_at: signed_in.started_at,
    })
}

fn of_required_factors(
    required: &FactorsRequired,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    record.exchange = Some(ExchangeRecord {
        outcome: if required.is_new_member { "pending_member_created" } else { "factors_required" },
        membership_type: Some(required.membership_type),
        organization_id: Some(required.organization.organization_id.clone()),
    });
    let member_id = required.member.as_ref().map_or("", |member| member.member_id.as_str());
    let body = ExchangeBody {
        member: required.member.as_ref(),
        member_id,
        mfa_required: required.mfa_required.as_ref(),
        organization: Some(&required.organization),
        primary_required: required.primary_required.as_ref(),
        ..unauthenticated(&required.intermediate_session_token, &record.request_id)
    };
    HttpResponse::json(StatusCode::OK, &body)
}

/// Returns the response for a person who cannot create an organization until a factor verifies the address.
pub(crate) fn of_unverified_creator(
    token: &OpaqueToken,
    required: &PrimaryRequired,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    record.exchange =
        Some(ExchangeRecord { outcome: "factors_required", membership_type: None, organization_id: None });
    let body =
        ExchangeBody { primary_required: Some(required), ..unauthenticated(token, &record.request_id) };
    HttpResponse::json(StatusCode::OK, &body)
}

/// Returns the body of a sign-in that is not complete.
fn unauthenticated<'r>(token: &'r OpaqueToken, request_id: &'r RequestId) -> ExchangeBody<'r> {
    ExchangeBody {
        intermediate_session_token: token.expose(),
        member: None,
        member_authenticated: false,
        member_device: (),
        member_id: "",
        member_session: None,
        mfa_required: None,
        organization: None,
        primary_required: None,
        request_id,
        session_jwt: "",
        session_token: "",
        status_code: StatusCode::OK.as_u16(),
    }
}
