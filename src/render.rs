//! From views to bytes: templates, markdown, coloured code, JSON, the map of the site.
//!
//! Knows nothing of where the bytes go.

mod acronyms;
mod fuel;
mod highlight;
mod identity;
mod markdown;
mod phrase;
mod record;
mod redirects;
mod sitemap;
mod template;
mod theme;

pub use highlight::code_style;
pub use identity::tokens;
pub use record::{figures, record, sections};
pub use redirects::{netlify, nginx};
pub use sitemap::{robots, sitemap};
pub use template::{Renderer, site_view};
pub use theme::Theme;
