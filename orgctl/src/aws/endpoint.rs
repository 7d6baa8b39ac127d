//! The `DynamoDB` endpoint on the command line.

use std::net::IpAddr;

use reqwest::Url;

/// A `DynamoDB` endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// The endpoint of the Region.
    OfRegion,
    /// A custom endpoint, such as `http://127.0.0.1:8000`.
    Custom(Url),
}

impl Endpoint {
    /// Parses a URL. Empty text is the endpoint of the Region, because an environment variable may be set to nothing.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::OfRegion);
        }
        if !text.contains("://") {
            return Err(format!("the scheme is missing; expected http://{text} or https://{text}"));
        }
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("expected a URL that starts with http:// or https://".to_owned());
        }
        Ok(Self::Custom(url))
    }

    /// Returns the custom URL, without a final slash.
    pub fn custom_url(&self) -> Option<&str> {
        match self {
            Self::OfRegion => None,
            Self::Custom(url) => Some(url.as_str().trim_end_matches('/')),
        }
    }

    /// Returns true for an endpoint on this machine, which ignores the Region and the credentials.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Custom(url) if is_loopback(url))
    }
}

/// Returns true if the host of `url` is this machine.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_is_required() {
        let error = "the scheme is missing; expected http://127.0.0.1:8000 or https://127.0.0.1:8000";
        assert_eq!(Endpoint::parse("127.0.0.1:8000"), Err(error.to_owned()));
    }

    #[test]
    fn empty_text_is_the_endpoint_of_the_region() {
        assert_eq!(Endpoint::parse(""), Ok(Endpoint::OfRegion));
    }

    #[test]
    fn loopback_hosts_are_local() {
        for (url, is_local) in [
            ("http://localhost:8000", true),
            ("http://127.0.0.1", true),
            ("http://127.9.9.9:1", true),
            ("http://[::1]:8000/", true),
            ("http://localhost.example.com", false),
            ("https://dynamodb.eu-central-1.amazonaws.com", false),
        ] {
            assert_eq!(Endpoint::parse(url).map(|endpoint| endpoint.is_local()), Ok(is_local), "{url}");
        }
    }
}
