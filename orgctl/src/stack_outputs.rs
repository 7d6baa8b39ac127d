//! Reads the table names from the outputs of a CloudFormation stack.

use std::{fs, path::Path};

use org_discovery::store::dynamodb::TableNames;
use org_discovery_admin::import::without_byte_order_mark;
use serde::Deserialize;

use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedStacks {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    output_key: String,
    output_value: String,
}

/// Reads the table names from `file`, which must describe exactly one stack.
pub fn table_names(file: &Path) -> Result<TableNames, Failure> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    let expected = "expected the output of `aws cloudformation describe-stacks --stack-name NAME`";
    let described: DescribedStacks = serde_json::from_str(without_byte_order_mark(&text))
        .map_err(|error| Failure::usage(format!("{name}: {expected}: {error}")))?;
    let [Stack { outputs }] = described.stacks.as_slice() else {
        return Err(Failure::usage(format!("{name}: {expected} with exactly one stack")));
    };
    let output = |key: &str| {
        let found = outputs.iter().find(|output| output.output_key == key);
        let missing = || Failure::usage(format!("{name}: the stack has no output {key}"));
        found.map(|output| output.output_value.clone()).ok_or_else(missing)
    };
    Ok(TableNames {
        projects: output("ProjectsTableName")?,
        sessions: output("SessionsTableName")?,
        members: output("MembersTableName")?,
        joinable: output("JoinableTableName")?,
        organizations: output("OrganizationsTableName")?,
    })
}
