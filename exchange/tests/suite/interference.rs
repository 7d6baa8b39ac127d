//! Changes of the tables between the decision and the write.
//!
//! The signer of session JWTs runs after the decision and before the transaction, so it makes the change.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::BoxFuture;
use org_discovery::domain::{
    IssuedSession, Member, MemberId, Organization, OrganizationId, ProjectId, SystemEntropy, Timestamp,
    TokenHash,
};
use org_discovery_admin::{
    Writer,
    exchange::{SessionJwtSigner, SigningError},
};
use org_discovery_exchange::ExchangeApp;
use serde_json::{Value, json};
use test_support::{
    ApiCall, ApiResponse, TestApp,
    builders::{
        data_set, intermediate, magic_link, member_id, member_session, organization, organization_id, sms,
        verified, with,
    },
};

use crate::calls::{EXCHANGE, SESSIONS_EXCHANGE};

pub const JANE: &str = "jane@acme.example";
pub const COLLEAGUE: &str = "colleague@acme.example";

pub type Change = Box<dyn Fn(Writer, Timestamp) -> BoxFuture<'static, ()> + Send + Sync>;

/// A signer that changes the tables before it signs for the first time.
struct Interference {
    writer: Writer,
    change: Mutex<Option<Change>>,
    calls: AtomicU32,
}

impl SessionJwtSigner for Interference {
    fn kid(&self) -> Option<&str> {
        None
    }

    async fn sign(
        &self,
        _: &ProjectId,
        _: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let change = self.change.lock().expect("a lock").take();
        if let Some(change) = change {
            change(self.writer.clone(), now).await;
        }
        Ok(String::new())
    }
}

/// Exchanges a session for the organization `Target`, while `change` is made after the decision. Returns the response and
/// the number of decisions to sign in.
pub async fn exchange_during(app: &TestApp, session: &str, change: Change) -> (ApiResponse, u32) {
    let signer = Interference {
        writer: app.writer.clone(),
        change: Mutex::new(Some(change)),
        calls: AtomicU32::new(0),
    };
    let (client, tables) = (app.client.clone(), app.tables.clone());
    let project = app.writer.project_id().clone();
    let exchange = ExchangeApp::new(client, tables, project, app.clock.clone(), SystemEntropy, &signer);
    let is_member = session.starts_with("Member");
    let (path, field) = if is_member {
        (SESSIONS_EXCHANGE, "session_token")
    } else {
        (EXCHANGE, "intermediate_session_token")
    };
    let body = json!({field: app.token(session), "organization_id": organization_id("Target")});
    let call = ApiCall { path, ..ApiCall::with_body(body.to_string()) };
    let response = app.send_event_to(&exchange, &call.into_event().to_string()).await;
    (response, signer.calls.load(Ordering::Relaxed))
}

pub fn target(settings: Value, members: impl Into<Vec<Value>>) -> Value {
    let base = json!({
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
    });
    organization("Target", with(base, settings), members)
}

pub async fn start(target: Value) -> TestApp {
    let home = organization("Home", json!({}), [verified(JANE)]);
    let sessions = [
        intermediate("Jane", JANE, [magic_link(), sms("+15550100000")]),
        member_session("Member of Home", "Home", JANE, [magic_link(), sms("+15550100000")]),
    ];
    TestApp::start(data_set([home, target], sessions)).await
}

pub fn id(name: &str) -> OrganizationId {
    OrganizationId::parse(&organization_id(name)).expect("an id")
}

pub fn id_of(organization: &str, address: &str) -> MemberId {
    MemberId::parse(&member_id(organization, address)).expect("an id")
}

pub fn delete_member(organization: &'static str, address: &'static str) -> Change {
    Box::new(move |writer, _| {
        Box::pin(async move {
            let deleted = writer.members().delete(&id(organization), &id_of(organization, address)).await;
            deleted.expect("a deleted Member");
        })
    })
}

pub fn put_target(settings: Value) -> Change {
    Box::new(move |writer, now| {
        let mut object = target(settings.clone(), []);
        object.as_object_mut().expect("an object").remove("members");
        Box::pin(async move {
            let target: Organization = serde_json::from_str(&object.to_string()).expect("an organization");
            writer.organizations().put(&target, now).await.expect("a written organization");
        })
    })
}

pub fn put_member(member: Value) -> Change {
    Box::new(move |writer, now| {
        let text = member.to_string();
        Box::pin(async move {
            let member: Member = serde_json::from_str(&text).expect("a Member");
            writer.members().put(&member, now).await.expect("a written Member");
        })
    })
}

pub fn delete_target() -> Change {
    Box::new(|writer, _| {
        Box::pin(async move {
            writer.organizations().delete(&id("Target")).await.expect("a deleted organization");
        })
    })
}

pub fn revoke(hash: TokenHash) -> Change {
    Box::new(move |writer, _| {
        let hash = hash.clone();
        Box::pin(async move {
            writer.sessions().revoke(&hash).await.expect("a revoked session");
        })
    })
}
