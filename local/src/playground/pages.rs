//! The files of the page, which are part of the program, and the headers of every response.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// A file of the page.
struct File {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

/// Lists files of `local/playground` with their content types.
macro_rules! files {
    ($($name:literal: $content_type:expr),* $(,)?) => {
        &[$(File {
            name: $name,
            content_type: $content_type,
            content: include_str!(concat!("../../playground/", $name)),
        }),*]
    };
}

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
/// The page itself.
pub const PAGE: &str = "index.html";

const FILES: &[File] = files! {
    "api.js": SCRIPT,
    "app.js": SCRIPT,
    "attempt.js": SCRIPT,
    "busy.js": SCRIPT,
    "code_block.js": SCRIPT,
    "data.js": SCRIPT,
    "developers.css": STYLE,
    "developers.js": SCRIPT,
    "dom.js": SCRIPT,
    "factors.js": SCRIPT,
    "file_import.js": SCRIPT,
    "hidden.js": SCRIPT,
    "icon.svg": "image/svg+xml",
    "index.html": "text/html; charset=utf-8",
    "json_text.js": SCRIPT,
    "json_view.js": SCRIPT,
    "new_id.js": SCRIPT,
    "next_steps.js": SCRIPT,
    "object_editor.js": SCRIPT,
    "object_fields.js": SCRIPT,
    "own_person.js": SCRIPT,
    "paged_table.js": SCRIPT,
    "picker.css": STYLE,
    "picker.js": SCRIPT,
    "reasons.js": SCRIPT,
    "situation.js": SCRIPT,
    "situation_form.js": SCRIPT,
    "stories.js": SCRIPT,
    "style.css": STYLE,
    "tabs.js": SCRIPT,
};

/// Scripts and styles come from the page's own files alone, so text in data is never executed. Nothing is loaded from
/// another host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Returns a file of the page.
pub fn file(name: &str) -> Option<Response> {
    let file = FILES.iter().find(|file| file.name == name)?;
    let mut response = Response::new(Body::from(file.content));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    Some(response)
}

/// Adds the headers that restrict what a browser does with the response.
pub fn restrict(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics fails")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_of_folder_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/playground");
        let names = std::fs::read_dir(folder).unwrap();
        let stored: BTreeSet<_> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let served: BTreeSet<_> = FILES.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(served, stored);
    }
}
