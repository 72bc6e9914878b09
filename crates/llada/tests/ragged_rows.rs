//! Rows that are no multiple of a quantised type's block: the last block of each is padded with zeros.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

#[allow(dead_code, reason = "not every test needs all of it")]
mod reference;

use std::fs;

use kernels::Kernels;
use llada::checkpoint::Checkpoint;
use llada::loader::pack;
use llada::{KernelChoice, Source, WeightType};
use reference::{folder, open, open_with};

/// Rows of 6 and 5 numbers.
const RAGGED: &str = "ragged-rows";
const IDS: [u32; 4] = [9, 395, 2, 2];

/// ‖a − b‖ / ‖b‖.
fn relative(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|v| v * v).sum::<f32>().sqrt();
    norm(&mut a.iter().zip(b).map(|(a, b)| a - b)) / norm(&mut b.iter().copied())
}

#[test]
fn every_type_runs_with_every_kernel() {
    let exact = open(RAGGED, WeightType::F32).logits(&IDS).unwrap().concat();
    for (dtype, tolerance) in [(WeightType::Q8_0, 0.03), (WeightType::Q4k, 0.15)] {
        for kernels in KernelChoice::here() {
            let model = open_with(RAGGED, dtype, kernels);
            let logits = model.logits(&IDS).unwrap().concat();
            let apart = relative(&logits, &exact);
            assert!(apart <= tolerance, "{dtype} {kernels}: {apart}");
            assert!(apart > 0.0, "{dtype} {kernels}: nothing was quantised");
        }
    }
}

#[test]
fn packed_weights_are_kept_and_read_again() {
    let Some(kernels) = Kernels::best() else {
        return;
    };
    let kept = std::env::temp_dir().join(format!("unmask-ragged-{}", std::process::id()));
    let checkpoint = Checkpoint::open(&Source::Folder(folder(RAGGED))).unwrap();
    for dtype in [WeightType::Q8_0, WeightType::Q4k] {
        let logits = |file| {
            let network = pack(&checkpoint, dtype, kernels, file, &mut |_| {}).unwrap();
            network.logits(&[&IDS], None).unwrap()
        };
        let file = kept.join(format!("{dtype}.packed"));
        let expected = logits(None);
        // Packed, written and mapped; then only mapped.
        for _ in 0..2 {
            assert_eq!(logits(Some(file.as_path())), expected, "{dtype}");
            assert!(file.is_file());
        }
    }
    fs::remove_dir_all(&kept).unwrap();
}
