//! Events of Application Load Balancers and VPC Lattice, which the function does not support. The invocation must not succeed
//! with a response that the front end passes on.

use org_discovery::http::Invocation;
use serde_json::{Value, json};

/// An event of an Application Load Balancer, as in the documentation of Elastic Load Balancing.
fn load_balancer_event() -> Value {
    json!({
        "requestContext": {"elb": {"targetGroupArn":
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/discovery/6d0ecf831eec9f09"}},
        "httpMethod": "GET", "path": "/health", "queryStringParameters": {},
        "headers": {"accept": "*/*", "host": "discovery.example.com"}, "body": "", "isBase64Encoded": false,
    })
}

/// An event of VPC Lattice with the event structure version V2, as in its documentation.
fn lattice_event() -> Value {
    json!({
        "version": "2.0", "path": "/health", "method": "GET",
        "headers": {"accept": ["*/*"], "host": ["discovery.example.com"]}, "isBase64Encoded": false,
        "requestContext": {
            "serviceNetworkArn": "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0bf3f2882e9cc805a",
            "serviceArn": "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-0a40eebed65f8d69c",
            "targetGroupArn": "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-6d0ecf831eec9f09",
            "region": "us-east-1", "timeEpoch": "1785271900000000",
        },
    })
}

#[test]
fn load_balancers_and_lattice_are_refused() {
    for event in [load_balancer_event(), lattice_event()] {
        let error = serde_json::from_str::<Invocation>(&event.to_string()).expect_err("an unsupported event");
        assert!(error.to_string().contains("expects a JSON payload from Amazon API Gateway"), "{error}");
    }
}

/// With the event structure version V1, the event has no field of a gateway event, so the answer is `null`, which VPC Lattice
/// reports as an error.
#[test]
fn old_lattice_events_are_not_http_events() {
    let event = json!({
        "raw_path": "/health", "method": "GET", "headers": {"accept": "*/*"}, "query_string_parameters": {},
        "body": "", "is_base64_encoded": false,
    });
    let invocation = serde_json::from_str::<Invocation>(&event.to_string()).expect("an invocation");
    assert!(matches!(invocation, Invocation::Other));
}
