//! The format of further issuers of session JWTs, and lists of them.

use axum::http::Uri;
use org_discovery::domain::{JwtIssuer, JwtIssuerError, JwtIssuers, ProjectError};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use JwtIssuerError::{
    Characters, Host, Path, Port, Scheme, SharedHost, StytchProject, TooLong, TrailingSlash, UnexpectedPart,
};

const ISSUER: &str = "https://login.customer.example";

fn parse(text: &str) -> Result<JwtIssuer, JwtIssuerError> {
    JwtIssuer::parse(text)
}

/// Returns an issuer with this number of characters.
fn issuer_of_length(length: usize) -> String {
    format!("{ISSUER}/{}", "p".repeat(length - ISSUER.len() - 1))
}

#[test]
fn https_urls_in_normal_form_are_issuers() {
    let label = "l".repeat(63);
    let longest_host = format!("https://{label}.{label}.{label}.{}", "l".repeat(56));
    for text in [
        ISSUER,
        "https://localhost",
        "https://login",
        "https://a.b.c.d.e.example",
        "https://1-2.3com.example",
        "https://xn--bcher-kva.example",
        "https://login.customer.example:1",
        "https://login.customer.example:8443",
        "https://login.customer.example:65535",
        "https://login.customer.example/tenant",
        "https://login.customer.example:8443/Realms/a.b/c-d_e~f/...",
        "https://login.customer.example/project-test-11111111-1111-4111-8111-111111111111",
        "https://noun-verb-1234.customers.stytch.com",
        "https://noun-verb-1234.customers.stytch.dev",
        "https://notstytch.com",
        "https://stytch.com.customer.example",
        &issuer_of_length(256),
        &longest_host,
    ] {
        assert_eq!(parse(text).as_ref().map(JwtIssuer::as_str), Ok(text));
    }
}

/// Texts that are not issuers, by reason.
const REFUSED: &[(JwtIssuerError, &[&str])] = &[
    (Scheme, &["", "https:/", "https:login.customer.example", "login.customer.example", "//login.example"]),
    (
        Scheme,
        &["http://login.customer.example", "http://localhost", "http://127.0.0.1:9000", "ftp://a.example"],
    ),
    (
        Scheme,
        &["HTTPS://login.customer.example", "Https://login.customer.example", "STYTCH.com/x", "stytch.com"],
    ),
    (StytchProject, &["stytch.com/project-test-11111111-1111-4111-8111-111111111111", "stytch.com/"]),
    (SharedHost, &["https://stytch.com", "https://stytch.com/project-live-1", "https://stytch.com:8443"]),
    (SharedHost, &["https://api.stytch.com", "https://test.stytch.com", "https://customers.stytch.com"]),
    (SharedHost, &["https://a.b.stytch.com", "https://notcustomers.stytch.com"]),
    (TrailingSlash, &["https://login.customer.example/", "https://login.customer.example//", "https:///"]),
    (TrailingSlash, &["https://login.customer.example/tenant/", "https://login.customer.example:8443/"]),
    (
        UnexpectedPart,
        &["https://user@login.customer.example", "https://user:password@login.customer.example"],
    ),
    (UnexpectedPart, &["https://login.customer.example?x=1", "https://login.customer.example/a?"]),
    (UnexpectedPart, &["https://login.customer.example#x", "https://login.customer.example/a#"]),
    (Host, &["https://", "https://:8443", "https:///tenant", "https://.example", "https://login..example"]),
    (Host, &["https://Login.customer.example", "https://login.customer.EXAMPLE", "https://login.example."]),
    (
        Host,
        &["https://-login.example", "https://login-.example", "https://log_in.example", "https://*.example"],
    ),
    (
        Host,
        &["https://127.0.0.1", "https://127.1", "https://2130706433", "https://0x7f.0x1", "https://[::1]"],
    ),
    (Host, &["https://login%2eexample", "https://login.example\\a", "https://login.example,b.example"]),
    (
        Port,
        &["https://a.example:", "https://a.example:0", "https://a.example:443", "https://a.example:65536"],
    ),
    (
        Port,
        &["https://a.example:0443", "https://a.example:+80", "https://a.example:-1", "https://a.example:1:2"],
    ),
    (Port, &["https://a.example:https"]),
    (
        Path,
        &["https://a.example//b", "https://a.example/b//c", "https://a.example/./b", "https://a.example/.."],
    ),
    (
        Path,
        &[
            "https://a.example/a%20b",
            "https://a.example/a:b",
            "https://a.example/a;b",
            "https://a.example/a,b",
        ],
    ),
    (
        Characters,
        &[" https://a.example", "https://a.example ", "https://a.example\n", "https://a.example\t/b"],
    ),
    (Characters, &["https://a.example\0", "https://a.example\u{7f}", "https://a.example/\u{1b}[2J"]),
    (Characters, &["https://b\u{fc}cher.example", "https://\u{430}.example", "https://a.example\u{200b}"]),
];

