//! Checks that all programs return the same responses before any of them is timed.

use serde_json::Value;

use test_support::runtime_api::{FunctionProcess, NO_DEADLINE};

use super::{fixture::Fixture, programs::Program};

/// The requirement for the responses to sample events. A change of the rules may change them. The responses to the
/// scenarios, which are timed, must always be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleEvents {
    MustMatch,
    MayDiffer,
}

/// The fields of a body that differ between requests or builds.
const DIFFERING_FIELDS: [&str; 3] = ["request_id", "version", "commit"];

/// A response without the values of these fields.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u64,
    /// The body, parsed. The peers format JSON differently.
    body: Value,
    /// All bytes of the response in Lambda's format.
    text: String,
}

impl Response {
    /// Sends an event.
    pub async fn of(function: &mut FunctionProcess, event: &str) -> Self {
        let bytes = function.invoke_raw(NO_DEADLINE, "id", event.to_owned()).await;
        let response: Value = serde_json::from_slice(&bytes).expect("JSON");
        let mut body: Value =
            serde_json::from_str(response["body"].as_str().expect("a string")).expect("JSON");
        let mut text = String::from_utf8(bytes.to_vec()).expect("JSON");
        assert!(body["request_id"].is_string(), "{text}");
        for field in DIFFERING_FIELDS {
            if let Some(value) = body[field].take().as_str() {
                text = text.replace(value, "");
            }
        }
        Self { status: response["statusCode"].as_u64().expect("a status"), body, text }
    }

    /// Returns true if the responses are equal: byte by byte, or by their values for a peer.
    fn equals(&self, other: &Self, is_peer: bool) -> bool {
        if is_peer { self.body == other.body } else { self == other }
    }
}

/// Compares each program's responses to the sample events and scenarios with those of the first program, the function.
pub async fn compare(fixture: &Fixture, programs: &[Program], sample_events: SampleEvents) {
    let mut first: Option<Vec<Response>> = None;
    for program in programs.iter().filter(|program| program.implements_discovery) {
        let responses = collect_responses(fixture, program).await;
        let Some(expected) = &first else {
            first = Some(responses);
            continue;
        };
        let mut equal = 0;
        for (number, ((event, _), (expected, actual))) in
            events_of(fixture).zip(expected.iter().zip(&responses)).enumerate()
        {
            if actual.equals(expected, program.is_peer) {
                equal += 1;
            } else if sample_events == SampleEvents::MayDiffer && number < fixture.samples.len() {
                println!("{} returns another response to {event}", program.name);
            } else {
                panic!("{} returned {actual:?} for {event}, expected {expected:?}", program.name);
            }
        }
        println!("{} returns the function's responses to {equal} of {} events", program.name, expected.len());
    }
}

fn events_of(fixture: &Fixture) -> impl Iterator<Item = (&String, &String)> {
    fixture.samples.iter().chain(&fixture.events)
}

async fn collect_responses(fixture: &Fixture, program: &Program) -> Vec<Response> {
    let mut function = program.start(&fixture.environment).await;
    let mut responses = Vec::new();
    for (scenario, event) in events_of(fixture) {
        let response = Response::of(&mut function, event).await;
        assert_eq!(response.status, 200, "{} returned {response:?} for {scenario}", program.name);
        responses.push(response);
    }
    responses
}
