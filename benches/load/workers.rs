//! Several processes of the function's binary, each under its own runtime API.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{
    local_server::{BODY, Local, check},
    resident,
    runtime_api::FunctionProcess,
    times::Times,
};

fn environment(local: &Local) -> Vec<(String, String)> {
    let tables = local.facts["tables"].as_object().expect("tables");
    let tables = tables.iter().map(|(kind, name)| {
        (format!("{}_TABLE", kind.to_uppercase()), name.as_str().expect("a name").to_owned())
    });
    let others = [
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", local.text("dynamodb_url")),
        ("PROJECT_ID", local.text("project_id")),
    ];
    tables.chain(others.map(|(name, value)| (name.to_owned(), value))).collect()
}

fn event(local: &Local) -> String {
    let text = include_str!("../../events/http-api-consultant.json");
    let mut event: Value = serde_json::from_str(text).expect("JSON");
    event["headers"]["authorization"] = json!(local.authorization());
    event["body"] = json!(BODY);
    event["isBase64Encoded"] = json!(false);
    event.to_string()
}

/// Loads each worker. Returns the times, and the memory of each worker before and after, in KB.
pub async fn load(local: &Local, count: usize, duration: Duration) -> (Times, Vec<(u64, u64)>) {
    let mut workers = Vec::new();
    for _ in 0..count {
        workers.push(Mutex::new(FunctionProcess::start(&environment(local), drop).await));
    }
    let (workers, event) = (Arc::new(workers), Arc::new(event(local)));
    let memory = async || {
        let mut memory = Vec::new();
        for worker in workers.iter() {
            memory.push(resident(worker.lock().await.process.id()));
        }
        memory
    };
    let shared = Arc::clone(&workers);
    let invoke = move |index: usize| {
        let (workers, event) = (Arc::clone(&shared), Arc::clone(&event));
        async move {
            let response = workers[index].lock().await.invoke("load", event.to_string()).await;
            let body = response["body"].as_str().unwrap_or_default();
            check(u16::try_from(response["statusCode"].as_u64().unwrap_or(0)).unwrap_or(0), body.as_bytes());
        }
    };
    Times::measure(count, Duration::from_secs(1), invoke.clone()).await;
    let before = memory().await;
    let times = Times::measure(count, duration, invoke).await;
    (times, before.into_iter().zip(memory().await).collect())
}
