//! `orgctl explain` of an address, without its arguments and its output.

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{
        AuthenticationFactors, Clock, EmailAddress, FactorArgument, OAuthTenants, Session, SessionKind,
    },
    service::DiscoveryService,
    settings::Settings,
    store::dynamodb::DynamoDb,
};
use org_discovery_admin::{
    ProjectReader,
    explain::{Report, Scope},
};

use crate::FixedClock;

/// An operator of a project.
pub struct Operator {
    service: DiscoveryService<DynamoDb, FixedClock>,
    reader: ProjectReader,
    clock: FixedClock,
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operator").finish_non_exhaustive()
    }
}

impl Operator {
    pub fn new(settings: &Settings, client: &Client, clock: FixedClock) -> Self {
        let (tables, project) = (&settings.tables, &settings.project_id);
        let store = DynamoDb::new(client.clone(), tables.clone());
        Self {
            service: DiscoveryService::new(store, clock, project.clone()),
            reader: ProjectReader::new(client.clone(), tables.clone(), project.clone()),
            clock,
        }
    }

    /// Explains all organizations that are related to an address, and returns the text.
    pub async fn explain(&self, address: &str) -> Vec<u8> {
        let address = EmailAddress::parse(address).expect("an address");
        let magic_link = "magic_link".parse::<FactorArgument>().expect("a factor");
        let now = self.clock.now();
        let factors = AuthenticationFactors::from_arguments(&[magic_link], &address, now).expect("factors");
        let kind =
            SessionKind::Intermediate { oauth_tenants: OAuthTenants::default(), organization_id_hint: None };
        let session = Session::new(address, factors, now.plus_seconds(60), kind);
        let (facts, edges) = Box::pin(self.service.facts_of(session, None)).await.expect("facts");
        let report = Report::read(&self.reader, &facts, &edges, Scope::Related, now);
        let report = Box::pin(report).await.expect("a response").expect("a valid session");
        report.paragraphs.into_iter().flatten().collect::<String>().into_bytes()
    }
}
