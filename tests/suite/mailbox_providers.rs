//! Shared mailbox domains: refused on write, and never a reason for eligibility on read.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{EmailDomain, Organization};
use org_discovery_admin::{Refusal, WriteError};
use serde_json::{Value, json};

use test_support::{
    PROJECT_ID, TestApp,
    builders::{data_set, discovered, intermediate, magic_link, organization, organization_id, verified},
    check_files,
};

pub const PROVIDERS: [&str; 30] = [
    "gmail",
    "googlemail",
    "aol",
    "yahoo",
    "ymail",
    "icloud",
    "me",
    "mac",
    "hotmail",
    "msn",
    "live",
    "outlook",
    "comcast",
    "att",
    "sbcglobal",
    "verizon",
    "earthlink",
    "mail",
    "hey",
    "gmx",
    "free",
    "orange",
    "wanadoo",
    "laposte",
    "libero",
    "bol",
    "uol",
    "ig",
    "rediffmail",
    "yandex",
];

/// Shared and disposable mailbox domains.
pub const SHARED: [&str; 14] = [
    "qq.com",
    "163.com",
    "126.com",
    "proton.me",
    "protonmail.com",
    "tutanota.com",
    "fastmail.com",
    "zoho.com",
    "naver.com",
    "web.de",
    "t-online.de",
    "seznam.cz",
    "privaterelay.appleid.com",
    "mailinator.com",
];

/// Public suffixes of two or more labels, some from the private section of the Public Suffix List.
pub const SUFFIXES: [&str; 7] =
    ["co.uk", "com.br", "ac.jp", "onmicrosoft.com", "github.io", "herokuapp.com", "s3.amazonaws.com"];

fn is_shared(domain: &str) -> bool {
    EmailDomain::parse(domain).unwrap_or_else(|_| panic!("{domain} is a domain")).is_shared_mailbox()
}

#[test]
fn provider_label_under_public_suffix_is_shared() {
    for provider in PROVIDERS {
        for suffix in ["com", "net", "de", "co.uk", "com.br", "co.jp", "xn--p1ai", "рф", "xn--55qx5d.cn"] {
            assert!(is_shared(&format!("{provider}.{suffix}")), "{provider}.{suffix}");
        }
        let upper = provider.to_uppercase();
        assert!(is_shared(&format!("{upper}.COM")), "{upper}.COM");
        for domain in [
            format!("{provider}.acme.example"),
            format!("{provider}.com.evil.org"),
            format!("not{provider}.com"),
            format!("{provider}s.com"),
            format!("{provider}-corp.com"),
            format!("acme.{provider}"),
        ] {
            assert!(!is_shared(&domain), "{domain}");
        }
    }
    // An ideographic full stop and full-width letters are spellings of the same domain.
    assert!(is_shared("gmail\u{3002}com"));
    assert!(is_shared("ｇｍａｉｌ.com"));
    assert!(!is_shared("gmaïl.com"));
}

#[test]
fn listed_domain_is_shared_only_on_exact_match() {
    for domain in SHARED.iter().chain(&SUFFIXES) {
        assert!(is_shared(domain), "{domain}");
        assert!(is_shared(&domain.to_uppercase()), "{domain}");
        for other in [format!("not{domain}"), format!("{domain}.evil.org")] {
            assert!(!is_shared(&other), "{other}");
        }
    }
    // A company's domain under a public suffix, or with the name of a listed domain in it, is not shared.
    for domain in ["acme.co.uk", "acme.onmicrosoft.com", "acme.github.io", "qq.acme.com", "proton.acme.me"] {
        assert!(!is_shared(domain), "{domain}");
    }
}

/// Shared mailbox domains of every kind.
fn shared_mailbox_domains() -> Vec<String> {
    let providers = PROVIDERS.iter().map(|provider| format!("{provider}.co.uk"));
    providers.chain(SHARED.iter().chain(&SUFFIXES).map(|&domain| domain.to_owned())).collect()
}

