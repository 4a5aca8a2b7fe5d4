//! The Resource Manager client against small scripted servers: real HTTPS, real tokens, every request expected.
//!
//! Each test is one promise of the client. Waiting times are milliseconds (`Pacing`), so nothing here sleeps for long.

mod deletions;
mod fixtures;
mod hosts;
mod limits;
mod operations;
mod reads;
mod retries;
mod script;
mod tokens;
mod updates;
