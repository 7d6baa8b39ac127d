//! The gateway's events: HTTP API (payload 2.0), REST API (1.0) and function URLs.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{
        HeaderValue,
        header::{CONTENT_ENCODING, VARY},
    },
};

use super::{ApiError, Endpoint, HttpRequest, HttpResponse, body::encode};
use crate::{
    domain::{Clock, Entropy},
    store::Reads,
};

impl<S: Reads, C: Clock, E: Entropy> Endpoint<S, C, E> {
    /// Answers an event. The path is taken as the gateway received it: the request's URI of a REST event begins with the
    /// stage.
    pub async fn handle(&self, event: Request) -> Response<Body> {
        let (method, headers) = (event.method(), event.headers());
        let request = HttpRequest { method, path: event.raw_http_path(), headers, body: event.body() };
        let response = self.answer(request).await;
        match encoded(response, &request) {
            Some(response) => response,
            None => {
                plain(self.fail(&ApiError::internal("response_too_large: the answer does not fit into 6 MB")))
            }
        }
    }
}

/// The answer in a form that fits, if there is one.
fn encoded(response: HttpResponse, request: &HttpRequest<'_>) -> Option<Response<Body>> {
    let encoded = encode(response.body, request.headers)?;
    let mut event = Response::new(encoded.body);
    *event.status_mut() = response.status;
    *event.headers_mut() = response.headers;
    if encoded.gzip {
        event.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        event.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    Some(event)
}

fn plain(response: HttpResponse) -> Response<Body> {
    let mut event = Response::new(Body::Text(response.body));
    *event.status_mut() = response.status;
    *event.headers_mut() = response.headers;
    event
}
