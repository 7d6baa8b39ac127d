//! The faults that the proxy can inject into a call.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use super::http::{self, DynamoDbCall};
use crate::Read;

/// A fault that the proxy injects into a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A throttling error.
    Throttled,
    /// A throttling error with an `x-amz-retry-after` header of three seconds.
    ThrottledWithRetryAfter,
    /// A 500 response from `DynamoDB`.
    ServerError,
    /// A 502 response with an HTML page, as from an intermediary.
    BadGateway,
    /// A connection reset before the call reaches the endpoint.
    Reset,
    /// A connection reset after the endpoint has processed the call.
    ResponseLost,
    /// A connection that is closed without a reset after the endpoint has processed the call.
    Closed,
    /// No response on a connection that stays open.
    NoResponse,
    /// A delay of the call, in milliseconds.
    Delay(u64),
    /// A response that is sent byte by byte over ten seconds.
    SlowBody,
    /// A response that ends in the middle of its body.
    Truncated,
    /// A 200 response with truncated JSON.
    Malformed,
    /// An empty page that points to a different next page.
    EmptyPage,
    /// An empty page that points to itself.
    PageLoop,
    /// A batch response that returns every key as unprocessed.
    AllUnprocessed,
    /// A batch response that returns every key except the first as unprocessed.
    OneProcessed,
    /// A 200 response without the expected list.
    MissingList,
    /// A canceled transaction, with this cancellation reason for its first item.
    Canceled(&'static str),
    /// The error for a transaction that is still being executed.
    InProgress,
    /// A 400 response with this error code and message.
    Refused(&'static str, &'static str),
    /// A canceled transaction that the endpoint nevertheless executes, after this time in milliseconds.
    CommittedLate(u64),
}

impl Fault {
    /// Returns true if the fault is possible for this read.
    pub fn applies_to(self, read: Read) -> bool {
        match self {
            Self::EmptyPage | Self::PageLoop => matches!(read, Read::Members | Read::Joinable),
            Self::AllUnprocessed | Self::OneProcessed => read == Read::Organizations,
            // For `GetItem`, an empty object is the correct response if the item is absent.
            Self::MissingList => matches!(read, Read::Members | Read::Joinable | Read::Organizations),
            _ => true,
        }
    }

    /// Responds to a call with this fault. `None` closes the connection.
    pub async fn apply(
        self,
        call: &DynamoDbCall,
        endpoint: &mut TcpStream,
        client: &mut TcpStream,
    ) -> Option<()> {
        match self {
            Self::Reset => reset(client),
            Self::ResponseLost => {
                http::send(call, endpoint).await?;
                reset(client)
            }
            Self::Closed => {
                http::send(call, endpoint).await?;
                None
            }
            Self::NoResponse => no_response(client).await,
            Self::Delay(milliseconds) => {
                sleep(Duration::from_millis(milliseconds)).await;
                http::forward(call, endpoint, client).await
            }
            Self::SlowBody => send_slowly(&http::send(call, endpoint).await?.0, client).await,
            Self::Truncated => {
                let (response, body_at) = http::send(call, endpoint).await?;
                client.write_all(&response[..usize::midpoint(body_at, response.len())]).await.ok()?;
                None
            }
            Self::CommittedLate(milliseconds) => {
                client.write_all(&canceled(call, "TransactionConflict")).await.ok()?;
                sleep(Duration::from_millis(milliseconds)).await;
                http::send(call, endpoint).await?;
                None
            }
            Self::OneProcessed => client.write_all(&process_first_key(call, endpoint).await?).await.ok(),
            _ => client.write_all(&self.response_to(call)).await.ok(),
        }
    }

