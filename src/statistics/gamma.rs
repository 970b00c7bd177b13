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

/// From so many degrees of freedom on, halving takes milliseconds, and Newton's method begins near enough to need few steps.
const MANY: f64 = 200_000.0;

/// The value that chi-square with `freedom` degrees of freedom stays below with this probability.
pub(super) fn chi_square_quantile(probability: f64, freedom: f64) -> f64 {
    if freedom > MANY {
        return chi_square_quantile_of_many(probability, freedom);
    }
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

/// The same by Newton's method, from the approximation of Wilson and Hilferty (1931), which is right in 7 digits there: each
/// step doubles them, up to the 10 that the differences of large logarithms leave.
fn chi_square_quantile_of_many(probability: f64, freedom: f64) -> f64 {
    let a = freedom / 2.0;
    let z = z_of((2.0 * probability - 1.0).abs()).copysign(probability - 0.5);
    let variance = 2.0 / (9.0 * freedom);
    let root = 1.0 - variance + z * variance.sqrt();
    let mut half = a * root * root * root;
    for _ in 0..3 {
        let density = libm::exp((a - 1.0) * libm::log(half) - half - libm::lgamma(a));
        half -= (gamma_p(a, half) - probability) / density;
    }
    2.0 * half
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

    /// Newton's method and halving are two ways to one value.
    #[test]
    fn quantiles_of_many_degrees_of_freedom_are_exact() {
        for freedom in [60_000.0, 150_000.0, MANY] {
            for probability in [0.001, 0.025, 0.5, 0.975, 0.999] {
                let halved = chi_square_quantile(probability, freedom);
                let found = chi_square_quantile_of_many(probability, freedom);
                assert!(close(found, halved), "{probability} {freedom}: {found} {halved}");
            }
        }
        let huge = chi_square_quantile(0.975, 4e8);
        assert!((gamma_p(2e8, huge / 2.0) - 0.975).abs() < 1e-6, "{huge}");
    }
}
