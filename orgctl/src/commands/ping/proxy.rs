//! The HTTP proxy of the environment.

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use lambda_http::http::Uri;
use reqwest::Url;

use crate::{aws::is_loopback, failure::Failure};

/// The proxy through which a deployment is called.
pub struct Proxy(Intercept);

impl Proxy {
    /// Returns the proxy that `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` select for this URL, in either letter case. A
    /// deployment on this machine uses no proxy. The proxy could not reach it, and would receive the secret unencrypted.
    pub fn of(url: &Url) -> Result<Option<Self>, Failure> {
        let uri = url.as_str().parse::<Uri>().map_err(Failure::usage)?;
        if is_loopback(url) {
            return Ok(None);
        }
        let Some(proxy) = Matcher::from_env().intercept(&uri).map(Self) else {
            return Ok(None);
        };
        if matches!(proxy.0.uri().scheme_str(), Some("http" | "https")) {
            Ok(Some(proxy))
        } else {
            Err(Failure::usage(format!(
                "the proxy {} is not an HTTP proxy; set HTTPS_PROXY to a URL that starts with http:// or https://",
                proxy.address()
            )))
        }
    }

    /// Returns the URL of the proxy, without its user name and password.
    pub fn address(&self) -> String {
        self.0.uri().to_string().trim_end_matches('/').to_owned()
    }

    /// Returns the proxy for the HTTP client, with its credentials.
    pub fn for_client(&self) -> reqwest::Result<reqwest::Proxy> {
        let proxy = reqwest::Proxy::all(self.address())?;
        Ok(match self.0.basic_auth() {
            Some(credentials) => proxy.custom_http_auth(credentials.clone()),
            None => proxy,
        })
    }
}