    /// Returns the response that replaces the endpoint's.
    fn response_to(self, call: &DynamoDbCall) -> Vec<u8> {
        let json = |status, body: Value| http::response(status, JSON, &body.to_string());
        let error = |status, name| {
            json(
                status,
                json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "slow down"}),
            )
        };
        match self {
            Self::Throttled => error("400 Bad Request", "ProvisionedThroughputExceededException"),
            Self::ThrottledWithRetryAfter => {
                let body = json!({"__type": "ProvisionedThroughputExceededException"}).to_string();
                http::response("400 Bad Request", &format!("{JSON}x-amz-retry-after: 3000\r\n"), &body)
            }
            Self::ServerError => error("500 Internal Server Error", "InternalServerError"),
            Self::BadGateway => {
                http::response("502 Bad Gateway", "content-type: text/html\r\n", "<h1>Bad gateway</h1>")
            }
            Self::EmptyPage => json("200 OK", empty_page(call, |start| format!("{start}+"))),
            Self::PageLoop => json("200 OK", empty_page(call, str::to_owned)),
            Self::AllUnprocessed => {
                json("200 OK", json!({"Responses": {}, "UnprocessedKeys": call.body["RequestItems"]}))
            }
            Self::MissingList => json("200 OK", json!({})),
            Self::Canceled(code) => canceled(call, code),
            Self::Refused(code, message) => json(
                "400 Bad Request",
                json!({"__type": format!("com.amazon.coral.service#{code}"), "message": message}),
            ),
            Self::InProgress => error("400 Bad Request", "TransactionInProgressException"),
            _ => http::response("200 OK", JSON, "{\"Item\": {\"schema\": {\"N\": "),
        }
    }
}

const JSON: &str = "content-type: application/x-amz-json-1.0\r\n";

/// Returns the response to a transaction that is canceled because of its first item.
fn canceled(call: &DynamoDbCall, code: &str) -> Vec<u8> {
    let items = call.body["TransactItems"].as_array().map_or(1, Vec::len);
    let mut reasons = vec![json!({"Code": "None"}); items];
    reasons[0] = json!({ "Code": code });
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled", "CancellationReasons": reasons,
    });
    http::response("400 Bad Request", JSON, &body.to_string())
}

/// Resets a connection.
pub fn reset(client: &TcpStream) -> Option<()> {
    // With zero linger, closing the socket discards unsent data and sends a reset.
    client.set_zero_linger().ok()?;
    None
}

/// Keeps reading from the client and never responds.
async fn no_response(client: &mut TcpStream) -> Option<()> {
    let mut ignored = [0; 1024];
    while client.read(&mut ignored).await.ok()? > 0 {}
    None
}

/// Sends a response byte by byte over ten seconds.
async fn send_slowly(response: &[u8], client: &mut TcpStream) -> Option<()> {
    let pause = Duration::from_secs(10) / u32::try_from(response.len()).ok()?;
    for byte in response {
        client.write_all(&[*byte]).await.ok()?;
        sleep(pause).await;
    }
    Some(())
}

/// Returns an empty page. `next` maps the sort key at which this page starts to the one at which the next page starts.
fn empty_page(call: &DynamoDbCall, next: impl Fn(&str) -> String) -> Value {
    let sort_key = "organization_id";
    let start = call.body["ExclusiveStartKey"][sort_key]["S"].as_str().unwrap_or("organization");
    let partition_key = call.body["ExpressionAttributeNames"]["#partition"].as_str().unwrap_or_default();
    let partition = &call.body["ExpressionAttributeValues"][":partition"];
    json!({
        "Items": [], "Count": 0, "ScannedCount": 0,
        "LastEvaluatedKey": {partition_key: partition, sort_key: {"S": next(start)}},
    })
}

/// Requests only the first key from the endpoint and returns the others as unprocessed.
async fn process_first_key(call: &DynamoDbCall, endpoint: &mut TcpStream) -> Option<Vec<u8>> {
    let mut first = call.body.clone();
    let (table, request) = first["RequestItems"].as_object_mut()?.iter_mut().next()?;
    let (table, keys) = (table.clone(), request["Keys"].as_array_mut()?);
    let rest = keys.split_off(1);
    let (response, body_at) = http::send(&call.with_body(first)?, endpoint).await?;
    let mut body: Value = serde_json::from_slice(&response[body_at..]).ok()?;
    if !rest.is_empty() {
        body["UnprocessedKeys"] = json!({ table: {"Keys": rest, "ConsistentRead": true} });
    }
    Some(http::response("200 OK", JSON, &body.to_string()))
}
