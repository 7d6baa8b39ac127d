//! The generated tables of `docs/scaling.md`.

mod day_tables;
mod nine_tables;
mod source_tables;
mod workload_tables;

use super::growth;

/// A table between its markers on the page.
pub struct NamedTable {
    pub name: &'static str,
    pub markdown: String,
}

/// Returns every table, in the order of the page.
pub fn tables() -> Vec<NamedTable> {
    let named = |name, markdown| NamedTable { name, markdown };
    vec![
        named("first limits", workload_tables::first_limits()),
        named("units", workload_tables::units()),
        named("changes", workload_tables::changed_designs()),
        named("limits of sign-ins", workload_tables::limits_of_sign_ins()),
        named("a day", day_tables::day()),
        named("tables at nine", day_tables::units_of_tables()),
        named("hottest keys", day_tables::hottest_keys()),
        named("instances", day_tables::instances_by_duration()),
        named("wrong secrets", day_tables::wrong_secrets()),
        named("growth by memberships", growth::by_memberships()),
        named("growth by domain", growth::by_organizations_of_domain()),
        named("growth by Members", growth::by_stored_members()),
        named("one organization at nine", nine_tables::arrivals()),
        named("transactions", nine_tables::transactions()),
        named("assumptions", source_tables::assumptions()),
        named("limits", source_tables::limits()),
    ]
}

/// Returns the page with the current tables, or `None` if it lacks the markers of a table.
pub fn with_current_tables(page: &str) -> Option<String> {
    tables().iter().try_fold(page.to_owned(), |page, NamedTable { name, markdown }| {
        let begin = format!("<!-- table: {name} -->\n");
        let (before, rest) = page.split_once(&begin)?;
        let (_, after) = rest.split_once("<!-- end -->\n")?;
        Some(format!("{before}{begin}\n{markdown}\n<!-- end -->\n{after}"))
    })
}

/// Returns a Markdown table.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows = rows.into_iter().map(|cells| line(&cells));
    [line(&head), rule].into_iter().chain(rows).collect()
}
