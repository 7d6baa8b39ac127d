//! The read adapter: each access pattern of [`Reads`](crate::store::Reads) as a call of `DynamoDB`.

mod joinable;
mod members;
mod organizations;
mod projects;
mod sessions;
