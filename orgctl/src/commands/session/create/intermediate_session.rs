//! Creates an intermediate session, which a person has after sign-in and before choosing an organization.

use org_discovery::domain::{AuthenticationFactors, EmailAddress, OAuthTenants};
use org_discovery_admin::sessions::NewIntermediateSession;

use super::{
    Arguments,
    issued_credentials::{IssuedCredentials, random_token},
};
use crate::{context::Context, failure::Failure, resolve_names, tenant_argument::TenantArgument};

const DEFAULT_SECONDS: i64 = 10 * 60;

/// Stores the session and prints its token.
pub async fn create(address: &EmailAddress, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let hint = match &arguments.hint {
        Some(name) => Some(resolve_names::organization_id(name, context).await?),
        None => None,
    };
    let token = random_token::<32>();
    let expires_at = arguments.expires_at(DEFAULT_SECONDS, context);
    let tenants = arguments.tenants.iter().cloned().map(TenantArgument::into_pair);
    let factors = AuthenticationFactors::from_arguments(&arguments.factors, address, context.now())?;
    let new = NewIntermediateSession {
        oauth_tenants: tenants.collect::<OAuthTenants>(),
        organization_id_hint: hint,
        ..NewIntermediateSession::new(token.clone(), address.clone(), factors, expires_at)
    };
    context.writer()?.sessions().put_intermediate_session(new, context.now()).await?;
    let credentials = vec![("intermediate_session_token", token.expose().to_owned())];
    IssuedCredentials { member_session_id: None, expires_at, credentials }.print(context)
}
