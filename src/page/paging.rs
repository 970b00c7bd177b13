//! Lists of contracts that grow with the site: in the order in which people look for names, so many on a page.

use super::context::PageContext;
use super::page_id::PageId;
use super::view::Head;
use crate::graph::Graph;
use crate::model::Blueprint;

/// How many contracts a page lists.
pub(super) const PER_PAGE: usize = 50;

/// Every contract by its short name: "Vale 9" stands before "Vale 10".
pub(super) fn by_name(graph: &Graph) -> Vec<&Blueprint> {
    let mut all: Vec<&Blueprint> = graph.model.blueprints.values().map(|it| &**it).collect();
    all.sort_by_cached_key(|it| natural(it.short_name()));
    all
}

/// A name as a list of words and numbers, so that numbers are compared by their size.
fn natural(name: &str) -> Vec<(usize, String)> {
    let name = name.to_lowercase();
    let is_number = |piece: &str| piece.starts_with(|c: char| c.is_ascii_digit());
    let mut pieces: Vec<String> = Vec::new();
    for letter in name.chars() {
        match pieces.last_mut() {
            Some(last) if is_number(last) == letter.is_ascii_digit() => last.push(letter),
            _ => pieces.push(letter.to_string()),
        }
    }
    let key = |piece: String| match is_number(&piece) {
        true => {
            let digits = piece.trim_start_matches('0');
            (digits.len(), digits.to_owned())
        }
        false => (usize::MAX, piece),
    };
    pieces.into_iter().map(key).collect()
}

/// The names of the pages after the first that a list of all contracts needs: "2", "3".
pub(super) fn further(graph: &Graph) -> impl Iterator<Item = String> {
    let n = graph.model.blueprints.len().div_ceil(PER_PAGE);
    (2..=n).map(|page| page.to_string())
}

/// The contracts of the page with that number, and a head that says which page it is and leads to those beside it. `page` names the
/// page with another number.
pub(super) fn part_of<'g>(
    cx: &PageContext<'g>,
    head: &mut Head,
    number: usize,
    page: impl Fn(usize) -> PageId,
) -> Vec<&'g Blueprint> {
    let all = by_name(cx.graph);
    let n = all.len().div_ceil(PER_PAGE);
    let link = |to: usize| cx.link(format!("Page {to} of {n}"), &page(to).url());
    if number > 1 {
        head.title = format!("{} (page {number} of {n})", head.title);
        head.tab_title.clone_from(&head.title);
        head.description = format!("{} Page {number} of {n}.", head.description);
        head.previous = Some(link(number - 1));
    }
    head.next = (number < n).then(|| link(number + 1));
    all.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_in_names_are_in_the_order_of_their_size() {
        let mut names = ["Vale 10", "vale 9", "Vale 010b", "Coast", "2 Rivers", "Vale"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["2 Rivers", "Coast", "Vale", "vale 9", "Vale 10", "Vale 010b"]);
    }
}
