//! Rules for the dashboards and the saved queries of the template.

use std::collections::BTreeSet;

use org_discovery::domain::discovery::MembershipType;
use serde_json::{Value, json};

use crate::template::{properties, resource, resources_of_type};

/// Returns the widgets of a dashboard of the stack `test`.
fn widgets(id: &str) -> Vec<Value> {
    let body = properties(id)["DashboardBody"]["!Sub"].as_str().expect("a body").to_owned();
    let names = [
        ("${AWS::StackName}", "test"),
        ("${AWS::Region}", "us-east-1"),
        ("${Api}", "api"),
        ("${FunctionLogs}", "logs"),
    ];
    let body = names.iter().fold(body, |body, (name, value)| body.replace(name, value));
    assert!(!body.contains("${"), "{id}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    body["widgets"].as_array().expect("widgets").clone()
}

/// Returns the own metrics of all widgets as namespace, name, dimension and value.
fn own_metrics(widgets: &[Value]) -> Vec<Vec<String>> {
    let metrics = widgets.iter().filter_map(|widget| widget["properties"]["metrics"].as_array()).flatten();
    let texts = |metric: &Value| -> Vec<String> {
        let parts = metric.as_array().expect("a metric").iter();
        parts.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    metrics
        .map(texts)
        .filter(|metric| metric.first().is_some_and(|name| name == "OrgDiscovery/test"))
        .collect()
}

/// Returns the first cell of each row of a section of docs/telemetry.md, without backticks.
fn documented(section: &str) -> BTreeSet<String> {
    let page = include_str!("../../../docs/telemetry.md");
    let section = page.split_once(&format!("## {section}\n")).expect("a section").1;
    let rows =
        section.split("\n## ").next().unwrap_or_default().lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split(','));
    cells.map(|name| name.trim().trim_matches('`').to_owned()).collect()
}

#[test]
fn dashboards_show_every_metric_of_their_function() {
    let only_exchange = BTreeSet::from(["WriteUnits", "SessionsCreated"].map(str::to_owned));
    let only_discovery = BTreeSet::from(["OrganizationsReturned", "ShortenedAnswers"].map(str::to_owned));
    let all = documented("Metrics");
    let expected = [
        ("Dashboard", "test", &all - &only_exchange),
        ("ExchangeDashboard", "test-exchange", &all - &only_discovery),
    ];
    for (id, service, metrics) in expected {
        let shown = own_metrics(&widgets(id));
        for metric in &shown {
            assert_eq!((metric[2].as_str(), metric[3].as_str()), ("service", service), "{id}");
        }
        assert_eq!(
            shown.into_iter().map(|metric| metric[1].clone()).collect::<BTreeSet<_>>(),
            metrics,
            "{id}"
        );
    }
}

#[test]
fn dashboards_show_errors_by_type() {
    for (id, service) in [("Dashboard", "test"), ("ExchangeDashboard", "test-exchange")] {
        let search =
            format!(r#"SEARCH('{{"OrgDiscovery/test",service,error_type}} service="{service}"', 'Sum')"#);
        let found =
            widgets(id).iter().any(|widget| widget["properties"]["metrics"][0][0]["expression"] == search);
        assert!(found, "{id}");
    }
}

#[test]
fn widgets_do_not_overlap() {
    for id in ["Dashboard", "ExchangeDashboard"] {
        let mut places = BTreeSet::new();
        for widget in widgets(id) {
            let number = |name: &str| widget[name].as_u64().expect("a number");
            assert_eq!((number("width"), number("height")), (8, 6), "{id}");
            assert!(number("x") <= 16 && number("x") % 8 == 0 && number("y") % 6 == 0, "{id}");
            assert!(places.insert((number("x"), number("y"))), "{id}: {widget}");
        }
    }
}

/// A field that does not exist shows nothing, without an error.
#[test]
fn queries_use_documented_fields() {
    let mut known = documented("Fields of a request line");
    known.extend(documented("Shortened answers"));
    known.remove("organizations.<membership type>");
    let types = [
        MembershipType::ActiveMember,
        MembershipType::PendingMember,
        MembershipType::InvitedMember,
        MembershipType::EligibleToJoinByEmailDomain,
        MembershipType::EligibleToJoinByOAuthTenant,
    ];
    known.extend(types.map(|kind| format!("organizations.{}", kind.as_str())));
    let log_widget =
        widgets("Dashboard").into_iter().find(|widget| widget["type"] == "log").expect("a widget");
    let mut queries: Vec<_> = resources_of_type("AWS::Logs::QueryDefinition")
        .iter()
        .map(|(_, query)| query["Properties"]["QueryString"].as_str().expect("a query").to_owned())
        .collect();
    queries.push(log_widget["properties"]["query"].as_str().expect("a query").to_owned());
    for query in queries {
        let fields: Vec<_> = query.split('`').skip(1).step_by(2).collect();
        for field in fields {
            assert!(known.contains(field), "{field} in {query}");
        }
    }
}

/// A query of the runbook without a value to fill in is saved.
#[test]
fn queries_of_the_runbook_are_saved() {
    let page = include_str!("../../../docs/runbook.md");
    // Every second part is a block, and begins with its language.
    let blocks = page.split("```").skip(1).step_by(2).map(|block| block.trim().to_owned());
    let in_runbook: BTreeSet<_> =
        blocks.filter(|block| block.starts_with("filter") && !block.contains('…')).collect();
    let saved = resources_of_type("AWS::Logs::QueryDefinition");
    let queries = saved
        .iter()
        .map(|(_, query)| query["Properties"]["QueryString"].as_str().expect("a query").to_owned());
    assert_eq!(queries.collect::<BTreeSet<_>>(), in_runbook);
    for (id, query) in saved {
        assert_eq!(query["Condition"], "HasDashboard", "{id}");
        let name = query["Properties"]["Name"]["!Sub"].as_str().expect("a name").to_owned();
        assert!(name.starts_with("${AWS::StackName}/"), "{id}: {name}");
    }
    assert_eq!(resource("Dashboard")["Condition"], "HasDashboard");
    for (id, name) in [("Dashboard", ""), ("ExchangeDashboard", "-exchange")] {
        let name = format!("${{AWS::StackName}}{name}-${{AWS::Region}}");
        assert_eq!(properties(id)["DashboardName"], json!({ "!Sub": name }));
    }
}
