//! A server that replies like Stytch's API.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A server with a list of replies.
pub struct FakeStytch {
    pub url: String,
    state: Arc<Shared>,
}

struct Shared {
    authorization: String,
    replies: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
}

/// A reply to one request.
pub struct Reply {
    status: u16,
    header: Option<(&'static str, String)>,
    body: String,
}

impl Reply {
    pub fn error(status: u16, body: &Value) -> Self {
        Self { status, header: None, body: body.to_string() }
    }

    /// A reply to a request that must be repeated after some seconds.
    pub fn throttled(seconds: u32) -> Self {
        let body = json!({"status_code": 429, "error_type": "too_many_requests", "error_message": "Too many requests have been made."});
        Self { header: Some(("retry-after", seconds.to_string())), ..Self::error(429, &body) }
    }

    pub fn failed(status: u16) -> Self {
        Self { status, header: None, body: "<html>".to_owned() }
    }

    pub fn redirect() -> Self {
        let header = Some(("location", "http://127.0.0.1:1/".to_owned()));
        Self { status: 307, header, body: String::new() }
    }

    fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        if let Some((name, value)) = self.header {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).expect("a response")
    }
}

fn page(lists: Value, total: u64, next_cursor: Option<&str>) -> Reply {
    let mut page = lists;
    page["status_code"] = json!(200);
    page["request_id"] = json!("request-id-test-1");
    page["results_metadata"] = json!({"total": total, "next_cursor": next_cursor});
    Reply::error(200, &page)
}

/// A page of the search for organizations.
pub fn organizations_page(organizations: &[Value], total: u64, next_cursor: Option<&str>) -> Reply {
    page(json!({ "organizations": organizations }), total, next_cursor)
}

/// A page of the search for Members.
pub fn members_page(
    members: &[Value],
    organizations: &Value,
    total: u64,
    next_cursor: Option<&str>,
) -> Reply {
    page(json!({"members": members, "organizations": organizations}), total, next_cursor)
}

impl FakeStytch {
    pub async fn start(project: &str, secret: &str, replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Shared {
            authorization: format!("Basic {}", STANDARD.encode(format!("{project}:{secret}"))),
            replies: Mutex::new(replies.into_iter().collect()),
            requests: Mutex::default(),
        });
        let router = Router::new().fallback(reply).with_state(Arc::clone(&state));
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// Returns the path and the body of each request.
    pub fn requests(&self) -> Vec<String> {
        self.state.requests.lock().expect("not poisoned").clone()
    }
}

async fn reply(State(state): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, 1 << 20).await.expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    state.requests.lock().expect("not poisoned").push(format!(
        "{} {} {body}",
        parts.method,
        parts.uri.path()
    ));
    let given = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
    if given != Some(&state.authorization) {
        let body = json!({"status_code": 401, "error_type": "unauthorized_credentials", "error_message": "Unauthorized credentials."});
        return Reply::error(401, &body).into_response();
    }
    let next = state.replies.lock().expect("not poisoned").pop_front();
    next.expect("a reply").into_response()
}
