//! Compares the documented factors and the factor vectors with the parser.

use org_discovery::domain::{AuthenticationFactor, AuthenticationFactors, EmailAddress, PasswordScope};
use serde_json::{Value, json};

use super::{VECTORS, list, read, rows, text};

const PROVIDERS: [&str; 5] = ["google", "microsoft", "slack", "github", "hubspot"];
const ADDRESS: &str = "ann@acme.example";

/// Returns the value that was parsed from the factor's detail, if any.
fn detail(factor: &AuthenticationFactor) -> Option<&str> {
    match factor {
        AuthenticationFactor::OAuth { subject, .. } => subject.as_deref(),
        AuthenticationFactor::Sso { connection_id } => connection_id.as_deref(),
        AuthenticationFactor::SmsOtp { phone_number } => Some(phone_number),
        AuthenticationFactor::Totp { totp_id } => Some(totp_id),
        AuthenticationFactor::Password { scope: PasswordScope::Member(id) } => Some(id),
        AuthenticationFactor::Password { scope: PasswordScope::Project } => Some("project"),
        AuthenticationFactor::TrustedToken { verifies_address: true } => Some("verified"),
        // The parser drops an email factor whose address does not match.
        AuthenticationFactor::MagicLink | AuthenticationFactor::EmailOtp => Some(ADDRESS),
        _ => None,
    }
}

/// Returns one factor for each detail in the row, or one factor without detail if the row has no detail.
fn objects(row: &[String]) -> Vec<Value> {
    let base = json!({"type": row[0], "delivery_method": row[1]});
    let named: Vec<(&str, &str)> =
        row[2].split(' ').filter_map(|word| word.trim_matches(',').split_once('.')).collect();
    if named.is_empty() {
        return vec![base];
    }
    let object = |(name, field): (&str, &str)| {
        let field = field.trim_end_matches(':');
        let value = match field {
            "email_verified" => json!(true),
            "scope" => json!("project"),
            "email_address" => json!(ADDRESS),
            _ => json!("a-value"),
        };
        let mut object = base.clone();
        object[name] = json!({ field: value });
        object
    };
    named.into_iter().map(object).collect()
}

#[test]
fn documented_factors_are_parsed_with_their_detail() {
    let address = EmailAddress::parse(ADDRESS).unwrap();
    let rows = rows("| `type` | `delivery_method` | detail |");
    let expanded = rows.iter().flat_map(|row| {
        let all = if row[1].contains("PROVIDER") { &PROVIDERS[..] } else { &[""] };
        all.iter().map(|name| row.iter().map(|cell| cell.replace("PROVIDER", name)).collect::<Vec<_>>())
    });
    let mut parsed = Vec::new();
    for row in expanded {
        for object in objects(&row) {
            let factors: AuthenticationFactors = read(&json!([object]));
            let factor = factors.of(&address).next().unwrap_or_else(|| panic!("{object} is ignored")).clone();
            assert_ne!(factor, AuthenticationFactor::Unknown, "{object}");
            assert_eq!(detail(&factor).is_some(), row[2].contains('.'), "{object}");
            let other = EmailAddress::parse("bob@acme.example").unwrap();
            assert_eq!(factors.of(&other).next().is_none(), row[2].starts_with("email_factor"), "{object}");
            parsed.push(factor);
        }
    }
    // Two email factors, one trusted token, two passwords, two SSO factors, three second factors, and two OAuth factors
    // per provider.
    assert_eq!(parsed.len(), 2 + 1 + 2 + 2 + 3 + 2 * PROVIDERS.len());
}

/// Returns true if a factor verifies the session's address in every organization.
fn verifies_address(factor: &AuthenticationFactor) -> bool {
    match factor {
        AuthenticationFactor::MagicLink | AuthenticationFactor::EmailOtp => true,
        AuthenticationFactor::OAuth { verifies_address, .. }
        | AuthenticationFactor::TrustedToken { verifies_address } => *verifies_address,
        _ => false,
    }
}

#[test]
fn factor_vectors_match_address_and_verification() {
    let vectors = &VECTORS["factors"];
    let address = EmailAddress::parse(text(&vectors["email_address"])).unwrap();
    for vector in list(&vectors["accepted"]) {
        let factors: AuthenticationFactors = read(&json!([vector["factor"]]));
        assert_eq!(factors.position_of_other_address(&address), None, "{vector}");
        let factor = factors.of(&address).next().expect("a factor");
        assert_eq!(vector["verifies_address"], verifies_address(factor), "{vector}");
    }
    for factor in list(&vectors["refused"]) {
        let factors: AuthenticationFactors = read(&json!([factor]));
        assert_eq!(factors.position_of_other_address(&address), Some(0), "{factor}");
    }
}
