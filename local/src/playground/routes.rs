//! The routes of the page and of its data interface.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Playground,
    access::AllowedHosts,
    evaluation::Evaluation,
    members::MemberAction,
    pages,
    records::{ChangedFields, Page, WholeObject},
    refusal::Refusal,
    remedy::ChosenRemedy,
    situation::Situation,
};

/// The largest file that can be imported, in bytes.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// The path of the page.
const PAGE: &str = "/";

type Answer = Result<Json<Value>, Refusal>;

/// Returns the routes. Requests of other sites are refused.
pub fn router(playground: Arc<Playground>, hosts: Arc<AllowedHosts>) -> Router {
    let data = Router::new()
        .route("/start", get(start))
        .route("/evaluations", post(evaluate))
        .route("/remedies", post(apply_remedy))
        .route("/undo", post(undo))
        .route("/reset", post(reset))
        .route("/import", post(import))
        .route("/organizations", get(organizations).put(put_organization))
        .route(
            "/organizations/{id}",
            get(organization).patch(update_organization).delete(delete_organization),
        )
        .route("/organizations/{id}/members", get(members))
        .route("/members", put(put_member))
        .route("/members/{id}", get(member).patch(update_member))
        .route("/members/{id}/{action}", post(change_member));
    Router::new()
        .route(PAGE, get(page))
        .route("/playground/{file}", get(file))
        .nest("/playground/api", data)
        .layer(DefaultBodyLimit::max(MAX_FILE_BYTES))
        .layer(from_fn_with_state(hosts, restrict))
        .with_state(playground)
}

/// Refuses requests of other sites, and restricts what a browser does with a response.
async fn restrict(State(hosts): State<Arc<AllowedHosts>>, request: Request, next: Next) -> Response {
    let is_page = request.uri().path() == PAGE;
    let mut response = match hosts.check(request.method(), request.headers(), is_page) {
        Ok(()) => next.run(request).await,
        Err(forbidden) => Refusal::forbidden(forbidden.text()).into_response(),
    };
    pages::restrict(response.headers_mut());
    response
}

async fn page() -> Response {
    served(pages::PAGE)
}

async fn file(Path(name): Path<String>) -> Response {
    served(&name)
}

fn served(name: &str) -> Response {
    pages::file(name).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

async fn start(State(playground): State<Arc<Playground>>) -> Json<Value> {
    Json(playground.start())
}

async fn evaluate(
    State(playground): State<Arc<Playground>>,
    Json(situation): Json<Situation>,
) -> Result<Json<Evaluation>, Refusal> {
    Ok(Json(playground.evaluate(&situation).await?))
}

async fn apply_remedy(State(playground): State<Arc<Playground>>, Json(chosen): Json<ChosenRemedy>) -> Answer {
    Ok(Json(json!({"situation": playground.apply(chosen).await?})))
}

async fn undo(State(playground): State<Arc<Playground>>) -> Answer {
    Ok(Json(json!({"situation": playground.undo().await?})))
}

async fn reset(State(playground): State<Arc<Playground>>) -> Answer {
    playground.on_own_thread(async |playground| playground.reset().await).await?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
struct FileName {
    name: String,
}

async fn import(
    State(playground): State<Arc<Playground>>,
    Query(FileName { name }): Query<FileName>,
    file: Bytes,
) -> Answer {
    let import = async move |playground: &Playground| playground.import(&name, file.into()).await;
    Ok(Json(playground.on_own_thread(import).await?))
}

#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn organizations(
    State(playground): State<Arc<Playground>>,
    Query(After { after }): Query<After>,
) -> Result<Json<Page>, Refusal> {
    Ok(Json(playground.organizations(after.as_deref()).await?))
}

async fn organization(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    Ok(Json(playground.organization_text(&id).await?))
}

async fn put_organization(
    State(playground): State<Arc<Playground>>,
    Json(object): Json<WholeObject>,
) -> Answer {
    Ok(Json(playground.put_organization(&object).await?))
}

async fn update_organization(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Json(fields): Json<ChangedFields>,
) -> Answer {
    Ok(Json(playground.update_organization(&id, fields).await?))
}

async fn delete_organization(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    Ok(Json(playground.delete_organization(&id).await?))
}

async fn members(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Query(After { after }): Query<After>,
) -> Result<Json<Page>, Refusal> {
    Ok(Json(playground.members(&id, after.as_deref()).await?))
}

async fn member(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    Ok(Json(playground.member_text(&id).await?))
}

async fn put_member(State(playground): State<Arc<Playground>>, Json(object): Json<WholeObject>) -> Answer {
    Ok(Json(playground.put_member(&object).await?))
}

async fn update_member(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Json(fields): Json<ChangedFields>,
) -> Answer {
    Ok(Json(playground.update_member(&id, fields).await?))
}

async fn change_member(
    State(playground): State<Arc<Playground>>,
    Path((id, action)): Path<(String, MemberAction)>,
) -> Answer {
    Ok(Json(playground.change_member(&id, action).await?))
}
