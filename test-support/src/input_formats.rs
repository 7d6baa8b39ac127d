//! Every input format that an import accepts or refuses, shared by the tests of `admin`, `orgctl` and `local`.

mod accepted;
mod refused;

use serde_json::{Value, json};

use crate::builders::{member_with_id, organization_with_id};

pub use accepted::accepted_inputs;
pub use refused::refused_inputs;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Input files that contain the same organization with the same two Members.
pub struct AcceptedInput {
    pub name: &'static str,
    pub files: Vec<String>,
}

/// An input file that is refused, and the reason in the error message.
pub struct RefusedInput {
    pub name: &'static str,
    pub file: Vec<u8>,
    pub reason: &'static str,
}

fn organization_one() -> Value {
    organization_with_id(
        "org-1",
        json!({
            "organization_name": "One", "organization_slug": "one",
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z",
        }),
    )
}

/// A Member of the organization, numbered from 1.
fn numbered_member(n: usize) -> Value {
    let fields = json!({
        "organization_id": "org-1",
        "created_at": "2026-01-03T00:00:00Z", "updated_at": "2026-01-04T00:00:00Z",
    });
    member_with_id(&format!("m-{n}"), &format!("p{n}@b.example"), fields)
}

/// The organization with its two Members nested.
fn nested() -> Value {
    let mut organization = organization_one();
    organization["members"] = json!([numbered_member(1), numbered_member(2)]);
    organization
}
