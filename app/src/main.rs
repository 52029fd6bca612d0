//! The `qipan` program.
fn main() {}
