//! Compares the document's enumerated values with the variants of the code's types.

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

/// Returns the values that a type accepts, taken from its error for an unknown value.
fn accepted_values<T: DeserializeOwned>() -> BTreeSet<String> {
    let error = from_value::<T>(json!("?")).err().expect("an error").to_string();
    assert!(error.starts_with("unknown variant `?`, expected "), "{error}");
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn documented_values(schema: &str) -> BTreeSet<String> {
    let pointer = format!("/components/schemas/{schema}/enum");
    from_value(Document::read().at(&pointer).clone()).expect("strings")
}

#[test]
fn documented_enums_match_the_types() {
    assert_eq!(documented_values("AuthMethod"), accepted_values::<AuthMethod>());
    assert_eq!(documented_values("JitProvisioning"), accepted_values::<JitProvisioning>());
    assert_eq!(
        documented_values("Member/properties/default_mfa_method"),
        accepted_values::<DefaultMfaMethod>()
    );
    assert_eq!(documented_values("Member/properties/status"), accepted_values::<MemberStatus>());
    assert_eq!(documented_values("MemberRoleSource/properties/type"), accepted_values::<RoleSourceType>());
    assert_eq!(documented_values("MethodPolicy"), accepted_values::<MethodPolicy>());
    assert_eq!(documented_values("MfaMethod"), accepted_values::<MfaMethod>());
    assert_eq!(documented_values("OAuthTenantProvider"), accepted_values::<OAuthTenantProvider>());
    assert_eq!(documented_values("Organization/properties/mfa_policy"), accepted_values::<MfaPolicy>());
    assert_eq!(documented_values("Permission"), accepted_values::<Permission>());
    // `ALL_ALLOWED` is read as `RESTRICTED` and never returned.
    let mut returned = accepted_values::<EmailJitProvisioning>();
    returned.remove("ALL_ALLOWED");
    assert_eq!(documented_values("JitProvisioning"), returned);
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
    let values: BTreeSet<String> = from_value(to_value(every).expect("JSON")).expect("strings");
    assert_eq!(documented_values("Membership/properties/type"), values);
}
