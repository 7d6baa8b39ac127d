//! The `projects` table: one item for each project.

use super::attributes::{Attributes, Damage, Item, key, text};
use crate::domain::{JwtIssuers, KeySet, Project, ProjectId, SecretHash};

/// The name of the table in the data model.
pub const TABLE: &str = "projects";
/// The partition key: the id of the project.
pub const PROJECT_ID: &str = "project_id";
/// The SHA-256 hashes of the valid project secrets.
pub const SECRET_HASHES: &str = "secret_hashes";
/// The key set, as JSON text.
pub const JWKS: &str = "jwks";
/// The further issuers of session JWTs.
pub const JWT_ISSUERS: &str = "jwt_issuers";
/// The revision of the item, for optimistic locking.
pub const REVISION: &str = "revision";

/// Returns the key of a project's item.
#[must_use]
pub fn project_key(id: &ProjectId) -> Item {
    key([(PROJECT_ID, text(id.as_str()))])
}

/// Parses a project.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed.
pub fn read_project(item: &Item) -> Result<Project, Damage> {
    let attributes = Attributes::of(item)?;
    let hashes = attributes.texts(SECRET_HASHES)?;
    let secrets = hashes
        .into_iter()
        .map(|hash| {
            SecretHash::parse(hash)
                .ok_or_else(|| Damage(format!("{SECRET_HASHES} contains an invalid SHA-256 hash")))
        })
        .collect::<Result<_, _>>()?;
    let keys = attributes.parsed(JWKS, KeySet::parse_lenient)?;
    let jwt_issuers = JwtIssuers::parse_lenient(attributes.texts(JWT_ISSUERS)?);
    let project = Project::new(secrets, keys).map_err(|error| Damage(error.to_string()))?;
    Ok(project.with_jwt_issuers(jwt_issuers))
}
