//! The quantiles that limits of confidence rest on: of the normal distribution and of chi-square.

/// The natural logarithm of the gamma function, for `x` above 0: Lanczos, with 9 terms; 15 digits.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let mut sum = TERMS[0];
    let mut at = x;
    for term in &TERMS[1..] {
        at += 1.0;
        sum += term / at;
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The regularised lower incomplete gamma function P(a, x): by its series below a + 1, by its fraction above.
fn gamma_p(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return front * sum;
    }
    // The method of Lentz.
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b).abs().max(TINY).copysign(an * d + b);
        c = b + an / c;
        if c.abs() < TINY {
            c = TINY;
        }
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

/// The value that chi-square with `freedom` degrees of freedom stays below with this probability.
pub(super) fn chi_square_quantile(probability: f64, freedom: f64) -> f64 {
    let a = freedom / 2.0;
    let (mut low, mut high) = (0.0, freedom.max(1.0));
    while gamma_p(a, high / 2.0) < probability {
        high *= 2.0;
    }
    // Halving is slow and can't fail; 200 steps end at the last bit.
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if gamma_p(a, middle / 2.0) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
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
