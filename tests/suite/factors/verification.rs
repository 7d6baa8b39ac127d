//! Factors that verify the session's address, and factors that do not.

use serde_json::{Value, json};

use super::{ANN, sso, unknown::unknown_factors};
use test_support::builders::{
    data_set, email_otp, factor, intermediate, is_unredacted, magic_link, member, oauth, oauth_exchange,
    oidc, organization, project_password, recovery_code, required_methods, saml, sms, sso_connection,
    start_unchecked, totp, trusted_token, unverified_trusted_token, verified_oauth, with,
};

/// A factor, and whether it verifies the address.
struct Verification {
    factor: Value,
    verifies: bool,
}

/// Asserts for each factor whether it verifies the address for `Acme`, which owns the connection `c-acme`. Ann's Member
/// is not verified, so a factor that is bound to it does not verify the address.
async fn assert_verified(rows: Vec<Verification>) {
    let settings = with(sso_connection("c-acme"), json!({"trusted_metadata": {"plan": "gold"}}));
    let organizations = [organization("Acme", settings, [member(ANN, json!({}))])];
    // The Slack factor lets the session list organizations and does not verify the address.
    let session = |(index, row): (usize, &Verification)| {
        intermediate(&index.to_string(), ANN, [row.factor.clone(), oauth("slack", "0")])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(data_set(organizations, sessions)).await;
    for (index, Verification { factor, verifies }) in rows.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        assert_eq!(is_unredacted(&entry), *verifies, "{factor}");
        let unverified = "sso magic_link email_otp google_oauth microsoft_oauth";
        let expected = if *verifies { "satisfied" } else { unverified };
        assert_eq!(required_methods(&entry), expected, "{factor}");
    }
}

#[tokio::test]
async fn email_verified_oauth_and_owned_sso_verify_address() {
    let verifying = [
        magic_link(),
        email_otp(),
        verified_oauth("google", "1"),
        verified_oauth("microsoft", "1"),
        with(factor("oauth", "oauth_google"), json!({"email_verified": true})),
        trusted_token(),
        saml("c-acme"),
        oidc("c-acme"),
        sso("sso_exchange", json!({"saml_sso_factor": {"provider_id": "c-acme"}})),
    ];
    let mut not_verifying = vec![
        factor("magic_link", "email"),
        factor("email_otp", "email"),
        project_password(),
        saml("c-other"),
        sms("+15550000100"),
        totp("totp-1"),
        recovery_code(),
        unverified_trusted_token(),
        factor("trusted_auth_token", "trusted_token_exchange"),
    ];
    for provider in ["slack", "github", "hubspot"] {
        not_verifying.extend([oauth(provider, "1"), verified_oauth(provider, "1")]);
    }
    for provider in ["google", "microsoft", "slack", "github", "hubspot"] {
        not_verifying.push(oauth_exchange(provider, "1"));
        not_verifying.push(with(oauth_exchange(provider, "1"), json!({"email_verified": true})));
        let details = json!({"provider_subject": "1", "email_verified": true});
        not_verifying.push(with(
            oauth_exchange(provider, "1"),
            json!({ format!("{provider}_oauth_exchange_factor"): details }),
        ));
    }
    not_verifying.extend(unknown_factors());
    let verifying = verifying.into_iter().map(|factor| Verification { factor, verifies: true });
    let not_verifying = not_verifying.into_iter().map(|factor| Verification { factor, verifies: false });
    assert_verified(verifying.chain(not_verifying).collect()).await;
}

/// The values of `email_verified` in a factor and in its detail object, `None` if the field is missing.
struct EmailVerified {
    in_factor: Option<Value>,
    in_detail: Option<Value>,
    verifies: bool,
}

fn in_both(in_factor: Option<Value>, in_detail: Option<Value>, verifies: bool) -> EmailVerified {
    EmailVerified { in_factor, in_detail, verifies }
}

fn email_verified_values() -> Vec<EmailVerified> {
    let (yes, no, null) = (|| Some(json!(true)), || Some(json!(false)), || Some(json!(null)));
    let mut pairs = vec![
        in_both(None, None, false),
        in_both(null(), None, false),
        in_both(None, null(), false),
        in_both(yes(), None, true),
        in_both(None, yes(), true),
        in_both(yes(), null(), true),
        in_both(null(), yes(), true),
        in_both(yes(), yes(), true),
        in_both(yes(), no(), false),
        in_both(no(), yes(), false),
    ];
    for other in
        [json!(false), json!("true"), json!("false"), json!(""), json!(1), json!(0), json!([]), json!({})]
    {
        pairs.push(in_both(Some(other.clone()), None, false));
        pairs.push(in_both(None, Some(other.clone()), false));
        pairs.push(in_both(yes(), Some(other.clone()), false));
        pairs.push(in_both(Some(other), yes(), false));
    }
    pairs
}

/// A factor, and the name of its detail object that may contain `email_verified`.
struct FactorKind {
    factor: Value,
    detail: &'static str,
}

impl FactorKind {
    fn all() -> [Self; 5] {
        [
            Self { factor: oauth("google", "1"), detail: "google_oauth_factor" },
            Self { factor: oauth("google", "1"), detail: "google_oauth_exchange_factor" },
            Self { factor: oauth("microsoft", "1"), detail: "microsoft_oauth_factor" },
            Self { factor: oauth("microsoft", "1"), detail: "microsoft_oauth_exchange_factor" },
            Self { factor: unverified_trusted_token(), detail: "trusted_auth_token_factor" },
        ]
    }

    fn with(&self, values: &EmailVerified) -> Value {
        let mut factor = self.factor.clone();
        if let Some(value) = &values.in_factor {
            factor["email_verified"] = value.clone();
        }
        if let Some(value) = &values.in_detail {
            factor[self.detail]["email_verified"] = value.clone();
        }
        factor
    }
}

#[tokio::test]
async fn only_email_verified_true_verifies_address() {
    let mut rows = Vec::new();
    for kind in FactorKind::all() {
        for values in email_verified_values() {
            rows.push(Verification { factor: kind.with(&values), verifies: values.verifies });
        }
    }
    // The detail object of another kind of factor is ignored.
    let verified_elsewhere =
        json!({"slack_oauth_factor": {"email_verified": true}, "email_factor": {"email_verified": true}});
    rows.push(Verification { factor: with(oauth("google", "1"), verified_elsewhere), verifies: false });
    let unverified_elsewhere = json!({"slack_oauth_factor": {"email_verified": false}});
    rows.push(Verification {
        factor: with(verified_oauth("google", "1"), unverified_elsewhere),
        verifies: true,
    });
    assert_verified(rows).await;
}
