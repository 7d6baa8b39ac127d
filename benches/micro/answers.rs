//! From stored text to objects, and from a decision to the text of an answer.

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

use super::world::{facts, member, organization};

#[divan::bench]
fn read_organization(bencher: Bencher<'_, '_>) {
    let text = organization(1);
    bencher.bench_local(|| serde_json::from_str::<Organization>(black_box(&text)).expect("an organization"));
}

#[divan::bench]
fn read_member(bencher: Bencher<'_, '_>) {
    let text = member(1);
    bencher.bench_local(|| serde_json::from_str::<Member>(black_box(&text)).expect("a Member"));
}

/// What the decision looks at in an organization. The function reads all of it, for what is damaged is found so; this is the price.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read and thrown away")]
struct DecisiveOrganization {
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

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read and thrown away")]
#[expect(clippy::struct_excessive_bools, reason = "the wire has these switches")]
struct DecisiveMember {
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
fn read_organization_for_the_decision_alone(bencher: Bencher<'_, '_>) {
    let text = organization(1);
    bencher.bench_local(|| {
        serde_json::from_str::<DecisiveOrganization>(black_box(&text)).expect("an organization")
    });
}

#[divan::bench]
fn read_member_for_the_decision_alone(bencher: Bencher<'_, '_>) {
    let text = member(1);
    bencher.bench_local(|| serde_json::from_str::<DecisiveMember>(black_box(&text)).expect("a Member"));
}

#[divan::bench(args = [1, 25, 2_000])]
fn write_answer(bencher: Bencher<'_, '_>, organizations: usize) {
    let (facts, request_id) = (facts(organizations), RequestId::fresh(Environment::Test, &SystemEntropy));
    let discovery = discover(&facts).expect("a session that lives");
    bencher.bench_local(|| HttpResponse::discovery(black_box(&discovery), &request_id).expect("an answer"));
}
