//! Reads the body of a response up to a limit.

use reqwest::Response;

/// The reason why a body could not be read.
#[derive(Debug)]
pub enum BodyError {
    /// The connection ended before the body was complete, or the time limit was reached.
    Incomplete(reqwest::Error),
    /// The body is larger than the limit.
    TooLarge,
}

/// Returns the body, which may have `max_bytes` bytes.
pub async fn read_body(mut response: Response, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Incomplete)? {
        body.extend_from_slice(&chunk);
        if body.len() > max_bytes {
            return Err(BodyError::TooLarge);
        }
    }
    Ok(body)
}
