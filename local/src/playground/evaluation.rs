//! The answer to a situation: the session is written as a login service writes it, the function answers a request with its
//! token, and the answer is explained.

use std::time::Instant;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use lambda_http::{Body, Request, RequestExt};
use org_discovery::{
    domain::{Clock, MemberSession, OpaqueToken, ProjectId, SystemClock, TokenHash, discovery::Facts},
    service::{JoinableOrganizations, ServiceError},
    store::dynamodb::items::{attributes::Item, sessions::session_key},
};
use org_discovery_admin::explain::{Report, Scope};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Playground,
    recorded_calls::ShownCall,
    refusal::Refusal,
    situation::{NewSession, Situation},
    snippets::{self, Snippet},
    stories,
    writer_code::{self, WriterTarget},
};
use crate::http_server::DISCOVERY_PATH;

/// The answer to a situation, with everything that the page shows about it.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    /// The situation, whose fields also describe a story.
    situation: Situation,
    status: u16,
    /// The body of the response, byte for byte.
    text: String,
    /// The explanation, as `orgctl explain --output json` prints it, or null if the session is not valid.
    explanation: Option<Value>,
    snippets: Vec<Snippet>,
    /// The items of the session in the form of DynamoDB's API: one, or two of a member session.
    session_items: Vec<Value>,
    writers: Vec<Snippet>,
    log_line: Option<String>,
    calls: Vec<ShownCall>,
    read_units: f64,
    milliseconds: f64,
}

/// A session that is stored, and how a request presents it.
pub struct Presented {
    /// The situation, whose fields also describe a story.
    pub situation: Situation,
    /// The field of the request, and its value.
    pub field: &'static str,
    pub token: OpaqueToken,
    pub hash: TokenHash,
    /// The other key of a member session.
    pub paired_hash: Option<TokenHash>,
}

/// The response of the function.
struct Answer {
    status: u16,
    text: String,
    calls: Vec<ShownCall>,
    milliseconds: f64,
}

impl Playground {
    /// Answers a situation.
    pub(super) async fn evaluate(&self, situation: &Situation) -> Result<Evaluation, Refusal> {
        let presented = self.present(situation).await?;
        let answer = self.ask(&presented).await?;
        let body: Value = serde_json::from_str(&answer.text)?;
        let mut session_items = Vec::new();
        for hash in [Some(&presented.hash), presented.paired_hash.as_ref()].into_iter().flatten() {
            session_items.extend(self.session_item(hash).await?.as_ref().map(item_json));
        }
        Ok(Evaluation {
            status: answer.status,
            explanation: self.explain(&presented).await?,
            snippets: snippets::requests(
                &presented,
                self.project_id(),
                &self.loader.secret,
                &self.addresses.url,
            ),
            writers: writer_code::programs(&presented, session_items.first(), self.writer_target()),
            session_items,
            log_line: body["request_id"].as_str().and_then(|id| self.log_lines.of_request(id)),
            read_units: answer.calls.iter().map(|call| call.read_units).sum(),
            calls: answer.calls,
            milliseconds: answer.milliseconds,
            text: answer.text,
            situation: presented.situation,
        })
    }

    /// Writes the session of a situation, or finds that of a story.
    pub(super) async fn present(&self, situation: &Situation) -> Result<Presented, Refusal> {
        if !situation.story.is_empty() {
            return stories::present(&situation.story, self);
        }
        let (project, now, writer) = (self.project_id(), SystemClock.now(), self.writer());
        let (situation, sessions) = (situation.clone(), writer.sessions());
        match situation.new_session(self).await? {
            NewSession::Intermediate(new) => {
                let token = new.token.clone();
                sessions.put_intermediate_session(new, now).await?;
                Ok(Presented::intermediate(situation, token, project))
            }
            NewSession::Member(new) => {
                let (token, member) = (new.token.clone(), new.member.clone());
                sessions.put_member_session(new, now).await?;
                Ok(Presented::member(situation, token, &member, project))
            }
        }
    }

