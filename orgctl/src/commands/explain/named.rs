//! The organization that was asked for.

use org_discovery::{domain::OrganizationId, store::StoreError};

use crate::{context::Context, failure::Failure, named};

/// The id that `name` is, also where what is stored under it cannot be read; or else the id of the slug.
pub async fn organization_id(name: &str, context: &Context) -> Result<OrganizationId, Failure> {
    if let Ok(id) = OrganizationId::parse(name) {
        match context.writer()?.reader().organization(&id).await {
            Ok(None) => {}
            Ok(Some(_)) | Err(StoreError::Damaged { .. }) => return Ok(id),
            Err(error) => return Err(error.into()),
        }
    }
    named::organization_id(name, context).await
}
