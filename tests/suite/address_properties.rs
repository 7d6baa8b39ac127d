//! Property tests of the normal form of email addresses.

use org_discovery::domain::{EmailAddress, EmailDomain};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest},
    sample::select,
};

fn normal_form(address: &str) -> Option<String> {
    EmailAddress::parse(address).ok().map(|address| address.as_str().to_owned())
}

/// Domain letters, each with the spellings that users may type.
const LETTERS: [&[&str]; 10] = [
    &["a", "A", "\u{ff41}", "\u{ff21}"],
    &["k", "K", "\u{212a}"],
    &["z", "Z", "z\u{ad}"],
    &["ü", "Ü", "u\u{308}", "U\u{308}"],
    &["é", "É", "e\u{301}"],
    &["ß", "\u{1e9e}"],
    &["7", "\u{ff17}"],
    &["я", "Я"],
    &["ö", "Ö", "o\u{308}"],
    &["中"],
];
const DOTS: [&str; 4] = [".", "\u{3002}", "\u{ff0e}", "\u{ff61}"];

/// Two spellings of one address.
fn two_spellings() -> impl Strategy<Value = (String, String)> {
    let letter = (select(&LETTERS[..]), any::<usize>(), any::<usize>())
        .prop_map(|(forms, one, other)| (forms[one % forms.len()], forms[other % forms.len()]));
    let label = vec(letter, 1..8).prop_map(|letters| letters.into_iter().unzip());
    let dot = (select(&DOTS[..]), select(&DOTS[..]));
    let local = ("[a-z0-9.+_-]{1,20}", any::<u32>()).prop_map(|(local, cases)| {
        let upper = |(index, c): (usize, char)| {
            if cases >> index & 1 == 1 { c.to_ascii_uppercase() } else { c }
        };
        let other: String = local.chars().enumerate().map(upper).collect();
        (local, other)
    });
    (local, vec((label, dot), 1..4)).prop_map(|(local, labels)| {
        let (mut one, mut other) = (format!("{}@", local.0), format!("{}@", local.1));
        for ((label, other_label), (dot, other_dot)) in labels {
            let (label, other_label): (String, String) = (label, other_label);
            one += &(label + dot);
            other += &(other_label + other_dot);
        }
        (one + "example", other + "EXAMPLE")
    })
}

/// Arbitrary text, much of it close to an address.
fn arbitrary_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9.+\"( ]{0,10}@[a-zA-Z0-9.\\-_\\[]{0,20}",
        "[a-z]{1,5}@\\PC{1,20}",
        "[a-z]{1,5}@\\PC{1,10}[.\u{3002}]\\PC{1,5}",
        "a@(xn--)?[a-z0-9-]{1,20}\\.(xn--)?[a-z0-9-]{1,10}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_spelling_has_the_same_normal_form((one, other) in two_spellings()) {
        let address = normal_form(&one);
        prop_assert!(address.is_some(), "{one:?}");
        prop_assert_eq!(address, normal_form(&other));
    }

    #[test]
    fn normal_form_is_lowercase_ascii_and_idempotent(text in prop_oneof![arbitrary_text(), two_spellings().prop_map(|two| two.0)]) {
        if let Ok(address) = EmailAddress::parse(&text) {
            let text = address.as_str();
            prop_assert_eq!(EmailAddress::parse(text), Ok(address.clone()));
            let plain = |c: char| c.is_ascii_graphic() && !c.is_ascii_uppercase() && !"\"()<>[]\\".contains(c);
            prop_assert!(text.chars().all(plain), "{text}");
            let (local, domain) = text.split_once('@').expect("one @");
            prop_assert_eq!(domain, address.domain().as_str());
            prop_assert!(!local.is_empty() && local.len() <= 64 && text.len() <= 254, "{text}");
            prop_assert!(domain.split('.').count() >= 2 && domain.split('.').all(|l| !l.is_empty()), "{text}");
            prop_assert!(!domain.contains('@'), "{text}");
            prop_assert_eq!(EmailDomain::parse(domain), Ok(address.domain().clone()));
        }
    }

    #[test]
    fn parsed_domain_parses_to_itself(text in arbitrary_text()) {
        if let Ok(domain) = EmailDomain::parse(&text) {
            prop_assert_eq!(EmailDomain::parse(domain.as_str()), Ok(domain.clone()));
            prop_assert_eq!(EmailDomain::parse(&domain.as_str().to_uppercase()), Ok(domain));
        }
    }
}
