//! `cargo xtask docs`: the registry's pages, from what the built provider says about itself,
//! the examples, and the templates.
//!
//! The schema comes from a real client rather than from the provider's library: what is
//! documented is what users get.
//!
//! - `generate`: the task; all pages, written or compared
//! - `schema`: the JSON of `providers schema`
//! - `block`: attributes and blocks as Markdown
//! - `page`: one page from its template

mod block;
mod generate;
mod page;
mod schema;

pub use generate::{Options, run};
