//! The enumerated values of the document are the variants of the code's types.

use std::collections::BTreeSet;

use org_discovery::domain::{
    AuthMethod, DefaultMfaMethod, MemberStatus, MfaMethod, OAuthTenantProvider,
    discovery::MembershipType,
    member::RoleSourceType,
    organization::{EmailJitProvisioning, JitProvisioning, MethodPolicy, MfaPolicy, Permission},
};
use serde::de::DeserializeOwned;
use serde_json::{from_value, json, to_value};

use super::{document::Document, errors::every};

/// Returns the values that a type reads, from its error for an unknown one.
fn read_by<T: DeserializeOwned>() -> BTreeSet<String> {
    let refusal = from_value::<T>(json!("?")).err().expect("a refusal").to_string();
    assert!(refusal.starts_with("unknown variant `?`, expected "), "{refusal}");
    refusal.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn told(schema: &str) -> BTreeSet<String> {
    let pointer = format!("/components/schemas/{schema}/enum");
    from_value(Document::read().at(&pointer).clone()).expect("texts")
}

#[test]
fn documented_enums_match_the_types() {
    assert_eq!(told("AuthMethod"), read_by::<AuthMethod>());
    assert_eq!(told("JitProvisioning"), read_by::<JitProvisioning>());
    assert_eq!(told("Member/properties/default_mfa_method"), read_by::<DefaultMfaMethod>());
    assert_eq!(told("Member/properties/status"), read_by::<MemberStatus>());
    assert_eq!(told("MemberRoleSource/properties/type"), read_by::<RoleSourceType>());
    assert_eq!(told("MethodPolicy"), read_by::<MethodPolicy>());
    assert_eq!(told("MfaMethod"), read_by::<MfaMethod>());
    assert_eq!(told("OAuthTenantProvider"), read_by::<OAuthTenantProvider>());
    assert_eq!(told("Organization/properties/mfa_policy"), read_by::<MfaPolicy>());
    assert_eq!(told("Permission"), read_by::<Permission>());
    // Read as RESTRICTED, never written.
    let mut written = read_by::<EmailJitProvisioning>();
    written.remove("ALL_ALLOWED");
    assert_eq!(told("JitProvisioning"), written);
}

#[test]
fn documented_membership_types_match_the_code() {
    use MembershipType::{
        ActiveMember, EligibleToJoinByEmailDomain, EligibleToJoinByOAuthTenant, InvitedMember, PendingMember,
    };
    let every = every![
        ActiveMember => ActiveMember,
        PendingMember => PendingMember,
        InvitedMember => InvitedMember,
        EligibleToJoinByEmailDomain => EligibleToJoinByEmailDomain,
        EligibleToJoinByOAuthTenant => EligibleToJoinByOAuthTenant,
    ];
    let words: BTreeSet<String> = from_value(to_value(every).expect("JSON")).expect("texts");
    assert_eq!(told("Membership/properties/type"), words);
}