#[test]
fn other_texts_are_refused_with_reason() {
    for (error, texts) in REFUSED {
        for text in *texts {
            assert_eq!(parse(text), Err(*error), "{text:?}");
        }
    }
    assert_eq!(parse(&issuer_of_length(257)), Err(TooLong));
    let label = "l".repeat(64);
    assert_eq!(parse(&format!("https://{label}.example")), Err(Host));
}

#[test]
fn list_keeps_five_different_valid_issuers() {
    let host = |letter: char| format!("https://{letter}.example");
    let stored = [
        host('a'),
        host('a'),
        "https://A.example".to_owned(),
        host('b'),
        host('c'),
        host('d'),
        host('e'),
        host('f'),
        host('b'),
        "https://g.example/".to_owned(),
    ];
    let issuers = JwtIssuers::parse_lenient(stored.iter().map(String::as_str));
    assert_eq!(issuers.iter().collect::<Vec<_>>(), ['a', 'b', 'c', 'd', 'e'].map(host));
    let ignored: Vec<_> = issuers.ignored().iter().map(|ignored| (ignored.position, ignored.error)).collect();
    assert_eq!(ignored, [(3, Some(Host)), (8, None), (10, Some(TrailingSlash))]);
    let issuer = |letter| parse(&host(letter)).unwrap();
    assert_eq!(issuers.clone().with(issuer('f')), Err(ProjectError::TooManyIssuers));
    assert_eq!(issuers.clone().with(issuer('e')), Ok(issuers.clone()), "it is in the list");
    let fewer = issuers.without("https://c.example").unwrap();
    assert_eq!(fewer.iter().collect::<Vec<_>>(), ['a', 'b', 'd', 'e'].map(host));
    let unknown = ProjectError::UnknownIssuer { issuer: host('c') };
    assert_eq!(fewer.clone().without(&host('c')), Err(unknown));
    assert_eq!(fewer.with(issuer('f')).unwrap().iter().last(), Some("https://f.example"));
}

/// Arbitrary text, much of it close to an issuer.
fn arbitrary_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "https://[a-zA-Z0-9.:/@?#%_~ -]{0,40}",
        "https://[a-z0-9-]{1,10}(\\.[a-z0-9-]{1,6}){0,3}(:[0-9]{0,6})?(/[a-zA-Z0-9.~_%-]{0,8}){0,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Another spelling of the same URL is never an issuer, so two issuers are different URLs.
    #[test]
    fn issuer_is_a_url_in_normal_form(text in arbitrary_text()) {
        if let Ok(issuer) = parse(&text) {
            prop_assert_eq!(issuer.as_str(), &text);
            let url: Uri = text.parse().expect("a URL");
            let host = url.host().expect("a host").to_owned();
            prop_assert_eq!((url.scheme_str(), url.query()), (Some("https"), None));
            prop_assert_eq!(host.to_lowercase(), host.as_str());
            let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
            let path = url.path().trim_end_matches('/');
            prop_assert_eq!(format!("https://{host}{port}{path}"), text.clone());
            prop_assert!(!format!("{path}/").contains("/./") && !path.contains("//"), "{text}");
            for other in [format!("{text}/"), text.to_uppercase(), format!("{text} "), format!("{text}?"), format!("{text}#")] {
                prop_assert!(parse(&other).is_err(), "{other}");
            }
        }
    }

    #[test]
    fn list_contains_only_written_texts(stored in proptest::collection::vec(arbitrary_text(), 0..8), iss in arbitrary_text()) {
        let issuers = JwtIssuers::parse_lenient(stored.iter().map(String::as_str));
        prop_assert!(issuers.iter().all(|issuer| stored.iter().any(|text| text == issuer)));
        prop_assert!(issuers.iter().count() <= JwtIssuers::MAX);
        prop_assert_eq!(issuers.contains(&iss), issuers.iter().any(|issuer| issuer == iss));
    }
}
