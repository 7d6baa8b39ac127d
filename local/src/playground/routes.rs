//! The routes of the page and of its data interface.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Request, State},
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
    request_input::{File, Input, MAX_FILE_BYTES, Parameters},
    situation::Situation,
};

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
    let (parts, body) = request.into_parts();
    let mut response = match hosts.check(&parts, is_page) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
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
    Input(situation): Input<Situation>,
) -> Result<Json<Evaluation>, Refusal> {
    Ok(Json(playground.evaluate(&situation).await?))
}

async fn apply_remedy(
    State(playground): State<Arc<Playground>>,
    Input(chosen): Input<ChosenRemedy>,
) -> Answer {
    let change = async move |playground: &Playground| playground.apply(chosen).await;
    Ok(Json(json!(playground.exclusively(change).await?)))
}

#[derive(Debug, Deserialize)]
struct UndoneChange {
    id: u64,
}

async fn undo(
    State(playground): State<Arc<Playground>>,
    Input(UndoneChange { id }): Input<UndoneChange>,
) -> Answer {
    Ok(Json(json!({"situation": playground.exclusively(async move |playground| playground.undo(id)).await?})))
}

async fn reset(State(playground): State<Arc<Playground>>) -> Answer {
    playground.exclusively(async |playground| playground.reset().await).await?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
struct FileName {
    name: String,
}

async fn import(
    State(playground): State<Arc<Playground>>,
    Parameters(FileName { name }): Parameters<FileName>,
    File(file): File,
) -> Answer {
    let import = async move |playground: &Playground| playground.import(&name, file).await;
    Ok(Json(playground.exclusively(import).await?))
}

#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn organizations(
    State(playground): State<Arc<Playground>>,
    Parameters(After { after }): Parameters<After>,
) -> Result<Json<Page>, Refusal> {
    Ok(Json(playground.organizations(after.as_deref()).await?))
}

async fn organization(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    Ok(Json(playground.organization_text(&id).await?))
}

async fn put_organization(
    State(playground): State<Arc<Playground>>,
    Input(object): Input<WholeObject>,
) -> Answer {
    let change = async move |playground: &Playground| playground.put_organization(&object).await;
    Ok(Json(playground.exclusively(change).await?))
}

async fn update_organization(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Input(fields): Input<ChangedFields>,
) -> Answer {
    let change = async move |playground: &Playground| playground.update_organization(&id, fields).await;
    Ok(Json(playground.exclusively(change).await?))
}

async fn delete_organization(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    let change = async move |playground: &Playground| playground.delete_organization(&id).await;
    Ok(Json(playground.exclusively(change).await?))
}

async fn members(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Parameters(After { after }): Parameters<After>,
) -> Result<Json<Page>, Refusal> {
    Ok(Json(playground.members(&id, after.as_deref()).await?))
}

async fn member(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Answer {
    Ok(Json(playground.member_text(&id).await?))
}

async fn put_member(State(playground): State<Arc<Playground>>, Input(object): Input<WholeObject>) -> Answer {
    let change = async move |playground: &Playground| playground.put_member(&object).await;
    Ok(Json(playground.exclusively(change).await?))
}

async fn update_member(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
    Input(fields): Input<ChangedFields>,
) -> Answer {
    let change = async move |playground: &Playground| playground.update_member(&id, fields).await;
    Ok(Json(playground.exclusively(change).await?))
}

async fn change_member(
    State(playground): State<Arc<Playground>>,
    Path((id, action)): Path<(String, MemberAction)>,
) -> Answer {
    let change = async move |playground: &Playground| playground.change_member(&id, action).await;
    Ok(Json(playground.exclusively(change).await?))
}
