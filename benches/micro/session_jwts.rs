//! Parsing and verification of session JWTs.

use divan::{Bencher, black_box};
use org_discovery::domain::{
    Clock, IssuedSession, KeySet, MemberId, MemberSession, MemberSessionId, OrganizationId, Project,
    ProjectId, SecretHash, SessionJwt, SystemClock,
};
use org_discovery_local::signing_key::SigningKey;
use serde_json::json;

struct SignedJwt {
    project_id: ProjectId,
    project: Project,
    jwt: String,
}

fn signed_jwt() -> SignedJwt {
    let key = SigningKey::generate("key").expect("a key");
    let project_id = ProjectId::parse("project-test-11111111-1111-4111-8111-111111111111").expect("an id");
    let keys = KeySet::parse(&json!({"keys": [key.public()]}).to_string()).expect("keys");
    let factors = json!([{
        "type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": super::sample_facts::ADDRESS}}]);
    let session = MemberSession {
        member_session_id: MemberSessionId::parse("session-1").expect("an id"),
        organization_id: OrganizationId::parse("org-0001").expect("an id"),
        member_id: MemberId::parse("member-0001").expect("an id"),
    };
    let factors = serde_json::from_str(&factors.to_string()).expect("factors");
    let issued = IssuedSession::new(&session, &factors, "acme", SystemClock.now());
    let jwt = key.session_jwt(&project_id, &issued, SystemClock.now()).expect("a JWT");
    let project = Project::new(vec![SecretHash::of("secret-test")], keys).expect("a project");
    SignedJwt { project_id, project, jwt }
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let SignedJwt { jwt, .. } = signed_jwt();
    bencher.bench_local(|| SessionJwt::parse(black_box(&jwt)).expect("a JWT"));
}

#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let SignedJwt { project_id, project, jwt } = signed_jwt();
    let jwt = SessionJwt::parse(&jwt).expect("a JWT");
    bencher.bench_local(|| {
        black_box(&jwt).verify(&project_id, &project, SystemClock.now()).expect("a valid JWT")
    });
}
