//! The environment files for running the function without `cargo local`.

use std::collections::BTreeMap;

use org_discovery::{settings::Settings, store::dynamodb::TableNames};
use serde_json::Value;

fn watch_environment() -> BTreeMap<String, String> {
    let lines = include_str!("../../local/watch.env").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once('=').expect("NAME=value"));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The logical ids of the functions in the template.
const FUNCTIONS: [&str; 2] = ["OrgDiscoveryFunction", "ExchangeFunction"];

fn sam_environment(function: &str) -> BTreeMap<String, String> {
    let json: Value = serde_json::from_str(include_str!("../../local/sam.json")).expect("JSON");
    serde_json::from_value(json[function].clone()).expect("names and values")
}

fn settings(environment: &BTreeMap<String, String>) -> Settings {
    Settings::read(|name| environment.get(name).cloned()).expect("a complete environment")
}

#[test]
fn environment_files_match_demo_project_and_tables() {
    let project: Value = serde_json::from_str(include_str!("../../local/demo/project.json")).expect("JSON");
    let environments = [watch_environment()].into_iter().chain(FUNCTIONS.map(sam_environment));
    for environment in environments {
        let settings = settings(&environment);
        assert_eq!(settings.project_id.as_str(), project["project_id"]);
        assert_eq!(settings.tables, TableNames::with_prefix("org-discovery"));
        assert!(settings.connection.endpoint_url.is_some_and(|url| url.ends_with(":8000")));
    }
}

#[test]
fn sam_environment_points_to_container_host() {
    for function in FUNCTIONS {
        assert!(sam_environment(function)["AWS_ENDPOINT_URL_DYNAMODB"].contains("host.docker.internal"));
    }
    assert!(watch_environment()["AWS_ENDPOINT_URL_DYNAMODB"].contains("127.0.0.1"));
}
