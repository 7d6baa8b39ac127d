//! The five tables: their definitions, creation and state.
//!
//! Local endpoints and tests create their tables from these definitions. In AWS, the template creates the tables, and a
//! test compares the template with the definitions.

mod create;
mod definitions;
mod state;

pub use create::create_tables;
pub use definitions::{
    IndexDefinition, MEMBERS_BY_ORGANIZATION, SESSIONS_BY_MEMBER, TABLES, TableDefinition,
};
pub use state::{IndexState, TableState, table_state};
