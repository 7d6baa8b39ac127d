//! Whoever is timed must give the right answers first.

use serde_json::Value;

use super::{contenders::Contender, runtime_api::NO_END, world::World};

/// Whether a contender may answer a sample event in another way than the first: a change of the rules changes answers. The
/// scenes, which are timed, are always answered alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Samples {
    AnsweredAlike,
    MayDiffer,
}

/// Compares everybody's answers to the sample events and to every scene with those of the first, the function.
pub async fn compare(world: &World, contenders: &[Contender], samples: Samples) {
    let mut first: Option<Vec<Value>> = None;
    for contender in contenders.iter().filter(|contender| contender.answers) {
        let answers = ask(world, contender).await;
        let Some(right) = &first else {
            first = Some(answers);
            continue;
        };
        let mut alike = 0;
        for (number, ((event, _), (right, given))) in asked(world).zip(right.iter().zip(&answers)).enumerate()
        {
            if right == given {
                alike += 1;
            } else if samples == Samples::MayDiffer && number < world.samples.len() {
                println!("{} answers {event} in another way", contender.name);
            } else {
                panic!("{} answers {event} by {given}, not by {right}", contender.name);
            }
        }
        println!("{} gives the function's answers to {alike} of {} events", contender.name, right.len());
    }
}

fn asked(world: &World) -> impl Iterator<Item = (&String, &String)> {
    world.samples.iter().chain(&world.events)
}

/// The answers' bodies, but for the names of the requests.
async fn ask(world: &World, contender: &Contender) -> Vec<Value> {
    let mut function = contender.start(&world.environment).await;
    let mut bodies = Vec::new();
    for (scene, event) in asked(world) {
        let answer = function.answer(NO_END, "id", event.clone()).await;
        let answer: Value = serde_json::from_slice(&answer).expect("a JSON answer");
        assert_eq!(answer["statusCode"], 200, "{} answers {scene} by {answer}", contender.name);
        let mut body: Value = serde_json::from_str(answer["body"].as_str().expect("a text")).expect("JSON");
        assert!(body["request_id"].take().is_string(), "{} names no request", contender.name);
        bodies.push(body);
    }
    bodies
}
