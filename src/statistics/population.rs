//! The population that rates are standardised to: the European Standard Population of 2013.
//!
//! Source: Eurostat, "Revision of the European Standard Population" (2013), KS-RA-13-028-EN, annex F.

/// How many of 100,000 people are in each five years of age, from 0 to 4 on; the last are 95 and over.
const OF_FIVE_YEARS: [u32; 20] = [
    5_000, 5_500, 5_500, 5_500, 6_000, 6_000, 6_500, 7_000, 7_000, 7_000, 7_000, 6_500, 6_000,
    5_500, 5_000, 4_000, 2_500, 1_500, 800, 200,
];

/// How many of 100,000 people are of these ages, both ends included; without a last one, of all older ages, too.
/// Nothing where a band does not begin and end with five years.
pub fn weight(first: u8, last: Option<u8>) -> Option<f64> {
    let from = first.is_multiple_of(5).then_some(usize::from(first / 5))?;
    let to = match last {
        None => OF_FIVE_YEARS.len(),
        Some(last) if last % 5 == 4 && last > first => usize::from(last / 5) + 1,
        Some(_) => return None,
    };
    // From 95 on there is one band only.
    if from >= OF_FIVE_YEARS.len() || (last.is_some() && to >= OF_FIVE_YEARS.len()) {
        return None;
    }
    Some(f64::from(OF_FIVE_YEARS[from..to].iter().sum::<u32>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_made_of_five_years() {
        assert_eq!(weight(0, None), Some(100_000.0));
        assert_eq!(weight(0, Some(4)), Some(5_000.0));
        assert_eq!(weight(90, None), Some(1_000.0));
        assert_eq!(weight(85, Some(89)), Some(1_500.0));
        assert_eq!(weight(0, Some(74)), Some(91_000.0));
        for (first, last) in [(3, Some(7)), (5, Some(8)), (5, Some(4)), (95, Some(99)), (100, None)]
        {
            assert_eq!(weight(first, last), None, "{first} {last:?}");
        }
    }
}