    /// Sends the request through the function, as API Gateway does.
    async fn ask(&self, presented: &Presented) -> Result<Answer, Refusal> {
        let credentials = STANDARD.encode(format!("{}:{}", self.project_id(), &self.loader.secret));
        let request = lambda_http::http::Request::post(DISCOVERY_PATH)
            .header("authorization", format!("Basic {credentials}"))
            .header("content-type", "application/json")
            .body(Body::from(json!({presented.field: presented.token.expose()}).to_string()))
            .map_err(Refusal::invalid)?;
        let function = self.function.lock().await;
        // The function has read its project before a request of a person arrives.
        function.warm_up().await?;
        self.calls.take();
        let begin = Instant::now();
        let event: Request = request.with_raw_http_path(DISCOVERY_PATH);
        let response = self.telemetry.serve(&*function, event).await;
        let milliseconds = begin.elapsed().as_secs_f64() * 1000.0;
        let status = response.status().as_u16();
        let text = match response.into_body() {
            Body::Text(text) => text,
            Body::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => String::new(),
        };
        Ok(Answer { status, text, calls: self.calls.take(), milliseconds })
    }

    /// Reads what the function reads for a session. Returns `None` if the session is not valid.
    pub(super) async fn facts(
        &self,
        presented: &Presented,
    ) -> Result<Option<(Facts, JoinableOrganizations)>, Refusal> {
        let lookup = self.lookup();
        let read = async {
            let session = lookup.live_session(&presented.hash).await?;
            lookup.facts_of(session, None).await
        };
        match read.await {
            Ok(facts) => Ok(Some(facts)),
            Err(ServiceError::IntermediateSessionNotFound | ServiceError::SessionNotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn explain(&self, presented: &Presented) -> Result<Option<Value>, Refusal> {
        let Some((facts, edges)) = self.facts(presented).await? else {
            return Ok(None);
        };
        let now = SystemClock.now();
        let report = Report::read(&self.reader(), &facts, &edges, Scope::Related, now).await?;
        Ok(report.map(|report| report.json))
    }

    fn writer_target(&self) -> WriterTarget<'_> {
        let (tables, project) = (self.tables(), self.project_id());
        WriterTarget { dynamodb_url: &self.addresses.dynamodb_url, tables, project }
    }

    async fn session_item(&self, hash: &TokenHash) -> Result<Option<Item>, Refusal> {
        let table = self.tables().sessions.as_str();
        let request = self.client.get_item().table_name(table).set_key(Some(session_key(hash.as_str())));
        Ok(request.send().await.map_err(|error| Refusal::failed(&error))?.item)
    }
}

impl Presented {
    pub fn intermediate(situation: Situation, token: OpaqueToken, project: &ProjectId) -> Self {
        let hash = TokenHash::of_intermediate(project, &token);
        Self { situation, field: "intermediate_session_token", token, hash, paired_hash: None }
    }

    pub fn member(
        situation: Situation,
        token: OpaqueToken,
        member: &MemberSession,
        project: &ProjectId,
    ) -> Self {
        let hash = TokenHash::of_session_token(project, &token);
        let paired_hash = Some(TokenHash::of_session_id(project, &member.member_session_id));
        Self { situation, field: "session_token", token, hash, paired_hash }
    }
}

/// Converts an item to the JSON of DynamoDB's API. The attributes of sessions are strings and numbers.
fn item_json(item: &Item) -> Value {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => json!({"S": text}),
        AttributeValue::N(number) => json!({"N": number}),
        other => json!({"other": format!("{other:?}")}),
    };
    let mut names: Vec<_> = item.keys().collect();
    names.sort_unstable();
    Value::Object(names.into_iter().map(|name| (name.clone(), value(&item[name]))).collect::<Map<_, _>>())
}
