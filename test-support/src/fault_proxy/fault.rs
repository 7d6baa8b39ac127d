//! Faults of a call.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use super::http::{self, StoreCall};
use crate::Read;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The store asks to slow down.
    Throttled,
    /// The same, and says that three seconds would be right.
    ThrottledForLong,
    /// The store fails.
    ServerError,
    /// Something on the way fails, and says so to a person.
    BadGateway,
    /// The connection is reset before the call gets to the store.
    Reset,
    /// The call gets to the store, and its answer is lost by a reset.
    AnswerLost,
    /// The same, with an orderly end of the connection.
    Closed,
    /// Nothing comes back, and nothing says why.
    Silence,
    /// The answer comes after so many milliseconds.
    Late(u64),
    /// The answer comes byte by byte, and takes ten seconds.
    Drip,
    /// The answer breaks off in the middle.
    Truncated,
    /// A success that cannot be read.
    Garbage,
    /// A page without items that is not the last; the next begins somewhere else.
    EmptyPage,
    /// A page without items whose next is itself.
    SamePage,
    /// An answer in which every key was left out.
    Unprocessed,
    /// An answer in which all but the first key were left out.
    OneKey,
    /// A success that has nothing of what was asked for, not even an empty list.
    Nothing,
}

impl Fault {
    /// Whether it can happen to this read.
    pub fn fits(self, read: Read) -> bool {
        match self {
            Self::EmptyPage | Self::SamePage => matches!(read, Read::Members | Read::Joinable),
            Self::Unprocessed | Self::OneKey => read == Read::Organizations,
            // Where one item is asked for, this is how it is said that there is none.
            Self::Nothing => matches!(read, Read::Members | Read::Joinable | Read::Organizations),
            _ => true,
        }
    }

    /// Does it to a call. `None` ends the connection.
    pub async fn happen(
        self,
        call: &StoreCall,
        endpoint: &mut TcpStream,
        client: &mut TcpStream,
    ) -> Option<()> {
        match self {
            Self::Reset => reset(client),
            Self::AnswerLost => {
                http::ask(call, endpoint).await?;
                reset(client)
            }
            Self::Closed => {
                http::ask(call, endpoint).await?;
                None
            }
            Self::Silence => silence(client).await,
            Self::Late(milliseconds) => {
                sleep(Duration::from_millis(milliseconds)).await;
                http::forward(call, endpoint, client).await
            }
            Self::Drip => drip(&http::ask(call, endpoint).await?.0, client).await,
            Self::Truncated => {
                let (answer, body_at) = http::ask(call, endpoint).await?;
                client.write_all(&answer[..usize::midpoint(body_at, answer.len())]).await.ok()?;
                None
            }
            Self::OneKey => client.write_all(&one_key(call, endpoint).await?).await.ok(),
            _ => client.write_all(&self.answer_to(call)).await.ok(),
        }
    }

    /// The bytes that replace the endpoint's answer.
    fn answer_to(self, call: &StoreCall) -> Vec<u8> {
        let json = |status, body: Value| http::answer(status, JSON, &body.to_string());
        let error = |status, name| {
            json(
                status,
                json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "slow down"}),
            )
        };
        match self {
            Self::Throttled => error("400 Bad Request", "ProvisionedThroughputExceededException"),
            Self::ThrottledForLong => {
                let body = json!({"__type": "ProvisionedThroughputExceededException"}).to_string();
                http::answer("400 Bad Request", &format!("{JSON}x-amz-retry-after: 3000\r\n"), &body)
            }
            Self::ServerError => error("500 Internal Server Error", "InternalServerError"),
            Self::BadGateway => {
                http::answer("502 Bad Gateway", "content-type: text/html\r\n", "<h1>Bad gateway</h1>")
            }
            Self::EmptyPage => json("200 OK", empty_page(call, |from| format!("{from}+"))),
            Self::SamePage => json("200 OK", empty_page(call, str::to_owned)),
            Self::Unprocessed => {
                json("200 OK", json!({"Responses": {}, "UnprocessedKeys": call.body["RequestItems"]}))
            }
            Self::Nothing => json("200 OK", json!({})),
            _ => http::answer("200 OK", JSON, "{\"Item\": {\"schema\": {\"N\": "),
        }
    }
}

const JSON: &str = "content-type: application/x-amz-json-1.0\r\n";

pub fn reset(client: &TcpStream) -> Option<()> {
    // What is unread or unsent is thrown away, and the other side gets a reset.
    client.set_zero_linger().ok()?;
    None
}

/// Reads on, so that only the answer is missing.
async fn silence(client: &mut TcpStream) -> Option<()> {
    let mut ignored = [0; 1024];
    while client.read(&mut ignored).await.ok()? > 0 {}
    None
}

async fn drip(answer: &[u8], client: &mut TcpStream) -> Option<()> {
    let pause = Duration::from_secs(10) / u32::try_from(answer.len()).ok()?;
    for byte in answer {
        client.write_all(&[*byte]).await.ok()?;
        sleep(pause).await;
    }
    Some(())
}

/// A page that is empty and names where to go on.
fn empty_page(call: &StoreCall, next: impl Fn(&str) -> String) -> Value {
    let sort_key = "organization_id";
    let from = call.body["ExclusiveStartKey"][sort_key]["S"].as_str().unwrap_or("organization");
    let partition_key = call.body["ExpressionAttributeNames"]["#partition"].as_str().unwrap_or_default();
    let partition = &call.body["ExpressionAttributeValues"][":partition"];
    json!({
        "Items": [], "Count": 0, "ScannedCount": 0,
        "LastEvaluatedKey": {partition_key: partition, sort_key: {"S": next(from)}},
    })
}

/// Asks the endpoint for the first key alone, and leaves the others out.
async fn one_key(call: &StoreCall, endpoint: &mut TcpStream) -> Option<Vec<u8>> {
    let mut first = call.body.clone();
    let (table, wanted) = first["RequestItems"].as_object_mut()?.iter_mut().next()?;
    let (table, keys) = (table.clone(), wanted["Keys"].as_array_mut()?);
    let rest = keys.split_off(1);
    let (answer, body_at) = http::ask(&call.with_body(first)?, endpoint).await?;
    let mut body: Value = serde_json::from_slice(&answer[body_at..]).ok()?;
    if !rest.is_empty() {
        body["UnprocessedKeys"] = json!({ table: {"Keys": rest, "ConsistentRead": true} });
    }
    Some(http::answer("200 OK", JSON, &body.to_string()))
}
