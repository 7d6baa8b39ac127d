//! The document's table of factors, against what the function makes of such objects.

use org_discovery::domain::{AuthenticationFactor, AuthenticationFactors};
use serde_json::{Value, json};

use super::{read, rows};

const PROVIDERS: [&str; 5] = ["google", "microsoft", "slack", "github", "hubspot"];

/// What the rules take from a factor's detail; none where they take nothing.
fn detail(factor: &AuthenticationFactor) -> Option<&str> {
    match factor {
        AuthenticationFactor::OAuth { subject, .. } => subject.as_deref(),
        AuthenticationFactor::Sso { connection_id } => connection_id.as_deref(),
        AuthenticationFactor::SmsOtp { phone_number } => Some(phone_number),
        AuthenticationFactor::Totp { totp_id } => Some(totp_id),
        _ => None,
    }
}

/// The factor of a row.
fn object(row: &[String]) -> Value {
    let mut object = json!({"type": row[0], "delivery_method": row[1]});
    if let Some((name, field)) = row[2].split_once('.') {
        object[name] = json!({ field: "somebody@acme.example" });
    }
    object
}

#[test]
fn every_factor_of_the_document_is_known_with_its_detail() {
    let rows = rows("| `type` | `delivery_method` | detail |");
    let named = rows.iter().flat_map(|row| {
        let all = if row[1].contains("PROVIDER") { &PROVIDERS[..] } else { &[""] };
        all.iter().map(|name| row.iter().map(|cell| cell.replace("PROVIDER", name)).collect::<Vec<_>>())
    });
    let mut known = Vec::new();
    for row in named {
        let factors: AuthenticationFactors = read(&json!([object(&row)]));
        let factor = factors.as_slice()[0].clone();
        assert_ne!(factor, AuthenticationFactor::Unknown, "{row:?}");
        if row[2].starts_with("email_factor.") {
            assert!(factors.email_address().is_some(), "{row:?}");
        } else {
            assert_eq!(detail(&factor).is_some(), row[2].contains('.'), "{row:?}");
        }
        known.push(factor);
    }
    // Eight rows without a provider, and OAuth both ways.
    assert_eq!(known.len(), 8 + 2 * PROVIDERS.len());
    let proving = known
        .iter()
        .filter(|factor| matches!(factor, AuthenticationFactor::OAuth { proves_address: true, .. }));
    assert_eq!(proving.count(), 2, "Google and Microsoft, without an exchange");
}
