//! Loops compiled for the vector registers that this processor has, and an exponential that fits into them.

/// Runs `f` with the widest vector instructions there are: AVX-512 or AVX2 where this processor has them.
///
/// The program is built for any processor of its family; what is inlined into `f` is compiled once more for each of those
/// instruction sets, and the best is chosen here at run time. `f` itself has to be inlined for that, and so do closures
/// that it passes on: write `vectorized(#[inline(always)] || …)`. Without it the compiler leaves a large closure outside,
/// where it knows only the registers that every processor has.
pub fn vectorized<R>(f: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(f)
}

/// eˣ for x ≤ 0, to 2 · 10⁻⁷; what is below e⁻⁸⁷ is e⁻⁸⁷.
///
/// x = n ln 2 + r with |r| ≤ ½ ln 2: the Taylor series of r, times 2ⁿ put together from its bits.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    /// 1.5 · 2²³: adding it rounds to a whole number, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_145_75;
    const LN_2_LOW: f32 = 1.428_606_8e-6;
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 87.0 { 87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let series = 1.0 / 720.0;
    let series = series * r + 1.0 / 120.0;
    let series = series * r + 1.0 / 24.0;
    let series = series * r + 1.0 / 6.0;
    let series = series * r + 0.5;
    let series = series * r + 1.0;
    let series = series * r + 1.0;
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits());
    let scale = f32::from_bits(exponent.wrapping_add(127) << 23);
    series * scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_exponential_is_exact_to_single_precision(x in -87.0_f32..=87.0) {
            let exact = f64::from(x).exp();
            prop_assert!((f64::from(exp(x)) / exact - 1.0).abs() < 3e-7);
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }
}
