//! The files of the page.

use super::Page;

/// Everything that the page may load comes from the page's own host.
#[tokio::test]
async fn page_is_served_with_strict_policy() {
    let page = Page::with_demo().await;
    for path in ["/", "/playground/app.js", "/playground/style.css", "/playground/api/start"] {
        let reply = page.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                reply.header("content-security-policy").expect("a policy"),
                @"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            );
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_file_is_not_found() {
    let page = Page::with_demo().await;
    for path in ["/playground/nothing.js", "/playground/..%2f..%2fCargo.toml", "/playground/%00"] {
        assert_eq!(page.get(path).await.status, 404, "{path}");
    }
}

/// The page's paths do not hide those of the functions.
#[tokio::test]
async fn functions_serve_other_paths() {
    let page = Page::with_demo().await;
    assert_eq!(page.get("/health").await.outcome(), "200");
    assert_eq!(page.get("/playground").await.outcome(), "route_not_found");
}
