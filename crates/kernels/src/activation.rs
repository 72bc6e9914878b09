//! What is applied to the outputs of a product before they are written.

use crate::panels::PANEL;
use crate::simd::{exp, vectorized};

/// What is applied to the outputs of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))).
    TanhGelu,
    /// x/2 · (1 + erf(x/√2)).
    ErfGelu,
}

impl Activation {
    /// out = activation(sums + bias), row by row.
    pub(super) fn apply(self, sums: &[f32], bias: &[f32; PANEL], out: &mut [f32]) {
        // One loop for each: what is applied has to be known where the loop is compiled.
        match self {
            Self::None => each(
                sums,
                bias,
                out,
                #[inline(always)]
                |x| x,
            ),
            Self::TanhGelu => each(sums, bias, out, tanh_gelu),
            Self::ErfGelu => each(sums, bias, out, erf_gelu),
        }
    }
}

fn each(sums: &[f32], bias: &[f32; PANEL], out: &mut [f32], apply: impl Fn(f32) -> f32) {
    vectorized(
        #[inline(always)]
        || {
            let rows = out.as_chunks_mut::<PANEL>().0.iter_mut();
            for (out, sums) in rows.zip(sums.as_chunks::<PANEL>().0) {
                for ((out, sum), bias) in out.iter_mut().zip(sums).zip(bias) {
                    *out = apply(sum + bias);
                }
            }
        },
    );
}

/// With the tanh as an exponential: x · sigmoid(√(8/π) (x + 0.044715 x³)).
#[inline(always)]
fn tanh_gelu(x: f32) -> f32 {
    const ROOT: f32 = 1.595_769_2;
    let inner = ROOT * (x + 0.044_715 * x * x * x);
    let small = exp(-inner.abs());
    x * (if inner < 0.0 { small } else { 1.0 } / (1.0 + small))
}

/// With the error function of Abramowitz and Stegun 7.1.26, which is right to 1.5 · 10⁻⁷.
#[inline(always)]
fn erf_gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series = 1.061_405_4;
    let series = series * t - 1.453_152_1;
    let series = series * t + 1.421_413_8;
    let series = series * t - 0.284_496_72;
    let series = series * t + 0.254_829_6;
    // Half of 1 − erf(z): what the other side of zero is multiplied with.
    let tail = 0.5 * series * t * exp(-z * z);
    x * if x < 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error function, by its series.
    fn erf(x: f64) -> f64 {
        let mut term = x;
        let mut sum = x;
        for n in 1..200 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn both_are_those_of_their_definitions() {
        for step in -400..=400 {
            let x = step as f32 / 100.0;
            let exact = f64::from(x);
            let cubed = exact + 0.044_715 * exact.powi(3);
            let tanh = 0.5 * exact * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * cubed).tanh());
            assert!((f64::from(tanh_gelu(x)) - tanh).abs() < 1e-6, "{x}");
            let gelu = 0.5 * exact * (1.0 + erf(exact / 2.0_f64.sqrt()));
            assert!((f64::from(erf_gelu(x)) - gelu).abs() < 1e-6, "{x}");
        }
        for far in [-1e6, -100.0] {
            assert!(tanh_gelu(far).abs() < 1e-30 && erf_gelu(far).abs() < 1e-30);
            assert!((tanh_gelu(-far) + far).abs() < 1e-6 && (erf_gelu(-far) + far).abs() < 1e-6);
        }
    }

    #[test]
    fn the_bias_comes_first() {
        let mut bias = [0.0; PANEL];
        bias[1] = -3.0;
        let sums = vec![3.0; 2 * PANEL];
        let mut out = vec![9.0; 2 * PANEL];
        Activation::ErfGelu.apply(&sums, &bias, &mut out);
        assert_eq!((out[1], out[PANEL + 1]), (0.0, 0.0));
        assert!((out[PANEL] - 2.995_950_2).abs() < 1e-5);
    }
}