#[tokio::test]
async fn data_file_and_writer_refuse_mailbox_domain() {
    let app = TestApp::start(json!({})).await;
    for field in ["email_allowed_domains", "claimed_email_domains"] {
        for shared in shared_mailbox_domains() {
            let settings = json!({ field: ["acme.example", shared.to_uppercase()] });
            let mut acme = organization("Acme", settings, []);
            let text = data_set([acme.clone()], []).to_string();
            let error = check_files(&[("file", &text)]).expect_err(&shared).to_string();
            assert!(error.contains(&format!("/organizations/0/{field}/1")), "{error}");
            assert!(error.contains(&shared), "{error}");

            acme.as_object_mut().unwrap().remove("members");
            let acme: Organization = serde_json::from_value(acme).unwrap();
            let refused = app.writer.organizations().put(&acme, app.now()).await.expect_err(&shared);
            let WriteError::Refused(Refusal::SharedMailboxDomain(domain)) = refused else {
                panic!("{shared}: {refused}");
            };
            assert_eq!(domain.as_str(), shared);
        }
    }
    let items = app.client.scan().table_name(&app.tables.organizations).send().await.unwrap();
    assert_eq!(items.count(), 0);
}

/// Stores these domains for Acme in the same way as `acme.example`, without the writer's checks.
pub async fn store_domains_unchecked(app: &TestApp, field: &str, domains: &[String]) {
    let key = |domain: &str| format!("{PROJECT_ID}#domain#{domain}");
    let edge = find(app, &app.tables.joinable, "edge", &key("acme.example")).await;
    let counter = find(app, &app.tables.organizations, "record", "verified#acme.example").await;
    for domain in domains {
        put(app, &app.tables.joinable, edge.clone(), "edge", &key(domain)).await;
        let record = format!("verified#{domain}");
        put(app, &app.tables.organizations, counter.clone(), "record", &record).await;
    }
    let item = find(app, &app.tables.organizations, "record", "organization").await;
    let mut object: Value = serde_json::from_str(item["object"].as_s().unwrap()).unwrap();
    let listed = domains.iter().cloned().chain(["acme.example".to_owned()]);
    object[field] = listed.collect();
    put(app, &app.tables.organizations, item, "object", &object.to_string()).await;
}

type Item = HashMap<String, AttributeValue>;

async fn find(app: &TestApp, table: &str, attribute: &str, value: &str) -> Item {
    let items = app.client.scan().table_name(table).send().await.unwrap().items.unwrap();
    let found = items.into_iter().find(|item| item[attribute] == AttributeValue::S(value.to_owned()));
    found.unwrap_or_else(|| panic!("{table} has no item with {attribute} {value}"))
}

async fn put(app: &TestApp, table: &str, mut item: Item, attribute: &str, value: &str) {
    item.insert(attribute.to_owned(), AttributeValue::S(value.to_owned()));
    app.client.put_item().table_name(table).set_item(Some(item)).send().await.expect("a written item");
}

#[tokio::test]
async fn stored_shared_domain_grants_no_eligibility() {
    let settings = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let acme = organization("Acme", settings, [verified("bob@acme.example")]);
    let domains = shared_mailbox_domains();
    let person = |domain: &str| intermediate(domain, &format!("ann@{domain}"), [magic_link()]);
    let mut sessions: Vec<Value> = domains.iter().map(|domain| person(domain)).collect();
    sessions.extend(["acme.example", "acme.test", "gmail.acme.test", "acme.co.uk"].map(person));
    let app = TestApp::start(data_set([acme], sessions)).await;
    let company_domains = ["acme.test", "gmail.acme.test", "acme.co.uk"].map(str::to_owned);
    store_domains_unchecked(&app, "email_allowed_domains", &[domains.as_slice(), &company_domains].concat())
        .await;
    for domain in &domains {
        assert_eq!(discovered(&app, domain).await, "", "{domain}");
    }
    // Other domains that were stored in the same way make the organization eligible.
    for domain in ["acme.example", "acme.test", "gmail.acme.test", "acme.co.uk"] {
        assert_eq!(discovered(&app, domain).await, "Acme: eligible_to_join_by_email_domain", "{domain}");
    }
    let entry = app.discover("acme.test").await.entry("Acme");
    assert_eq!(entry["organization"]["organization_id"], organization_id("Acme"));
}
