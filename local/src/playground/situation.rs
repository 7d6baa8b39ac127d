//! A situation: who signs in, and how. The page keeps it in its URL.

use aws_lc_rs::digest::{SHA256, digest};
use org_discovery::{
    domain::{
        AuthenticationFactors, CachedJson, Clock, EmailAddress, FactorArgument, Member, MemberId,
        MemberSession, MemberSessionId, OAuthTenantId, OAuthTenantProvider, OAuthTenants, OpaqueToken,
        OrganizationId, SystemClock, Timestamp,
    },
    store::MemberReads,
};
use org_discovery_admin::sessions::{NewIntermediateSession, NewMemberSession};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Playground, refusal::Refusal};

/// The lifetime of the sessions that the page writes, so that a copied request works for a while.
const LIFETIME_SECONDS: i64 = 60 * 60;

/// The person who signs in, and the sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Situation {
    /// The name of a session of the loaded data. The other fields are then ignored.
    pub story: String,
    pub session: Kind,
    /// The address of an intermediate session.
    pub email: String,
    /// The Member of a member session: an id, or the address of a single Member.
    pub member: String,
    /// Factors in the short form of `orgctl explain --factor`, or as JSON objects.
    pub factors: Vec<String>,
    /// Tenants of an intermediate session, such as `slack:T123`.
    pub tenants: Vec<String>,
    /// The id or slug of the organization for which the sign-in started.
    pub hint: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Intermediate,
    Member,
}

/// A session as a login service writes it.
#[derive(Debug, Clone)]
pub enum NewSession {
    Intermediate(NewIntermediateSession),
    Member(NewMemberSession),
}

impl Situation {
    /// Returns the session of a situation that is not a story. Its token depends on the situation alone, so that a copied
    /// request stays valid.
    pub async fn new_session(&self, playground: &Playground) -> Result<NewSession, Refusal> {
        let now = SystemClock.now();
        match self.session {
            Kind::Intermediate => Ok(NewSession::Intermediate(self.intermediate(playground, now).await?)),
            Kind::Member => Ok(NewSession::Member(self.member(playground, now).await?)),
        }
    }

    async fn intermediate(
        &self,
        playground: &Playground,
        now: Timestamp,
    ) -> Result<NewIntermediateSession, Refusal> {
        let address = email_address(&self.email)?;
        let factors = self.authentication_factors(&address, now)?;
        let tenants = self.tenants.iter().map(|text| tenant(text)).collect::<Result<OAuthTenants, _>>()?;
        let organization_id_hint = match self.hint.as_str() {
            "" => None,
            hint => Some(organization(hint, playground).await?),
        };
        let (token, expires_at) =
            (OpaqueToken::from_random(&self.hash()), now.plus_seconds(LIFETIME_SECONDS));
        Ok(NewIntermediateSession {
            oauth_tenants: tenants,
            organization_id_hint,
            ..NewIntermediateSession::new(token, address, factors, expires_at)
        })
    }

    async fn member(&self, playground: &Playground, now: Timestamp) -> Result<NewMemberSession, Refusal> {
        let member = member(&self.member, playground).await?;
        let factors = self.authentication_factors(&member.email_address, now)?;
        let hash = self.hash();
        let token = OpaqueToken::from_random(&[&hash[..], &[0]].concat());
        let environment = playground.project_id().environment().as_str();
        let id = Uuid::from_bytes(std::array::from_fn(|index| hash[index]));
        let session = MemberSession {
            member_session_id: MemberSessionId::parse(&format!("session-{environment}-{id}"))
                .map_err(Refusal::invalid)?,
            organization_id: member.organization_id.clone(),
            member_id: member.member_id.clone(),
        };
        let expires_at = now.plus_seconds(LIFETIME_SECONDS);
        Ok(NewMemberSession::new(token, member.email_address, factors, session, expires_at))
    }

    fn authentication_factors(
        &self,
        address: &EmailAddress,
        now: Timestamp,
    ) -> Result<AuthenticationFactors, Refusal> {
        let parse = |text: &String| {
            text.parse::<FactorArgument>()
                .map_err(|error| Refusal::invalid(format!("factor {text}: {error}")))
        };
        let factors = self.factors.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(AuthenticationFactors::from_arguments(&factors, address, now)?)
    }

    /// Returns the hash of the fields that describe this kind of session.
    fn hash(&self) -> [u8; 32] {
        let Self { session, email, member, factors, tenants, hint, .. } = self;
        let text = match session {
            Kind::Intermediate => json!([session, email, factors, tenants, hint]).to_string(),
            Kind::Member => json!([session, member, factors]).to_string(),
        };
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        hash
    }
}

fn email_address(text: &str) -> Result<EmailAddress, Refusal> {
    EmailAddress::parse(text).map_err(|error| Refusal::invalid(format!("email address {text}: {error}")))
}

/// Parses a tenant such as `slack:T123`.
fn tenant(text: &str) -> Result<(OAuthTenantProvider, OAuthTenantId), Refusal> {
    let expected =
        || Refusal::invalid(format!("tenant {text}: expected PROVIDER:ID with slack, github or hubspot"));
    let (provider, id) = text.split_once(':').ok_or_else(expected)?;
    let provider = OAuthTenantProvider::parse(provider).ok_or_else(expected)?;
    let id = OAuthTenantId::parse(id).map_err(|error| Refusal::invalid(format!("tenant {text}: {error}")))?;
    Ok((provider, id))
}

/// Returns the id of the organization with this slug, or the id itself. A hint may name an organization that does not exist.
async fn organization(name: &str, playground: &Playground) -> Result<OrganizationId, Refusal> {
    if let Some(id) = playground.reader().organization_of_slug(name).await? {
        return Ok(id);
    }
    OrganizationId::parse(name).map_err(|error| Refusal::invalid(format!("organization {name}: {error}")))
}

async fn member(name: &str, playground: &Playground) -> Result<Member, Refusal> {
    if name.contains('@') {
        let address = email_address(name)?;
        let found = playground.reader().reads().members(playground.project_id(), &address).await?;
        let mut members = found.members.into_iter().map(CachedJson::into_object);
        return match (members.next(), members.next()) {
            (Some(member), None) => Ok(member),
            (None, _) => Err(Refusal::invalid(format!("no Member has the address {name}"))),
            _ => Err(Refusal::invalid(format!("several Members have the address {name}; enter a Member id"))),
        };
    }
    let id = MemberId::parse(name).map_err(|error| Refusal::invalid(format!("Member {name}: {error}")))?;
    let found = playground.reader().member(&id).await?;
    found.ok_or_else(|| Refusal::invalid(format!("no Member has the id {name}")))
}
