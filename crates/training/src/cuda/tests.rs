//! The CUDA engine against the CPU engine, on an NVIDIA GPU.

use candle_core::Device;

use super::*;
use crate::cpu::CpuEngine;
use crate::embedding::Form;
use crate::matrix::Precision;
use crate::trainer;
use crate::weights::{self, tensors};

fn device() -> CudaDevice {
    match Device::new_cuda(0) {
        Ok(Device::Cuda(device)) => device,
        other => panic!("no CUDA device: {other:?}"),
    }
}

fn config(n_heads: usize, weight_tying: bool) -> Config {
    Config {
        weight_tying,
        d_model: 128,
        n_layers: 3,
        n_heads,
        n_kv_heads: n_heads,
        mlp_hidden_size: 160,
        vocab_size: 53,
        max_sequence_length: 256,
        mask_token_id: Some(5),
        ..llada::checkpoint::NamedShape::Tiny.config().unwrap()
    }
}

/// Batches of several lengths, of which a third is the mask.
fn batches() -> Vec<Batch> {
    let batch = |(index, len): (usize, usize)| {
        let ids: Vec<u32> = (0..3 * len)
            .map(|at| {
                if at % 3 == 1 {
                    5
                } else {
                    (at * (7 + index) % 53) as u32
                }
            })
            .collect();
        let rows: Vec<u32> = (0..3 * len as u32).filter(|row| row % 3 == 1).collect();
        Batch {
            len,
            targets: rows.iter().map(|row| (row * 7) % 53).collect(),
            weights: rows.iter().map(|row| 0.01 + *row as f32 / 900.0).collect(),
            ids,
            rows,
        }
    };
    [5, 17, 64, 65, 130, 200]
        .into_iter()
        .enumerate()
        .map(batch)
        .collect()
}

fn slots(config: &Config) -> Vec<Slot> {
    let shapes = tensors(config).into_iter();
    let values = weights::random(config, &[], 4).into_iter();
    values
        .zip(shapes)
        .map(|(values, (name, shape, _))| {
            let kind = trainer::kind(&name, &shape);
            Slot::new(values, kind)
        })
        .collect()
}

/// ‖a − b‖ over ‖b‖.
fn apart(a: &[f32], b: &[f32]) -> f32 {
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|x| x * x).sum::<f32>().sqrt();
    norm(&mut a.iter().zip(b).map(|(a, b)| a - b)) / norm(&mut b.iter().copied()).max(1e-9)
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn gradients_are_those_of_the_cpu_engine() {
    let device = device();
    for (n_heads, tied) in [(2, true), (4, false)] {
        let config = config(n_heads, tied);
        let (slots, batches) = (slots(&config), batches());
        let mut cuda = Cuda::new(&config, &device, &slots, &TokenFeatures::none(), false).unwrap();
        let loss = cuda.gradients(&batches).unwrap();
        let mut cpu = CpuEngine::new(&config, 1, Precision::F32);
        let (expected_loss, expected) = cpu.gradients(&slots, &batches);
        assert!(
            (loss / expected_loss - 1.0).abs() < 1e-4,
            "{loss} {expected_loss}"
        );
        let found = cuda.gpu.download(&cuda.gradients).unwrap();
        let mut wrong = Vec::new();
        for ((place, expected), (name, ..)) in cuda
            .layout
            .places()
            .iter()
            .zip(expected)
            .zip(tensors(&config))
        {
            let apart = apart(&found[place.clone()], expected);
            if apart.is_nan() || apart > 2e-3 {
                wrong.push((name, apart));
            }
        }
        assert!(wrong.is_empty(), "{n_heads} heads: {wrong:?}");
    }
}

#[test]
fn shapes_that_the_kernels_do_not_train_are_refused_by_name() {
    for (field, config) in [
        (
            "n_heads",
            Config {
                n_heads: 8,
                ..config(2, true)
            },
        ),
        (
            "d_model",
            Config {
                d_model: 1088,
                n_heads: 17,
                ..config(2, true)
            },
        ),
        (
            "mlp_hidden_size",
            Config {
                mlp_hidden_size: 162,
                ..config(2, true)
            },
        ),
    ] {
        let refused = check_shape(&config);
        assert!(matches!(refused, Err(TrainError::Setting { field: found, .. }) if found == field));
    }
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn steps_are_those_of_the_cpu_engine() {
    let device = device();
    let config = config(2, true);
    let words = [
        "lamp",
        "\u{120}lamp",
        "\u{120}Lamp",
        "lump",
        "damp",
        "map",
        "!",
    ];
    let forms: Vec<Form> = (0..config.vocab_size)
        .map(|id| Form::of(words[id % words.len()]))
        .collect();
    let mut features = TokenFeatures::of(&forms, config.d_model);
    let mut expected = slots(&config);
    let (mut found, mut found_features) = (expected.clone(), features.clone());
    let mut cuda = Cuda::new(&config, &device, &expected, &features, false).unwrap();
    let mut cpu = CpuEngine::new(&config, 1, Precision::F32);
    let optimizer = Optimizer::default();
    for step in 1..=3 {
        let batches = batches();
        let (expected_loss, gradients) = cpu.gradients(&expected, &batches);
        let norm = optimizer.step(
            &mut expected,
            &mut features,
            gradients,
            1e-3,
            step,
            Precision::F32,
        );
        let (loss, found_norm) = cuda.step(&batches, &optimizer, 1e-3, step).unwrap();
        assert!(
            (loss / expected_loss - 1.0).abs() < 1e-3,
            "{loss} {expected_loss}"
        );
        assert!(
            (found_norm / norm - 1.0).abs() < 1e-2,
            "{found_norm} {norm}"
        );
    }
    cuda.fetch(&mut found, &mut found_features).unwrap();
    let before = slots(&config);
    let mut wrong = Vec::new();
    for (((found, expected), before), (name, ..)) in found
        .iter()
        .zip(&expected)
        .zip(&before)
        .zip(tensors(&config))
    {
        let moved =
            |to: &[f32]| -> Vec<f32> { to.iter().zip(&before.value).map(|(a, b)| a - b).collect() };
        for (what, apart, most) in [
            (
                "value",
                apart(&moved(&found.value), &moved(&expected.value)),
                0.05,
            ),
            (
                "average",
                apart(&moved(&found.average), &moved(&expected.average)),
                0.05,
            ),
            ("mean", apart(&found.mean, &expected.mean), 0.02),
        ] {
            if apart.is_nan() || apart > most {
                wrong.push(format!("{name} {what} {apart}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(apart(&found_features.mean, &features.mean) < 0.02);
    assert!(apart(&found_features.square, &features.square) < 0.02);
}
