//! Checks that every program gives the same answers before any is timed.

use serde_json::Value;

use test_support::runtime_api::NO_END;

use super::{programs::Program, world::World};

/// Whether a program may answer a sample event in another way than the first: a change of the rules changes answers. The
/// scenarios, which are timed, are always answered alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleEvents {
    AnsweredAlike,
    MayDiffer,
}

/// Compares the answers of all programs to the sample events and scenarios with those of the first, the function.
pub async fn compare(world: &World, programs: &[Program], sample_events: SampleEvents) {
    let mut first: Option<Vec<Value>> = None;
    for program in programs.iter().filter(|program| program.answers) {
        let answers = ask(world, program).await;
        let Some(right) = &first else {
            first = Some(answers);
            continue;
        };
        let mut alike = 0;
        for (number, ((event, _), (right, given))) in asked(world).zip(right.iter().zip(&answers)).enumerate()
        {
            if right == given {
                alike += 1;
            } else if sample_events == SampleEvents::MayDiffer && number < world.samples.len() {
                println!("{} answers {event} in another way", program.name);
            } else {
                panic!("{} answers {event} by {given}, not by {right}", program.name);
            }
        }
        println!("{} gives the function's answers to {alike} of {} events", program.name, right.len());
    }
}

fn asked(world: &World) -> impl Iterator<Item = (&String, &String)> {
    world.samples.iter().chain(&world.events)
}

/// The answers' bodies, but for the names of the requests.
async fn ask(world: &World, program: &Program) -> Vec<Value> {
    let mut function = program.start(&world.environment).await;
    let mut bodies = Vec::new();
    for (scenario, event) in asked(world) {
        let answer = function.answer(NO_END, "id", event.clone()).await;
        let answer: Value = serde_json::from_slice(&answer).expect("a JSON answer");
        assert_eq!(answer["statusCode"], 200, "{} answers {scenario} by {answer}", program.name);
        let mut body: Value = serde_json::from_str(answer["body"].as_str().expect("a text")).expect("JSON");
        assert!(body["request_id"].take().is_string(), "{} names no request", program.name);
        bodies.push(body);
    }
    bodies
}
