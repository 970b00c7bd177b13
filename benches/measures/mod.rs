//! What pages of measures cost beside pages of prose of the same size: three sites that differ in nothing else.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::corpus;

const N_IHOS: usize = 40;
const N_MEASURES: usize = 250;

/// The sites, in the order in which they are written.
pub(crate) const SITES: [&str; 3] = ["neither", "measures", "prose"];

/// How many pages of measures, and as many of prose.
pub(crate) const N_PAGES: usize = N_IHOS * N_MEASURES;

/// Writes the sites. Prose is made as long as pages of measures are: `html` tells how long the pages of a folder of the
/// output are on average.
pub(crate) fn write(root: &Path, html: impl Fn(&Path) -> usize) -> [PathBuf; 3] {
    let sites = SITES.map(|name| root.join(name));
    for site in &sites {
        corpus::write(site, N_IHOS).expect("written");
    }
    let [_, measures, prose] = &sites;
    write_measures(measures);
    let wanted = html(measures);
    // A page is a frame and what is made of its text: two lengths of text tell both.
    let [short, long] = [4_000, 40_000].map(|bytes| {
        let sample = root.join("sample");
        corpus::write(&sample, 1).expect("written");
        write_prose(&sample, 20, bytes);
        let length = html(&sample);
        fs::remove_dir_all(&sample).expect("removed");
        length
    });
    let bytes = 4_000 + wanted.saturating_sub(short) * 36_000 / (long - short);
    write_prose(prose, N_PAGES, bytes);
    sites
}

fn write_measures(site: &Path) {
    let content = site.join("content");
    let known = fs::read_to_string(content.join("metrics/measure-0.yaml")).expect("a measure");
    let (_, rest) = known.split_once("\nshort_name: ").expect("it has a short name");
    let (_, rest) = rest.split_once('\n').expect("and more after it");
    for at in 0..N_MEASURES {
        let text = format!(
            "id: share-{at}\nname: Share number {at} of what is counted\nshort_name: Share {at}\n{rest}"
        );
        fs::write(content.join(format!("metrics/share-{at}.yaml")), text).expect("written");
    }
    for entry in fs::read_dir(content.join("ihos")).expect("IHOs") {
        let draft = entry.expect("an IHO").path().join("draft");
        fs::create_dir_all(draft.join("metrics")).expect("a folder");
        let path = draft.join("metrics.yaml");
        let mut text = fs::read_to_string(&path).expect("the measures of an IHO");
        let end = text.find("\nowner:").expect("whose they are stands at the end") + 1;
        let mut lines = String::new();
        for at in 0..N_MEASURES {
            let _ = writeln!(lines, "  - metric: share-{at}");
            let table = draft.join(format!("metrics/share-{at}.csv"));
            fs::write(table, corpus::figures(at)).expect("written");
        }
        text.insert_str(end, &lines);
        fs::write(path, text).expect("written");
    }
}

fn write_prose(site: &Path, n: usize, bytes: usize) {
    let folder = site.join("content/pages/prose");
    fs::create_dir_all(&folder).expect("a folder");
    let mut texts = corpus::texts();
    for at in 0..n {
        let mut text =
            format!("---\ntitle: Page number {at}\ndescription: One of many pages.\n---\n");
        for part in 0.. {
            if text.len() >= bytes {
                break;
            }
            let _ = writeln!(text, "## Part {part}\n");
            text.push_str(&texts().replace("## ", "### "));
        }
        fs::write(folder.join(format!("page-{at}.md")), text).expect("written");
    }
}
