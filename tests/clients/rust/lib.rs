//! Empty, because Cargo requires a library or program target next to the test.
