//! The input of a request: a JSON body, a file, or parameters. Every rejection is a [`Refusal`].

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

use super::refusal::Refusal;

/// The largest file that can be imported, in bytes.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// A body in JSON.
pub struct Input<T>(pub T);

/// A body as it is.
pub struct File(pub Vec<u8>);

/// The parameters in the query.
pub struct Parameters<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let File(body) = File::from_request(request, state).await?;
        Ok(Self(serde_json::from_slice(&body)?))
    }
}

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Refusal::invalid(format!("the file is larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024))
            } else {
                Refusal::invalid(rejection.body_text())
            }
        })?;
        Ok(Self(body.into()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(parameters) = Query::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Refusal::invalid(format!("parameters: {}", rejection.body_text())))?;
        Ok(Self(parameters))
    }
}
