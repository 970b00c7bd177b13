//! `iho` publishes the blueprints of integrated health organisations (IHOs) as a website.
//!
//! Data flows one way. [`disk`] reads a site's folders into [`source::Sources`]; [`model`] makes typed records of
//! the files; [`graph`] binds every name to what it names; [`page`] decides which pages exist and what each says;
//! [`render`] makes bytes of that; [`output`] is the finished site as a value; [`disk`] writes it. Mistakes gather
//! along the way as [`diag::Diagnostic`]s, and [`report`] tells them. [`author`] makes of the model what helps people
//! to write. [`engine::build`] is the whole core:
//!
//! ```
//! use std::sync::Arc;
//! use iho::engine::{Options, build};
//! use iho::source::Sources;
//!
//! let sources = Sources::from_texts([("content/site.yaml", "title: Example\n")]);
//! let options = Options { today: jiff::civil::date(2026, 11, 21), base_url: None };
//! let build = build(Arc::new(sources), &options);
//! assert!(build.has_errors()); // An address, a publisher and a licence are missing.
//! ```

pub mod analysis;
pub mod archive;
pub mod author;
pub mod baseline;
pub mod check;
pub mod cli;
pub mod compare;
pub mod data;
pub mod diag;
pub mod disk;
pub mod engine;
pub mod failure;
pub mod figure;
pub mod graph;
pub mod html;
pub mod metadata;
pub mod model;
pub mod output;
pub mod page;
pub mod publication;
pub mod release;
pub mod render;
pub mod report;
pub mod review;
pub mod serve;
pub mod source;
pub mod statistics;
pub mod watch;
