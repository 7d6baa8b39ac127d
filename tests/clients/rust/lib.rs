//! Nothing: the package exists for its test, and Cargo wants a target beside it.
