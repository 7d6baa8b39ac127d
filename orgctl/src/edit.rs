//! Partial changes of an organization or a Member, and the differences that they make.

mod arguments;
mod assignment;
mod change_report;
mod field_change;
mod whole_object;

pub use arguments::EditArguments;
pub use change_report::change_report;
pub use field_change::{FieldChange, changes};
pub use whole_object::{WholeObject, parse_edited};
