//! Checks that all programs return the same responses before any of them is timed.

use serde_json::Value;

use test_support::runtime_api::NO_DEADLINE;

use super::{fixture::Fixture, programs::Program};

/// The requirement for the responses to sample events. A change of the rules may change them. The responses to the
/// scenarios, which are timed, must always be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleEvents {
    MustMatch,
    MayDiffer,
}

/// Compares each program's responses to the sample events and scenarios with those of the first program, the function.
pub async fn compare(fixture: &Fixture, programs: &[Program], sample_events: SampleEvents) {
    let mut first: Option<Vec<Value>> = None;
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
            if expected == actual {
                equal += 1;
            } else if sample_events == SampleEvents::MayDiffer && number < fixture.samples.len() {
                println!("{} returns another response to {event}", program.name);
            } else {
                panic!("{} returned {actual} for {event}, expected {expected}", program.name);
            }
        }
        println!("{} returns the function's responses to {equal} of {} events", program.name, expected.len());
    }
}

fn events_of(fixture: &Fixture) -> impl Iterator<Item = (&String, &String)> {
    fixture.samples.iter().chain(&fixture.events)
}

/// Returns the response bodies without their request ids.
async fn collect_responses(fixture: &Fixture, program: &Program) -> Vec<Value> {
    let mut function = program.start(&fixture.environment).await;
    let mut bodies = Vec::new();
    for (scenario, event) in events_of(fixture) {
        let response = function.invoke_raw(NO_DEADLINE, "id", event.clone()).await;
        let response: Value = serde_json::from_slice(&response).expect("JSON");
        assert_eq!(response["statusCode"], 200, "{} returned {response} for {scenario}", program.name);
        let mut body: Value =
            serde_json::from_str(response["body"].as_str().expect("a string")).expect("JSON");
        assert!(body["request_id"].take().is_string(), "{} returned no request_id", program.name);
        bodies.push(body);
    }
    bodies
}
