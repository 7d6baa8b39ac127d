//! Whoever is timed must give the right answers first.

use serde_json::Value;

use super::{contenders::Contender, runtime_api::NO_END, world::World};

/// Compares everybody's answers to the sample events and to every scene with those of the first, the function.
pub async fn compare(world: &World, contenders: &[Contender]) {
    let mut first: Option<Vec<Value>> = None;
    for contender in contenders.iter().filter(|contender| contender.answers) {
        let answers = ask(world, contender).await;
        let Some(right) = &first else {
            first = Some(answers);
            continue;
        };
        for ((event, _), (right, given)) in asked(world).zip(right.iter().zip(&answers)) {
            assert!(right == given, "{} answers {event} by {given}, not by {right}", contender.name);
        }
        println!("{} gives the function's answers to {} events", contender.name, right.len());
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
