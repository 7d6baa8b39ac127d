//! The document as data, and the validation of answers.

use boon::{Compiler, Schemas};
use lambda_http::http::HeaderName;
use serde_json::Value;

use crate::template::yaml;
use test_support::Answer;

/// Any address: nothing is fetched.
const HERE: &str = "https://org-discovery.example/openapi.json";

pub const DISCOVERY: &str = "/paths/~1v1~1b2b~1discovery~1organizations/post";
pub const KEY_SET: &str = "/paths/~1v1~1b2b~1sessions~1jwks~1{project_id}/get";
pub const HEALTH: &str = "/paths/~1health/get";

pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        Self(yaml(include_str!("../../../docs/openapi.yaml")))
    }

    /// Returns the value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or_else(|| panic!("the document has {pointer}"))
    }

    /// Resolves a reference, and returns any other value unchanged.
    pub fn meant<'d>(&'d self, value: &'d Value) -> &'d Value {
        value["$ref"].as_str().map_or(value, |reference| self.at(reference.trim_start_matches('#')))
    }

    /// Resolves the reference at a JSON pointer to another pointer.
    fn place(&self, pointer: &str) -> String {
        let reference = self.at(pointer)["$ref"].as_str();
        reference.map_or(pointer, |reference| reference.trim_start_matches('#')).to_owned()
    }

    /// Returns why a value does not match the schema at this pointer.
    pub fn fault(&self, schema: &str, value: &Value) -> Option<String> {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource(HERE, self.0.clone()).expect("a document");
        let index = compiler.compile(&format!("{HERE}#{schema}"), &mut schemas).expect("a schema");
        schemas.validate(value, index).err().map(|fault| fault.to_string())
    }

    /// The place of an operation's response of this status.
    pub fn response(&self, operation: &str, status: u16) -> String {
        self.place(&format!("{operation}/responses/{status}"))
    }

    /// Panics unless the answer matches the document in its status, its body and its headers: all that are required and no
    /// others.
    pub fn holds(&self, operation: &str, answer: &Answer) {
        let response = self.response(operation, answer.status.as_u16());
        let case = format!("{response}: {}", answer.text());
        let documented = self.at(&response)["headers"].as_object().expect("headers");
        for (name, header) in documented {
            match answer.headers.get(name) {
                Some(value) => {
                    let header = self.place(&format!("{response}/headers/{name}"));
                    let value = value.to_str().expect("a text").into();
                    assert_eq!(self.fault(&format!("{header}/schema"), &value), None, "{case}");
                }
                None => assert_ne!(self.meant(header)["required"], true, "{name}, {case}"),
            }
        }
        let told =
            |name: &HeaderName| documented.keys().any(|known| known.eq_ignore_ascii_case(name.as_str()));
        let untold = answer.headers.keys().filter(|name| *name != "content-type" && !told(name));
        assert_eq!(untold.count(), 0, "{:?}, {case}", answer.headers);
        assert_eq!(answer.headers["content-type"], "application/json");
        let schema = format!("{response}/content/application~1json/schema");
        assert_eq!(self.fault(&schema, &answer.json()), None, "{case}");
    }
}
