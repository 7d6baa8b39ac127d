//! Implements the traits of [`Reads`](crate::store::Reads) with calls to `DynamoDB`.

mod joinable;
mod members;
mod organizations;
mod projects;
mod sessions;
