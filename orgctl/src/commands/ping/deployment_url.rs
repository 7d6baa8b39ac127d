//! The URL of a deployment, as the operator gave it.

use reqwest::Url;

use crate::aws::is_loopback;

/// The paths of the routes. An operator may have copied a URL that contains one.
const ROUTES: [&str; 2] = ["/v1/b2b/", "/health/"];

/// The URL of a deployment: `https://host` or, on this machine, `http://host`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentUrl {
    /// The root of the host.
    root: Url,
    /// The path of the URL, without a final slash. Empty if the URL is the root.
    path: String,
}

impl DeploymentUrl {
    /// Parses a URL. The error does not repeat it, because it may contain a password.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).ok().filter(|url| is_complete(url, text)).ok_or(
            "expected the base URL of a deployment, which starts with https:// (or http:// on this computer)",
        )?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "the URL contains a user name or a password; remove them, and set PROJECT_SECRET instead",
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("the URL contains ? or #; use only the scheme, the host and the port");
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(
                "plain http would send the project secret unencrypted; use https, except for a deployment on this \
                 computer",
            );
        }
        let path = url.path().trim_end_matches('/').to_owned();
        let mut root = url;
        root.set_path("");
        Ok(Self { root, path })
    }

    pub fn root(&self) -> &Url {
        &self.root
    }

    /// Returns the root as it is configured in a client, without a final slash.
    pub fn root_text(&self) -> &str {
        self.root.as_str().trim_end_matches('/')
    }

    /// Returns the path, if the URL is not the root.
    pub fn path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| !path.is_empty())
    }

    /// Returns the URL in front of the routes, which is the root or has a path such as a stage.
    pub fn before_routes(&self) -> String {
        let path = format!("{}/", self.path);
        let end = ROUTES.iter().filter_map(|route| path.find(route)).min();
        format!("{}{}", self.root_text(), end.map_or(self.path.as_str(), |end| &self.path[..end]))
    }
}

/// Returns true if `text` is an absolute HTTP URL. The parser also accepts `http:host`, so the text is checked too.
fn is_complete(url: &Url, text: &str) -> bool {
    let rest = text.trim_start().get(url.scheme().len()..).unwrap_or_default();
    matches!(url.scheme(), "http" | "https") && rest.starts_with("://") && url.has_host()
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that panics fails")]
mod tests {
    use super::*;

    fn parsed(text: &str) -> DeploymentUrl {
        DeploymentUrl::parse(text).expect("a URL")
    }

    #[test]
    fn path_is_separated_from_the_root() {
        for (text, root, path, before_routes) in [
            ("https://api.example", "https://api.example", None, "https://api.example"),
            ("https://api.example//", "https://api.example", None, "https://api.example"),
            ("HTTPS://API.example:8443/", "https://api.example:8443", None, "https://api.example:8443"),
            ("https://api.example/prod/", "https://api.example", Some("/prod"), "https://api.example/prod"),
            (
                "https://api.example/v1/b2b/discovery/organizations",
                "https://api.example",
                Some("/v1/b2b/discovery/organizations"),
                "https://api.example",
            ),
            (
                "https://api.example/prod/v1/b2b",
                "https://api.example",
                Some("/prod/v1/b2b"),
                "https://api.example/prod",
            ),
            ("https://api.example/health", "https://api.example", Some("/health"), "https://api.example"),
            (
                "https://api.example/healthy",
                "https://api.example",
                Some("/healthy"),
                "https://api.example/healthy",
            ),
        ] {
            let url = parsed(text);
            assert_eq!(
                (url.root_text(), url.path(), url.before_routes().as_str()),
                (root, path, before_routes),
                "{text}"
            );
        }
    }

    #[test]
    fn plain_http_is_only_for_loopback() {
        for text in ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000"] {
            assert!(DeploymentUrl::parse(text).is_ok(), "{text}");
        }
        for text in ["http://api.example", "http://10.0.0.1", "http://localhost.example"] {
            let error = DeploymentUrl::parse(text).expect_err("an error");
            assert!(error.starts_with("plain http "), "{text}: {error}");
        }
    }
}
