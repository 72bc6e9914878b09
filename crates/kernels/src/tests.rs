//! Products against the definition, in f64 over the same rounded weights.

use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use half::{bf16, f16};
use proptest::prelude::*;

use super::packed::{Format, PackedMatrix};
use super::panels::Panels;
use super::{Encoded, KernelChoice, Kernels, Norm, silu};
use crate::random::values;

const FORMATS: [Format; 6] = [
    Format::F32,
    Format::F32AsBf16,
    Format::F16,
    Format::Bf16,
    Format::Q8_0,
    Format::Q4k,
];

/// All that this processor can run, and AMX emulated where it has none.
pub(super) fn every() -> Vec<Kernels> {
    let all = [
        Kernels::avx2_alone(),
        Kernels::avx2(),
        Kernels::avx512(),
        amx(),
    ];
    let mut all: Vec<_> = all.into_iter().flatten().collect();
    all.dedup();
    all
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn amx() -> Option<Kernels> {
    Kernels::amx().or_else(Kernels::emulated_amx)
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn amx() -> Option<Kernels> {
    Kernels::amx()
}

/// The weights that a format keeps of these, rows padded with zeros to whole blocks.
fn rounded(format: Format, row: &[f32]) -> Vec<f32> {
    let quantised = |dtype, block: usize| {
        let mut padded = row.to_vec();
        padded.resize(row.len().next_multiple_of(block), 0.0);
        let tensor = Tensor::from_slice(&padded, padded.len(), &Device::Cpu).unwrap();
        let tensor = QTensor::quantize(&tensor, dtype).unwrap();
        let mut values: Vec<f32> = tensor.dequantize(&Device::Cpu).unwrap().to_vec1().unwrap();
        values.truncate(row.len());
        values
    };
    match format {
        Format::F32 => row.to_vec(),
        Format::F16 => row.iter().map(|x| f16::from_f32(*x).to_f32()).collect(),
        Format::F32AsBf16 | Format::Bf16 => {
            row.iter().map(|x| bf16::from_f32(*x).to_f32()).collect()
        }
        Format::Q8_0 => quantised(GgmlDType::Q8_0, 32),
        Format::Q4k => quantised(GgmlDType::Q4K, 256),
    }
}

struct Case {
    format: Format,
    rows: usize,
    inputs: usize,
    outputs: usize,
    x: Vec<f32>,
    w: Vec<f32>,
}

impl Case {
    fn new(format: Format, rows: usize, inputs: usize, outputs: usize, seed: u64) -> Self {
        Self {
            format,
            rows,
            inputs,
            outputs,
            x: values(rows * inputs, seed),
            w: values(outputs * inputs, seed + 1),
        }
    }

    fn panels(&self) -> Panels {
        let mut x = Panels::default();
        x.reset(self.rows, self.inputs);
        for (row, values) in self.x.chunks_exact(self.inputs).enumerate() {
            x.set_row(row, values);
        }
        x
    }

    fn packed(&self) -> PackedMatrix {
        PackedMatrix::pack(self.format, self.outputs, self.inputs, |row, to| {
            to.copy_from_slice(&self.w[row * self.inputs..][..self.inputs]);
        })
    }

    /// x Wᵀ by the book, for these rows of x.
    fn expected(&self, x: &[f32]) -> Vec<f32> {
        let w: Vec<Vec<f32>> = self
            .w
            .chunks_exact(self.inputs)
            .map(|row| rounded(self.format, row))
            .collect();
        let dot = |x: &[f32], w: &[f32]| -> f32 {
            let products = x.iter().zip(w).map(|(x, w)| f64::from(*x) * f64::from(*w));
            products.sum::<f64>() as f32
        };
        x.chunks_exact(self.inputs)
            .flat_map(|x| w.iter().map(move |w| dot(x, w)))
            .collect()
    }

    /// ‖found − expected‖ may be this part of ‖expected‖: what is multiplied in f32 is nearly exact, and
    /// what is rounded to 16 bits almost.
    fn tolerance(&self, kernels: Kernels) -> f64 {
        match super::product::encoding(kernels.level, self.format, self.rows) {
            super::encoded::Encoding::F32(_) => 1e-5,
            super::encoded::Encoding::Int16(_) => 1e-4,
            _ => 1e-2,
        }
    }
}

fn flat(panels: &Panels) -> Vec<f32> {
    let mut all = vec![0.0; panels.rows() * panels.width()];
    for (row, to) in all.chunks_exact_mut(panels.width()).enumerate() {
        panels.copy_row(row, 0, to);
    }
    all
}

fn far(found: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|x| x * x).sum::<f64>().sqrt();
    let pairs = || found.iter().zip(expected);
    let apart = norm(&mut pairs().map(|(a, b)| f64::from(a - b)));
    apart / norm(&mut expected.iter().map(|b| f64::from(*b))).max(1e-9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn products_are_those_of_the_definition(
        rows in 1_usize..80, inputs in 1_usize..700, outputs in 1_usize..200, seed in 0_u64..1000,
    ) {
        for format in FORMATS {
            let case = Case::new(format, rows, inputs, outputs, seed);
            let (x, w, expected) = (case.panels(), case.packed(), case.expected(&case.x));
            for kernels in every() {
                let (mut encoded, mut y) = (Encoded::default(), Panels::default());
                kernels.encode(&x, None, &w, &mut encoded);
                kernels.linear(&encoded, &w, &mut y);
                let apart = far(&flat(&y), &expected);
                prop_assert!(apart < case.tolerance(kernels), "{format:?} {kernels:?}: {apart}");

                kernels.add_linear(&encoded, &w, &mut y);
                let twice: Vec<f32> = expected.iter().map(|x| 2.0 * x).collect();
                prop_assert!(far(&flat(&y), &twice) < case.tolerance(kernels));

                let scanned = kernels.scan_linear(&encoded, &w, |first, sums| {
                    assert!(first.is_multiple_of(512));
                    sums.panels().map(<[f32]>::to_vec).collect::<Vec<_>>()
                });
                let scanned: Vec<Vec<f32>> = scanned.concat();
                let row = |row: usize| -> Vec<f32> {
                    let pieces = scanned.iter().flat_map(|panel| &panel[row * 32..][..32]);
                    pieces.take(outputs).copied().collect()
                };
                let scanned: Vec<f32> = (0..rows).flat_map(row).collect();
                prop_assert!(far(&scanned, &expected) < case.tolerance(kernels));
            }
        }
    }

    #[test]
    fn a_norm_comes_before_the_encoding(rows in 1_usize..9, inputs in 1_usize..300, seed in 0_u64..1000) {
        let case = Case::new(Format::Q8_0, rows, inputs, 40, seed);
        let gain = values(inputs, seed + 2);
        let norm = Norm::rms(gain.clone(), 1e-5);
        let normed: Vec<f32> = case.x.chunks_exact(inputs).flat_map(|row| {
            let mean = row.iter().map(|x| x * x).sum::<f32>() / inputs as f32;
            row.iter().zip(&gain).map(move |(x, gain)| x / (mean + 1e-5).sqrt() * gain).collect::<Vec<_>>()
        }).collect();
        let expected = case.expected(&normed);
        for kernels in every() {
            let (mut encoded, mut y) = (Encoded::default(), Panels::default());
            let w = case.packed();
            kernels.encode(&case.panels(), Some(&norm), &w, &mut encoded);
            kernels.linear(&encoded, &w, &mut y);
            prop_assert!(far(&flat(&y), &expected) < case.tolerance(kernels));
        }
    }

    #[test]
    fn a_gated_product_is_one_of_two(rows in 1_usize..9, inputs in 1_usize..200, panels in 1_usize..4, seed in 0_u64..1000) {
        let case = Case::new(Format::F32, rows, inputs, 64 * panels, seed);
        let both = case.expected(&case.x);
        let at = |row: usize, column: usize| both[row * case.outputs + column];
        let expected: Vec<f32> = (0..rows).flat_map(|row| {
            (0..32 * panels).map(move |column| (row, column / 32 * 64 + column % 32))
        }).map(|(row, gate)| silu(at(row, gate)) * at(row, gate + 32)).collect();
        for kernels in every() {
            let (mut encoded, mut y) = (Encoded::default(), Panels::default());
            let w = case.packed();
            kernels.encode(&case.panels(), None, &w, &mut encoded);
            kernels.gated_linear(&encoded, &w, &mut y);
            prop_assert!(far(&flat(&y), &expected) < 1e-5);
        }
    }
}

#[test]
fn buffers_are_used_again_without_traces() {
    for kernels in every() {
        let (mut encoded, mut y) = (Encoded::default(), Panels::default());
        for (rows, inputs) in [(40, 500), (3, 70), (40, 500)] {
            for format in FORMATS {
                let case = Case::new(format, rows, inputs, 50, 7);
                let w = case.packed();
                kernels.encode(&case.panels(), None, &w, &mut encoded);
                kernels.linear(&encoded, &w, &mut y);
                let apart = far(&flat(&y), &case.expected(&case.x));
                assert!(apart < case.tolerance(kernels), "{format:?}: {apart}");
            }
        }
    }
}

#[test]
fn packed_bytes_are_a_matrix_again() {
    let case = Case::new(Format::Q4k, 2, 300, 40, 1);
    let packed = case.packed();
    let bytes = super::Bytes::copied(packed.bytes());
    let size = PackedMatrix::size(Format::Q4k, 40, 300);
    assert_eq!(bytes.as_ref().len(), size);
    assert!(PackedMatrix::from_bytes(Format::Q4k, 40, 300, bytes.clone()).is_some());
    assert!(PackedMatrix::from_bytes(Format::Q4k, 80, 300, bytes).is_none());
}

#[test]
fn choices_are_named_as_they_are_read() {
    for choice in KernelChoice::ALL {
        assert_eq!(choice.as_str().parse(), Ok(choice));
    }
    let refusal = "sse2".parse::<KernelChoice>().unwrap_err().to_string();
    assert!(
        refusal.contains("sse2") && refusal.contains("avx2"),
        "{refusal}"
    );
    assert_eq!(KernelChoice::Candle.resolve(), Ok(None));
}
