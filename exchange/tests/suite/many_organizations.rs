//! A person with more organizations than one request reads.

use std::time::Duration;

use serde_json::json;
use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, member, organization, organization_id},
};

use crate::calls::{Credential, exchange_by};

const JANE: &str = "jane@acme.example";
/// More than the 2,000 that one request reads.
const COUNT: usize = 2_003;

#[tokio::test]
async fn every_organization_is_found_by_id_and_by_slug() {
    let organizations: Vec<_> = (0..COUNT)
        .map(|n| {
            let slug = json!({"organization_slug": format!("slug-{n:04}")});
            organization(&format!("O{n:04}"), slug, [member(JANE, json!({"status": "invited"}))])
        })
        .collect();
    let sessions = ["id", "slug", "other"].map(|name| intermediate(name, JANE, [magic_link()]));
    let mut app = TestApp::start(data_set(organizations, sessions)).await;
    // An unoptimized build on a busy machine needs more than the default time budget.
    app.exchange = app.exchange.with_budget(Duration::from_mins(1));
    let last = COUNT - 1;
    let by_slug = exchange_by(&app, "slug", &format!("SLUG-{last:04}"), Credential::Intermediate).await;
    assert_eq!(by_slug.json()["member_authenticated"], true, "{}", by_slug.text());
    let id = organization_id(&format!("O{:04}", last - 1));
    let by_id = exchange_by(&app, "id", &id, Credential::Intermediate).await;
    assert_eq!(by_id.json()["member_authenticated"], true, "{}", by_id.text());
    let unknown = exchange_by(&app, "other", "slug-unknown", Credential::Intermediate).await;
    assert_eq!(unknown.outcome(), "organization_not_found");
}
