//! The ARN of a KMS key.

use std::fmt;

use org_discovery::domain::Environment;
use uuid::Uuid;

/// The ARN of a KMS key, such as `arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KmsKeyArn {
    arn: String,
    id: Uuid,
}

impl KmsKeyArn {
    /// Parses the ARN of a key. The id is a UUID, or `mrk-` with 32 hexadecimal digits for a multi-Region key. Returns
    /// `None` for other text, such as the ARN of an alias.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, "kms", region, account, resource] = parts.as_slice() else {
            return None;
        };
        let id = resource.strip_prefix("key/")?;
        let id = Uuid::try_parse(id.strip_prefix("mrk-").unwrap_or(id)).ok()?;
        let is_plausible = partition.starts_with("aws") && !region.is_empty() && account.len() == 12;
        is_plausible.then(|| Self { arn: arn.to_owned(), id })
    }

    /// Returns the ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.arn
    }

    /// Returns the Region of the key.
    #[must_use]
    pub fn region(&self) -> &str {
        self.arn.split(':').nth(3).unwrap_or_default()
    }

    /// Returns the `kid` of the key in the project's key set: `jwk-<environment>-<uuid>`, with the UUID of the key. It
    /// follows from the ARN, so the function needs no permission to read the key.
    #[must_use]
    pub fn kid(&self, environment: Environment) -> String {
        format!("jwk-{}-{}", environment.as_str(), self.id)
    }
}

impl fmt::Display for KmsKeyArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arn)
    }
}

#[cfg(test)]
mod tests {
    use super::{Environment, KmsKeyArn};

    #[test]
    fn kid_follows_from_key_id() {
        let rows = [
            "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        ];
        for arn in rows {
            let kid = KmsKeyArn::parse(arn).map(|key| key.kid(Environment::Live));
            assert_eq!(kid.as_deref(), Some("jwk-live-1234abcd-12ab-34cd-56ef-1234567890ab"));
        }
    }

    #[test]
    fn aliases_and_other_arns_are_refused() {
        let rows = [
            "arn:aws:kms:eu-central-1:111122223333:alias/jwt",
            "arn:aws:sns:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "arn:aws:kms:eu-central-1:111122223333:key/",
            "",
        ];
        assert!(rows.iter().all(|arn| KmsKeyArn::parse(arn).is_none()));
    }
}
