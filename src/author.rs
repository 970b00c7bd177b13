//! What people who write content are given: JSON Schema for their editor, commented files to begin with.
//!
//! All of it is made from the declarations of the model, so it can't disagree with what the decoder accepts.
//! Knows nothing of one site's content, or of the disk.

pub mod begin;
pub mod draft;
pub mod json_schema;
