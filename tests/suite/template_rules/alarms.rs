//! Rules for the alarms of the template.

use std::collections::BTreeSet;

use serde_json::json;

use crate::template::{resources_of_type, table_name};

#[test]
fn alarms_link_to_the_runbook() {
    let runbook = include_str!("../../../docs/runbook.md");
    let headings: BTreeSet<String> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect();
    let actions = json!({"!If": ["HasAlarmTopic", [{"!Ref": "AlarmTopicArn"}], {"!Ref": "AWS::NoValue"}]});
    let (alarms, mut anchors) = (resources_of_type("AWS::CloudWatch::Alarm"), BTreeSet::new());
    let count = alarms.len();
    for (id, alarm) in alarms {
        let alarm = &alarm["Properties"];
        let description = alarm["AlarmDescription"].as_str().expect("a description");
        let (_, anchor) =
            description.trim().split_once("See docs/runbook.md#").expect("a link to the runbook");
        assert!(headings.contains(anchor), "{id}: {anchor} is not a heading in {headings:?}");
        let metric = ["Dimensions", "MetricName"].map(|name| alarm[name].to_string());
        anchors.insert((anchor.to_owned(), metric));
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&actions, &actions), "{id}");
        assert_eq!(alarm["TreatMissingData"], "notBreaching", "{id}");
    }
    assert_eq!(anchors.len(), count, "two alarms are equivalent");
}

/// Two stacks in one account must not share a metric.
#[test]
fn alarms_watch_metrics_of_their_own_stack() {
    let (function, exchange) =
        (json!({"!Ref": "AWS::StackName"}), json!({"!Sub": "${AWS::StackName}-exchange"}));
    let namespace = json!({"!Sub": "OrgDiscovery/${AWS::StackName}"}).to_string();
    for (id, alarm) in resources_of_type("AWS::CloudWatch::Alarm") {
        let (text, alarm) = (alarm.to_string(), &alarm["Properties"]);
        if !text.contains("OrgDiscovery/") {
            assert!(alarm["Namespace"].as_str().is_some_and(|name| name.starts_with("AWS/")), "{id}");
            continue;
        }
        assert_eq!(text.matches("OrgDiscovery/").count(), text.matches(&namespace).count(), "{id}");
        let service = if id.starts_with("Exchange") { &exchange } else { &function };
        let dimension = json!({"Name": "service", "Value": service}).to_string();
        assert_eq!(text.matches("service").count(), text.matches(&dimension).count(), "{id}");
    }
}

/// Returns the tables of the alarms for a metric of DynamoDB.
fn tables_with_alarm(metric: &str) -> BTreeSet<String> {
    let alarms = resources_of_type("AWS::CloudWatch::Alarm").into_iter();
    let of_metric = alarms.filter(|(_, alarm)| alarm["Properties"]["MetricName"] == metric);
    of_metric.map(|(_, alarm)| alarm["Properties"]["Dimensions"][0]["Value"].to_string()).collect()
}

/// An alarm for each table that a function reads or writes.
#[test]
fn throttled_tables_have_alarms() {
    let of = |tables: &[&str]| -> BTreeSet<_> {
        tables.iter().map(|table| table_name(&format!("{table}Table")).to_string()).collect()
    };
    let written = of(&["Sessions", "Members", "Joinable", "Organizations"]);
    assert_eq!(tables_with_alarm("WriteThrottleEvents"), written);
    let read = &written | &of(&["Projects"]);
    assert_eq!(tables_with_alarm("ReadThrottleEvents"), read);
}
