//! Parsing of stored objects, and serialization of a response.

use divan::{Bencher, black_box};
use org_discovery::{
    domain::{
        AuthMethod, EmailAddress, EmailDomain, Environment, Member, MemberId, MemberStatus, MfaMethod,
        OAuthTenants, Organization, OrganizationId, SystemEntropy,
        discovery::discover,
        member::OAuthRegistration,
        organization::{ActiveSsoConnection, EmailJitProvisioning, JitProvisioning, MethodPolicy, MfaPolicy},
    },
    http::{HttpResponse, RequestId},
};
use serde::Deserialize;

use super::sample_facts::{facts, member_json, organization_json};

#[divan::bench]
fn parse_organization(bencher: Bencher<'_, '_>) {
    let text = organization_json(1);
    bencher.bench_local(|| serde_json::from_str::<Organization>(black_box(&text)).expect("an organization"));
}

#[divan::bench]
fn parse_member(bencher: Bencher<'_, '_>) {
    let text = member_json(1);
    bencher.bench_local(|| serde_json::from_str::<Member>(black_box(&text)).expect("a Member"));
}

/// The fields of an organization that the decision reads. The function parses the whole object to detect damaged items;
/// the difference is the cost of that.
#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed and dropped")]
struct OrganizationFieldsOfDecision {
    allowed_auth_methods: Vec<AuthMethod>,
    allowed_mfa_methods: Vec<MfaMethod>,
    allowed_oauth_tenants: OAuthTenants,
    auth_methods: MethodPolicy,
    claimed_email_domains: Vec<EmailDomain>,
    email_allowed_domains: Vec<EmailDomain>,
    email_jit_provisioning: EmailJitProvisioning,
    mfa_methods: MethodPolicy,
    mfa_policy: MfaPolicy,
    oauth_tenant_jit_provisioning: JitProvisioning,
    organization_id: OrganizationId,
    organization_name: String,
    sso_active_connections: Vec<ActiveSsoConnection>,
}

/// The fields of a Member that the decision reads.
#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed and dropped")]
#[expect(clippy::struct_excessive_bools, reason = "the fields of Stytch's Member")]
struct MemberFieldsOfDecision {
    email_address: EmailAddress,
    email_address_verified: bool,
    is_breakglass: bool,
    member_id: MemberId,
    member_password_id: String,
    mfa_enrolled: bool,
    mfa_phone_number: String,
    mfa_phone_number_verified: bool,
    oauth_registrations: Vec<OAuthRegistration>,
    organization_id: OrganizationId,
    status: MemberStatus,
    totp_registration_id: String,
}

#[divan::bench]
fn parse_organization_fields_of_decision(bencher: Bencher<'_, '_>) {
    let text = organization_json(1);
    bencher.bench_local(|| {
        serde_json::from_str::<OrganizationFieldsOfDecision>(black_box(&text)).expect("an organization")
    });
}

#[divan::bench]
fn parse_member_fields_of_decision(bencher: Bencher<'_, '_>) {
    let text = member_json(1);
    bencher
        .bench_local(|| serde_json::from_str::<MemberFieldsOfDecision>(black_box(&text)).expect("a Member"));
}

#[divan::bench(args = [1, 25, 2_000])]
fn serialize_response(bencher: Bencher<'_, '_>, organizations: usize) {
    let (facts, request_id) = (facts(organizations), RequestId::fresh(Environment::Test, &SystemEntropy));
    let discovery = discover(&facts).expect("a valid session");
    bencher.bench_local(|| HttpResponse::discovery(black_box(&discovery), &request_id).expect("a response"));
}
