//! The first use of a Google account that does not verify the address.

use serde_json::json;

use super::{Candidate, assert_satisfied, candidate, of_status, only, registered, satisfying};
use test_support::builders::{factor, magic_link, oauth, oauth_exchange, with};

fn google_candidates() -> [Candidate; 11] {
    let google = || only(&["google_oauth"]);
    let both = || only(&["google_oauth", "slack_oauth"]);
    let newcomer = |registrations| with(of_status("invited"), registered(registrations));
    [
        candidate("no Member", google(), None),
        candidate("pending", google(), of_status("pending")),
        candidate("invited", google(), of_status("invited")),
        candidate(
            "invited, verified",
            google(),
            with(of_status("invited"), json!({"email_address_verified": true})),
        ),
        candidate("active", google(), of_status("active")),
        candidate("active, verified", google(), json!({"email_address_verified": true})),
        candidate("invited, other account", google(), newcomer(&[("google", "2")])),
        candidate("invited, empty subject", google(), newcomer(&[("Google", "")])),
        candidate("invited, unaccepted provider", google(), newcomer(&[("Slack", "1")])),
        candidate("invited, accepted provider", both(), newcomer(&[("Slack", "1")])),
        candidate("active, own account", google(), registered(&[("Google", "g1")])),
    ]
}

#[tokio::test]
async fn unverified_google_account_counts_for_newcomers_only() {
    let candidates = google_candidates();
    let first_use: &[&str] = &[
        "no Member",
        "pending",
        "invited",
        "invited, verified",
        "invited, unaccepted provider",
        "active, own account",
    ];
    let all: Vec<&str> = candidates.iter().map(|candidate| candidate.name).collect();
    let without_subject = factor("oauth", "oauth_google");
    let unverified = with(oauth("google", "g1"), json!({"email_verified": false}));
    let rows = [
        satisfying("Google", vec![oauth("google", "g1")], &[]),
        satisfying("Google and mail", vec![oauth("google", "g1"), magic_link()], first_use),
        satisfying("unverified Google and mail", vec![magic_link(), unverified], first_use),
        satisfying(
            "exchanged Google and mail",
            vec![oauth_exchange("google", "g1"), magic_link()],
            first_use,
        ),
        satisfying("Google without subject", vec![without_subject.clone(), magic_link()], &[]),
        satisfying(
            "verified Google",
            vec![with(oauth("google", "g1"), json!({"email_verified": true}))],
            &all,
        ),
        satisfying(
            "verified, no subject",
            vec![with(without_subject, json!({"email_verified": true}))],
            &all,
        ),
    ];
    assert_satisfied(&candidates, &rows).await;
}
