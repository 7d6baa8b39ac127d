//! The signing key of a day.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::sign::v4::generate_signing_key;

const SERVICE: &str = "dynamodb";

/// The key of the latest call.
#[derive(Debug, Default)]
pub(super) struct LatestKey(Mutex<Option<Arc<SigningKey>>>);

/// A key. Debug output never contains it.
pub(super) struct SigningKey {
    /// The date, such as `20261128`.
    date: String,
    region: String,
    /// It identifies the secret access key.
    access_key_id: String,
    key: Vec<u8>,
}

impl LatestKey {
    /// Returns the latest key, or derives another one if that is not for this date, Region and access key.
    pub(super) fn of(
        &self,
        credentials: &Credentials,
        date: &str,
        region: &str,
        now: SystemTime,
    ) -> Arc<SigningKey> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let access_key_id = credentials.access_key_id();
        if let Some(key) = &*latest
            && (key.date.as_str(), key.region.as_str(), key.access_key_id.as_str())
                == (date, region, access_key_id)
        {
            return Arc::clone(key);
        }
        let key = generate_signing_key(credentials.secret_access_key(), now, region, SERVICE);
        Arc::clone(latest.insert(Arc::new(SigningKey {
            date: date.to_owned(),
            region: region.to_owned(),
            access_key_id: access_key_id.to_owned(),
            key: key.as_ref().to_vec(),
        })))
    }
}

impl SigningKey {
    /// Returns the credential scope of the signatures with this key.
    pub(super) fn scope(&self) -> String {
        format!("{}/{}/{SERVICE}/aws4_request", self.date, self.region)
    }
}

impl AsRef<[u8]> for SigningKey {
    fn as_ref(&self) -> &[u8] {
        &self.key
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}
