//! Normal forms of email addresses, and malformed addresses.

use org_discovery::domain::EmailAddress;
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, organization, verified, with},
};

fn normal_form(address: &str) -> Option<String> {
    EmailAddress::parse(address).ok().map(|address| address.as_str().to_owned())
}

/// A spelling of an address, and its normal form.
struct Spelling<'s> {
    given: &'s str,
    expected: &'s str,
}

fn spelling<'s>(given: &'s str, expected: &'s str) -> Spelling<'s> {
    Spelling { given, expected }
}

#[test]
fn address_is_parsed_into_its_normal_form() {
    let long = format!("{}@acme.example", "a".repeat(64));
    let rows = [
        spelling("ann@acme.example", "ann@acme.example"),
        spelling("Ann@Acme.EXAMPLE", "ann@acme.example"),
        spelling("ANN+News@acme.example", "ann+news@acme.example"),
        spelling("a.n.n@acme.example", "a.n.n@acme.example"),
        spelling("o'neil-smith_x@acme.example", "o'neil-smith_x@acme.example"),
        spelling("!#$%&*/=?^`{|}~@acme.example", "!#$%&*/=?^`{|}~@acme.example"),
        spelling("ann@mail.eu.acme.example", "ann@mail.eu.acme.example"),
        spelling("ann@3com.example", "ann@3com.example"),
        spelling("ann@1.2.example", "ann@1.2.example"),
        spelling("ann@bücher.example", "ann@xn--bcher-kva.example"),
        spelling("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        spelling("ann@bu\u{308}cher.example", "ann@xn--bcher-kva.example"),
        spelling("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        spelling("ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"),
        spelling("ann@straße.example", "ann@xn--strae-oqa.example"),
        spelling("ann@STRASSE.example", "ann@strasse.example"),
        spelling("ann@acme\u{3002}example", "ann@acme.example"),
        spelling("ann@acme\u{ff0e}example", "ann@acme.example"),
        spelling("ann@\u{ff21}\u{ff43}me.example", "ann@acme.example"),
        spelling("ann@\u{212a}ite.example", "ann@kite.example"),
        spelling("ann@ac\u{ad}me.example", "ann@acme.example"),
        // The Cyrillic letter that looks like `a` is a different letter.
        spelling("ann@\u{430}cme.example", "ann@xn--cme-5cd.example"),
        spelling(&long, &long),
    ];
    for Spelling { given, expected } in rows {
        assert_eq!(normal_form(given).as_deref(), Some(expected), "{given:?}");
    }
}

/// Addresses with missing or extra parts, or with an invalid domain.
const INVALID_PARTS: [&str; 23] = [
    "",
    "@",
    "ann",
    "ann@",
    "@acme.example",
    "ann@@acme.example",
    "ann@acme@acme.example",
    "ann@acme.example,bob@acme.example",
    "ann@acme.example;bob",
    "ann@acme",
    "ann@localhost",
    "ann@com",
    "ann@acme.example.",
    "ann@.acme.example",
    "ann@acme..example",
    "ann@-acme.example",
    "ann@acme-.example",
    "ann@ac_me.example",
    "ann@ac me.example",
    "ann@acme%2eexample.com",
    "ann@acme.example/x",
    "ann@acme.example:25",
    "ann@acme.example#x",
];

/// Addresses with spaces or control characters.
const SPACES_AND_CONTROLS: [&str; 11] = [
    " ann@acme.example",
    "ann @acme.example",
    "an n@acme.example",
    "ann@ acme.example",
    "ann@acme.example ",
    "ann@acme.example\n",
    "ann\n@acme.example",
    "\tann@acme.example",
    "an\0n@acme.example",
    "an\u{7f}n@acme.example",
    "ann@acme.example\0",
];

/// Quoted strings, comments, display names and address literals: valid in RFC 5322, but not accepted here.
const UNSUPPORTED_SYNTAX: [&str; 15] = [
    "\"ann\"@acme.example",
    "\"an n\"@acme.example",
    "an\"n@acme.example",
    "ann(comment)@acme.example",
    "(comment)ann@acme.example",
    "ann@acme.example(comment)",
    "ann@(comment)acme.example",
    "<ann@acme.example>",
    "Ann <ann@acme.example>",
    "mailto:<ann@acme.example>",
    "ann@127.0.0.1",
    "ann@[127.0.0.1]",
    "ann@[IPv6:2001:db8::1]",
    "ann@2001:db8::1",
    "ann@①②⑦.0.0.1",
];

/// Addresses with non-ASCII characters that have no normal form.
const NON_ASCII: [&str; 9] = [
    "änn@acme.example",
    "\u{212a}ate@acme.example",
    "\u{ff41}nn@acme.example",
    "ann\u{200b}@acme.example",
    "ann\u{ff20}acme.example",
    "ann@acme\u{ff20}acme.example",
    "ann@xn--\u{fc}.example",
    "ann@xn--a.example",
    "ann@\u{202e}acme.example",
];

#[test]
fn malformed_address_is_refused() {
    let refused = [&INVALID_PARTS[..], &SPACES_AND_CONTROLS, &UNSUPPORTED_SYNTAX, &NON_ASCII];
    for text in refused.concat() {
        assert_eq!(normal_form(text), None, "{text:?}");
    }
}

#[test]
fn length_limits_apply_to_the_normal_form() {
    let local = |octets: usize| format!("{}@acme.example", "a".repeat(octets));
    assert!(normal_form(&local(64)).is_some());
    assert!(normal_form(&local(65)).is_none());
    let label = |octets: usize| format!("ann@{}.example", "a".repeat(octets));
    assert!(normal_form(&label(63)).is_some());
    assert!(normal_form(&label(64)).is_none());
    // Three labels of 63 octets, and a fourth that pads the address to its length.
    let address_of_length = |octets: usize| {
        let label = "a".repeat(63);
        let start = format!("{}@{label}.{label}.{label}.", "b".repeat(2));
        format!("{start}{}", "c".repeat(octets - start.len()))
    };
    let long = address_of_length(250);
    assert_eq!(normal_form(&long).map(|address| address.len()), Some(250));
    let with_local = |octets: usize| {
        let domain = long.split_once('@').expect("an address").1;
        format!("{}@{domain}", "b".repeat(octets - domain.len() - 1))
    };
    assert_eq!(normal_form(&with_local(254)).map(|address| address.len()), Some(254));
    assert!(normal_form(&with_local(255)).is_none());
    // An ideographic full stop takes three octets in the input and one in the normal form.
    assert!(normal_form(&with_local(254).replace('.', "\u{3002}")).is_some());
}

#[tokio::test]
async fn member_is_found_under_every_spelling() {
    let spellings = ["ann@bücher.example", "ANN@xn--bcher-kva.EXAMPLE", "Ann@BU\u{308}CHER\u{3002}example"];
    let organizations: Vec<Value> = spellings
        .iter()
        .enumerate()
        .map(|(index, spelling)| {
            let ann = json!({"member_id": format!("member-{index}")});
            organization(&format!("{index}"), json!({}), [with(verified(spelling), ann)])
        })
        .collect();
    let sessions = spellings.map(|spelling| intermediate(spelling, spelling, [magic_link()]));
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for spelling in spellings {
        let response = app.discover(spelling).await;
        assert_eq!(response.listing(), ["0", "1", "2"].map(|name| format!("{name}: active_member")));
        assert_eq!(response.json()["email_address"], "ann@xn--bcher-kva.example");
        for name in ["0", "1", "2"] {
            let member = &response.entry(name)["membership"]["member"];
            assert_eq!(member["email_address"], "ann@xn--bcher-kva.example", "{spelling}");
        }
    }
}
