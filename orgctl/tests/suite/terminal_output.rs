//! Tables and colors on a terminal.

use serde_json::json;

use super::lists::sorted;
use test_support::{
    Orgctl, TestApp,
    builders::{data_set, organization_with_id},
};

const LONG: &str = "Acme International Holding and Consulting Company";

async fn start() -> TestApp {
    let fields = |name: &str, slug: &str| json!({"organization_name": name, "organization_slug": slug, "email_allowed_domains": ["acme.example"]});
    let organizations = [
        organization_with_id("organization-test-00000000-0000-4000-8000-000000000001", fields(LONG, "acme")),
        organization_with_id(
            "organization-test-00000000-0000-4000-8000-000000000002",
            fields("日本の会社", "globex"),
        ),
    ];
    TestApp::start(data_set(organizations, [])).await
}

#[cfg(unix)]
#[tokio::test]
async fn tables_fit_the_terminal() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let list = ["organization", "list"];
    insta::assert_snapshot!(sorted(&orgctl.on_terminal_of_width(200, &list).await), @"
    name                                               slug    id                                                      Members  domains
    Acme International Holding and Consulting Company  acme    organization-test-00000000-0000-4000-8000-000000000001  0        acme.example
    日本の会社                                         globex  organization-test-00000000-0000-4000-8000-000000000002  0        acme.example
    ");
    insta::assert_snapshot!(sorted(&orgctl.on_terminal_of_width(120, &list).await), @"
    name                               slug    id                                                      Members  domains
    Acme International Holding and C…  acme    organization-test-00000000-0000-4000-8000-000000000001  0        acme.example
    日本の会社                         globex  organization-test-00000000-0000-4000-8000-000000000002  0        acme.example
    ");
    let narrow = orgctl.on_terminal_of_width(60, &[&list[..], &["--name", "acme"]].concat()).await;
    insta::assert_snapshot!(narrow, @"
    name: Acme International Holding and Consulting Company
    slug: acme
    id: organization-test-00000000-0000-4000-8000-000000000001
    Members: 0
    domains: acme.example
    ");
    let piped = orgctl.text(&list).await;
    assert!(piped.contains(LONG), "a pipe gets everything: {piped}");
}

#[cfg(unix)]
#[tokio::test]
async fn colors_appear_only_on_a_terminal() {
    let app = start().await;
    let orgctl = || Orgctl::on(&app).with("TERM", "xterm");
    let is_colored = |text: &str| text.contains('\u{1b}');
    let list = ["organization", "list"];
    assert!(is_colored(&orgctl().on_terminal(&list).await));
    assert!(!is_colored(&orgctl().text(&list).await));
    assert!(!is_colored(&orgctl().on_terminal(&[&["--no-color"], &list[..]].concat()).await));
    assert!(!is_colored(&orgctl().with("NO_COLOR", "1").on_terminal(&list).await));
    assert!(!is_colored(&orgctl().with("TERM", "dumb").on_terminal(&list).await));
    let json = orgctl().on_terminal(&["-o", "json", "organization", "list"]).await;
    assert!(!is_colored(&json), "JSON has no colors");
}

#[cfg(unix)]
#[tokio::test]
async fn difference_is_colored() {
    let app = start().await;
    let orgctl = Orgctl::on(&app).with("TERM", "xterm");
    let update = [
        "-q",
        "organization",
        "update",
        "acme",
        "--add-domain",
        "new.example",
        "--remove-domain",
        "acme.example",
    ];
    let shown = orgctl.on_terminal(&update).await;
    assert!(
        shown.contains("\u{1b}[32m+ new.example") && shown.contains("\u{1b}[31m- acme.example"),
        "{shown:?}"
    );
}
