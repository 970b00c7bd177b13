//! The quantiles that limits of confidence rest on: of the normal distribution and of chi-square.

/// The regularised lower incomplete gamma function P(a, x), by its series: all terms are positive, so nothing cancels out.
fn gamma_p(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    while term > sum * 1e-17 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    libm::exp(a * libm::log(x) - x - libm::lgamma(a)) * sum
}

/// The value that chi-square with `freedom` degrees of freedom stays below with this probability.
pub(super) fn chi_square_quantile(probability: f64, freedom: f64) -> f64 {
    // With one degree of freedom, 1 less the least difference that can be written is 48 standard deviations away.
    let reach = 60.0 * (2.0 * freedom).sqrt();
    let (mut low, mut high) = ((freedom - reach).max(0.0), freedom + reach);
    // Halving is slow and can't fail; it ends at the last bit.
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if gamma_p(freedom / 2.0, middle / 2.0) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// How many standard deviations on either side of the mean hold this share of a normal distribution.
pub(super) fn z_of(level: f64) -> f64 {
    // The square of a standard normal variable is chi-square with 1 degree of freedom.
    chi_square_quantile(level, 1.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
    }

    /// Quantiles as printed tables and R 4 have them.
    #[test]
    fn quantiles_are_those_of_tables() {
        assert!(close(z_of(0.95), 1.959_963_984_540_054), "{}", z_of(0.95));
        assert!(close(z_of(0.998), 3.090_232_306_167_813), "{}", z_of(0.998));
        for (probability, freedom, expected) in [
            (0.025, 2.0, 0.050_635_615_968_579_795),
            (0.975, 2.0, 7.377_758_908_227_871),
            (0.975, 20.0, 34.169_606_902_838_34),
            (0.025, 10.0, 3.246_972_780_236_842),
            (0.5, 4.0, 3.356_693_980_033_321),
        ] {
            let found = chi_square_quantile(probability, freedom);
            assert!(close(found, expected), "{probability} {freedom}: {found}");
        }
    }
}
