//! "Did you mean …?", in one place.

/// The candidate nearest to what was typed, as a hint, or nothing where none is near.
pub fn did_you_mean<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(typed, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Suggestions for many mistakes, each out of many candidates: once as many were compared as anybody waits for, there are
/// no more of them.
#[derive(Clone, Copy, Default, Debug)]
pub struct Suggestions {
    n_asked: usize,
    n_compared: usize,
}

impl Suggestions {
    /// The same as [`did_you_mean`], as long as there are suggestions.
    pub fn did_you_mean<'a>(
        &mut self,
        typed: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        /// So many are always answered, however many candidates there are.
        const ALWAYS: usize = 100;
        const MOST_COMPARED: usize = 50_000;
        self.n_asked += 1;
        if self.n_asked > ALWAYS && self.n_compared > MOST_COMPARED {
            return None;
        }
        let n_compared = &mut self.n_compared;
        did_you_mean(typed, candidates.into_iter().inspect(|_| *n_compared += 1))
    }
}

/// Some of many names, each in backticks, and how many more there are.
pub fn some_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let mut names = names.into_iter();
    let shown: Vec<String> = names.by_ref().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => shown.join(", "),
        n => format!("{} and {n} more", shown.join(", ")),
    }
}

/// Nothing that is named here is longer, and comparing two long texts takes time in proportion to both.
const LONGEST: usize = 80;

/// Case, `_` and `-` don't count; then at most a third of the letters may differ.
fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    if typed.len() > LONGEST {
        return None;
    }
    let typed = plain(typed);
    let n_letters = typed.chars().count();
    let allowed = match n_letters {
        0..=2 => 0,
        n => (n / 3).max(1),
    };
    // Each letter more or less is an edit, but for a beginning that is typed in full.
    let may_be_near = |candidate: &&str| {
        candidate.len() <= LONGEST
            && (candidate.chars().count().abs_diff(n_letters) <= allowed
                || starts_alike(&typed, candidate))
    };
    candidates
        .into_iter()
        .filter(may_be_near)
        .map(|candidate| (distance(&typed, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether both begin with the same letter.
fn starts_alike(typed: &str, candidate: &str) -> bool {
    let first = |text: &str| text.chars().next().map(|c| c.to_lowercase().next());
    first(typed) == first(candidate)
}

/// Edits between two words; a beginning typed in full counts as one.
fn distance(typed: &str, candidate: &str) -> usize {
    if typed.len() >= 4 && candidate.starts_with(typed) {
        return 1;
    }
    strsim::osa_distance(typed, candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_offered_and_far_ones_not() {
        let known = ["guest-trust", "vale-council", "status"];
        assert_eq!(nearest("ghost-trust", known), Some("guest-trust"));
        assert_eq!(nearest("Guest_Trust", known), Some("guest-trust"));
        assert_eq!(nearest("stat", known), Some("status"));
        assert_eq!(nearest("elephant", known), None);
        assert_eq!(nearest("", known), None);
    }
}
