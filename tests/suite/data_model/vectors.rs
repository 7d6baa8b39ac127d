//! Test vectors for hashes, addresses, domains and edges.

use std::collections::BTreeSet;

use org_discovery::{
    domain::{
        EmailAddress, EmailDomain, MemberSessionId, OpaqueToken, Organization, ProjectId, SecretHash,
        TokenHash,
    },
    store::JoinableEdge,
};
use serde_json::{Value, json};

use super::{VECTORS, list, read, text};

/// The strings of a list.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    list(value).iter().map(text)
}

#[test]
fn hash_vectors_match_the_code() {
    let project: ProjectId = read(&VECTORS["project_id"]);
    let token = |credential| OpaqueToken::parse(credential).expect("a token");
    let mut kinds = BTreeSet::new();
    for vector in list(&VECTORS["credentials"]) {
        let credential = text(&vector["credential"]);
        let hash = match text(&vector["kind"]) {
            "ist" => TokenHash::of_intermediate(&project, &token(credential)),
            "session-token" => TokenHash::of_session_token(&project, &token(credential)),
            "session-id" => {
                TokenHash::of_session_id(&project, &MemberSessionId::parse(credential).expect("an id"))
            }
            other => panic!("unknown kind: {other}"),
        };
        kinds.insert(hash.kind().as_str());
        assert_eq!(vector["kind"], hash.kind().as_str());
        assert_eq!(vector["token_hash"], hash.as_str(), "{vector}");
    }
    assert_eq!(kinds.len(), 3);
    for vector in list(&VECTORS["secrets"]) {
        assert_eq!(vector["sha256"], SecretHash::of(text(&vector["secret"])).as_str());
    }
}

#[test]
fn address_vectors_match_the_parser() {
    for vector in list(&VECTORS["addresses"]["accepted"]) {
        let address = EmailAddress::parse(text(&vector["given"])).expect("an address");
        assert_eq!(vector["normal"], address.as_str());
        assert_eq!(vector["domain"], address.domain().as_str());
    }
    for refused in strings(&VECTORS["addresses"]["refused"]) {
        assert!(EmailAddress::parse(refused).is_err(), "{refused:?}");
    }
}

/// Returns the strings of a list in the source of the mailbox domains.
fn source_list(name: &str) -> Vec<&'static str> {
    let source = include_str!("../../../src/domain/shared_mailbox_domain.rs");
    let list = source.split_once(&format!("{name}: &[&str] = &[")).expect("the list").1;
    let list = list.split_once("];").expect("its end").0;
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn mailbox_domain_vectors_match_the_code() {
    let vectors = &VECTORS["mailbox_providers"];
    assert_eq!(strings(&vectors["labels"]).collect::<Vec<_>>(), source_list("PROVIDERS"));
    assert_eq!(strings(&vectors["domains"]).collect::<Vec<_>>(), source_list("SHARED_DOMAINS"));
    let is_shared = |domain: &str| EmailDomain::parse(domain).expect("a domain").is_shared_mailbox();
    for label in strings(&vectors["labels"]) {
        assert!(is_shared(&format!("{label}.com")), "{label}");
    }
    for domain in strings(&vectors["domains"]).chain(strings(&vectors["common"])) {
        assert!(is_shared(domain), "{domain}");
    }
    for domain in strings(&vectors["not_common"]) {
        assert!(!is_shared(domain), "{domain}");
    }
}

#[test]
fn edge_vectors_match_derived_edges() {
    for vector in list(&VECTORS["edges"]) {
        let mut settings = vector["settings"].clone();
        settings["organization_id"] = json!("organization-test-edges");
        let edges = JoinableEdge::of(&read::<Organization>(&settings));
        let edges: Vec<String> = edges.iter().map(ToString::to_string).collect();
        assert_eq!(strings(&vector["edges"]).collect::<Vec<_>>(), edges, "{vector}");
    }
}
