//! "Did you mean …?", in one place.

/// The candidate nearest to what was typed, as a hint, or nothing where none is near.
pub fn did_you_mean<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(typed, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Case, `_` and `-` don't count; then at most a third of the letters may differ.
fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let typed = plain(typed);
    let allowed = match typed.chars().count() {
        0..=2 => 0,
        n => (n / 3).max(1),
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(&typed, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
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
