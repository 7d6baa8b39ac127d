//! The base URL of Stytch's API.

use reqwest::Url;

use crate::{aws::is_loopback, failure::Failure};

/// A base URL to which a secret may be sent: `https`, or any scheme on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    host: String,
    is_loopback: bool,
}

impl BaseUrl {
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let expected = "expected a URL such as https://api.stytch.com after --from-stytch";
        let refused = |reason: &str| Failure::usage(format!("{expected}, {reason}"));
        let url = Url::parse(text).ok().filter(Url::has_host);
        let url = url.ok_or_else(|| refused("not a file or other text"))?;
        // Such a URL could contain a secret, which a message would print.
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
            return Err(refused("without a user, a password and a query"));
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let is_loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(refused("because the secret is sent only over https")),
        }
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), host, is_loopback })
    }

    /// Returns the URL of a path, which begins with a slash.
    pub fn with_path(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a failed expectation fails the test")]
mod tests {
    use super::BaseUrl;

    #[test]
    fn secret_is_sent_only_over_https() {
        for url in [
            "https://api.stytch.com",
            "https://login.acme.com/",
            "http://127.0.0.1:8000",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert!(BaseUrl::parse(url).is_ok(), "{url}");
        }
        for url in [
            "http://api.stytch.com",
            "ftp://localhost",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "https://user:secret@api.stytch.com",
            "https://api.stytch.com?secret=1",
            "pages.json",
            "file:///tmp/pages.json",
        ] {
            let error = format!("{:?}", BaseUrl::parse(url));
            assert!(error.contains("expected a URL") && !error.contains("secret@"), "{url}: {error}");
        }
    }

    #[test]
    fn path_follows_base_url() {
        let url = BaseUrl::parse("https://api.stytch.com/").expect("a URL");
        assert_eq!(url.with_path("/v1"), "https://api.stytch.com/v1");
    }
}
