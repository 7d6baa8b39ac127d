//! The parsed `OpenAPI` document, and validation of responses.

use boon::{Compiler, Schemas};
use lambda_http::http::HeaderName;
use serde_json::Value;

use test_support::{ApiResponse, yaml};

/// An arbitrary base URL: nothing is fetched.
const BASE_URL: &str = "https://org-discovery.example/openapi.json";

pub const DISCOVERY: &str = "/paths/~1v1~1b2b~1discovery~1organizations/post";
pub const EXCHANGE: &str = "/paths/~1v1~1b2b~1discovery~1intermediate_sessions~1exchange/post";
pub const SESSIONS_EXCHANGE: &str = "/paths/~1v1~1b2b~1sessions~1exchange/post";
pub const CREATE: &str = "/paths/~1v1~1b2b~1discovery~1organizations~1create/post";
pub const KEY_SET: &str = "/paths/~1v1~1b2b~1sessions~1jwks~1{project_id}/get";
pub const HEALTH: &str = "/paths/~1health/get";

/// The operations of the exchange function with their paths.
pub const EXCHANGES: [(&str, &str); 3] = [
    (EXCHANGE, "/v1/b2b/discovery/intermediate_sessions/exchange"),
    (SESSIONS_EXCHANGE, "/v1/b2b/sessions/exchange"),
    (CREATE, "/v1/b2b/discovery/organizations/create"),
];

pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        Self(yaml(include_str!("../../../docs/openapi.yaml")))
    }

    /// Returns the value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or_else(|| panic!("the document lacks {pointer}"))
    }

    /// Resolves a reference. Returns any other value unchanged.
    pub fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        value["$ref"].as_str().map_or(value, |reference| self.at(reference.trim_start_matches('#')))
    }

    /// Resolves a reference at a JSON pointer to the pointer of its target.
    fn resolve_pointer(&self, pointer: &str) -> String {
        let reference = self.at(pointer)["$ref"].as_str();
        reference.map_or(pointer, |reference| reference.trim_start_matches('#')).to_owned()
    }

    /// Returns the error of validating a value against the schema at this pointer, or `None` if it is valid.
    pub fn schema_error(&self, schema: &str, value: &Value) -> Option<String> {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource(BASE_URL, self.0.clone()).expect("a document");
        let index = compiler.compile(&format!("{BASE_URL}#{schema}"), &mut schemas).expect("a schema");
        schemas.validate(value, index).err().map(|error| error.to_string())
    }

    /// Returns the JSON pointer of an operation's response with this status.
    pub fn response(&self, operation: &str, status: u16) -> String {
        self.resolve_pointer(&format!("{operation}/responses/{status}"))
    }

    /// Asserts that the status, the headers and the body of a response match the document. Required headers must be
    /// present, and undocumented ones absent.
    pub fn assert_matches(&self, operation: &str, response: &ApiResponse) {
        let pointer = self.response(operation, response.status.as_u16());
        let case = format!("{pointer}: {}", response.text());
        let documented = self.at(&pointer)["headers"].as_object().expect("headers");
        for (name, header) in documented {
            match response.headers.get(name) {
                Some(value) => {
                    let header = self.resolve_pointer(&format!("{pointer}/headers/{name}"));
                    let value = value.to_str().expect("a string").into();
                    assert_eq!(self.schema_error(&format!("{header}/schema"), &value), None, "{case}");
                }
                None => assert_ne!(self.resolve(header)["required"], true, "{name}, {case}"),
            }
        }
        let is_documented =
            |name: &HeaderName| documented.keys().any(|known| known.eq_ignore_ascii_case(name.as_str()));
        let undocumented =
            response.headers.keys().filter(|name| *name != "content-type" && !is_documented(name));
        assert_eq!(undocumented.count(), 0, "{:?}, {case}", response.headers);
        assert_eq!(response.headers["content-type"], "application/json");
        let schema = format!("{pointer}/content/application~1json/schema");
        assert_eq!(self.schema_error(&schema, &response.json()), None, "{case}");
    }
}
