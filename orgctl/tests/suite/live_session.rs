//! A session that is valid at the system time.

use test_support::{Orgctl, TestApp};

/// Creates a live session. Those of `small_data_set` expired months before the system time.
pub async fn live_token(app: &TestApp) -> String {
    let create = ["session", "create", "--email", "ann@acme.example", "--factor", "magic_link"];
    let created = Orgctl::on(app).json(&create).await;
    created["intermediate_session_token"].as_str().expect("a token").to_owned()
}
