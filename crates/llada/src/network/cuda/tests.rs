//! The network on our own CUDA kernels against the one on candle, over the same weights on the same device.

use candle_core::{DType, Device};

use super::*;
use crate::architecture::Role;
use crate::architecture::llada::Config;
use crate::backend::Backend;
use crate::checkpoint::NamedShape;
use crate::checkpoint::random::RandomTensors;
use crate::denoiser::{Cache, Denoiser, Guidance, Gumbel, Input, Pass, Rule, Window};
use crate::network::candle::{Gradients, Network};

fn device() -> Device {
    Device::new_cuda(0).expect("these tests need an NVIDIA GPU")
}

/// Shapes with and without kernels for their head dimension (128, 64, 32, 96; 8, 16), with grouped heads, ragged vocabularies.
fn shapes() -> Vec<Model> {
    let shape = |d_model, n_heads, n_kv_heads, mlp_hidden_size, vocab_size| Config {
        d_model,
        n_layers: 3,
        n_heads,
        n_kv_heads,
        mlp_hidden_size,
        vocab_size,
        max_sequence_length: 640,
        ..NamedShape::Tiny.config().unwrap()
    };
    [
        shape(512, 4, 2, 1536, 1000),
        shape(256, 4, 4, 768, 1024),
        shape(128, 4, 1, 200, 601),
        shape(192, 2, 1, 96, 75),
        shape(40, 5, 1, 56, 70),
        Config {
            weight_tying: true,
            ..shape(64, 4, 4, 96, 600)
        },
    ]
    .map(|config| config.model())
    .to_vec()
}

fn weights(
    model: &Model,
    device: &Device,
    dtype: DType,
    spec: &WeightSpec,
) -> candle_core::Result<Weight> {
    let tensor = RandomTensors::new(3).tensor(&model.stored(spec).0)?;
    let tensor = match spec.role {
        Role::Norm => tensor,
        _ => (tensor * 3.0)?,
    };
    let rounded = tensor.to_dtype(DType::BF16)?.to_dtype(dtype)?;
    Ok(Weight::Dense(rounded.to_device(device)?))
}

fn fetch(
    model: &Model,
    device: &Device,
    dtype: DType,
) -> impl FnMut(&[WeightSpec]) -> Result<Vec<Weight>, NetworkError> {
    move |group| {
        let each = group
            .iter()
            .map(|spec| Ok(weights(model, device, dtype, spec)?));
        each.collect()
    }
}

fn candle(config: &Model, device: &Device, dtype: DType) -> Network {
    let fetch = fetch(config, device, dtype);
    Network::build(config, device, dtype, Gradients::None, fetch).unwrap()
}

fn own(config: &Model, device: &Device) -> CudaNetwork {
    CudaNetwork::build(config, device, fetch(config, device, DType::BF16)).unwrap()
}

/// The exact network (f32 over the same rounded weights), candle's in bf16 and ours, for every shape.
fn each(check: impl Fn(&Model, Network, Network, CudaNetwork)) {
    let device = device();
    for config in shapes() {
        assert!(CudaNetwork::supports(&config, &device, Some(DType::BF16)));
        check(
            &config,
            candle(&config, &Device::Cpu, DType::F32),
            candle(&config, &device, DType::BF16),
            own(&config, &device),
        );
    }
}

fn ids(config: &Model, length: usize, salt: usize) -> Vec<u32> {
    (0..length)
        .map(|i| ((i * 7 + salt) % config.vocab_size) as u32)
        .collect()
}

/// ‖a − b‖ / ‖b‖.
fn distance(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    let square = |x: f32| f64::from(x).powi(2);
    let apart: f64 = a.iter().zip(b).map(|(a, b)| square(a - b)).sum();
    let all: f64 = b.iter().copied().map(square).sum();
    (apart / all).sqrt()
}

/// Ours is as near to the exact logits as bf16 lets candle's be.
fn near(own: &[f32], candle: &[f32], exact: &[f32], what: &str) {
    let (ours, theirs) = (distance(own, exact), distance(candle, exact));
    println!("{what}: ‖Δ‖ / ‖exact‖ is {ours:.5}, candle's {theirs:.5}");
    assert!(
        ours < theirs * 1.3 + 1e-3,
        "{what}: {ours}, candle {theirs}"
    );
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn logits_are_candles() {
    each(|config, exact, candle, own| {
        let (exact, candle) = (Backend::from(exact), Backend::from(candle));
        for (length, rows) in [
            (1, None),
            (41, None),
            (41, Some(&[0, 7, 40][..])),
            (130, Some(&[129][..])),
            (400, Some(&[3, 200, 201][..])),
        ] {
            let (a, b) = (ids(config, length, 1), ids(config, length, 5));
            for sequences in [vec![a.as_slice()], vec![&a, &b]] {
                let logits = own.logits(&sequences, rows).unwrap();
                let expected = exact.logits(&sequences, rows).unwrap();
                let candles = candle.logits(&sequences, rows).unwrap();
                let what = format!(
                    "{} heads of {}, {length}",
                    config.blocks[0].attention.heads, config.blocks[0].attention.head_dim
                );
                near(&logits, &candles, &expected, &what);
            }
        }
    });
}

/// Shapes with heads enough to fill a device, as the larger attention kernels want it.
#[test]
#[ignore = "needs an NVIDIA GPU"]
fn long_passes_are_candles() {
    let device = device();
    for (n_heads, n_kv_heads) in [(32, 8), (16, 16)] {
        let config = Config {
            d_model: 2048,
            n_layers: 2,
            n_heads,
            n_kv_heads,
            mlp_hidden_size: 256,
            vocab_size: 128,
            max_sequence_length: 700,
            ..NamedShape::Tiny.config().unwrap()
        }
        .model();
        let exact = Backend::from(candle(&config, &Device::Cpu, DType::F32));
        let candle = Backend::from(candle(&config, &device, DType::BF16));
        let own = own(&config, &device);
        for length in [517, 640] {
            let (a, b) = (ids(&config, length, 1), ids(&config, length, 5));
            let rows = Some(&[0, 64, 200, 516][..]);
            let logits = own.logits(&[&a, &b], rows).unwrap();
            let expected = exact.logits(&[&a, &b], rows).unwrap();
            let candles = candle.logits(&[&a, &b], rows).unwrap();
            near(
                &logits,
                &candles,
                &expected,
                &format!("{n_heads} heads, {length}"),
            );
        }
    }
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn a_replayed_pass_is_the_launched_one() {
    each(|config, _, _, mut own| {
        let canvas = ids(config, 77, 3);
        let other = ids(config, 77, 4);
        let mut cache = Cache::default();
        let pass = |canvas| Pass {
            input: Input::Ids(canvas),
            window: Window::Full,
            rows: &[1, 70],
            rule: Rule::greedy(2),
        };
        let launched = own.logits_one(pass(&canvas), &mut cache).unwrap();
        for _ in 0..3 {
            own.logits_one(pass(&other), &mut cache).unwrap();
            assert_eq!(own.logits_one(pass(&canvas), &mut cache).unwrap(), launched);
        }
        let replayed =
            |own: &CudaNetwork| own.work.lock().unwrap().as_ref().unwrap().graphs.replayed();
        assert_eq!(replayed(&own), 1);
        // Another number of wanted rows is the same body; a longer canvas grows the buffers.
        own.logits(&[&canvas], Some(&[5])).unwrap();
        assert_eq!(replayed(&own), 1);
        own.logits(&[&ids(config, 600, 0)], None).unwrap();
        assert_eq!(replayed(&own), 0);
        assert_eq!(own.logits_one(pass(&canvas), &mut cache).unwrap(), launched);
        let mut clone = own.clone();
        drop(own);
        assert_eq!(
            clone.logits_one(pass(&canvas), &mut cache).unwrap(),
            launched
        );
    });
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn windows_are_candles_and_choices_the_hosts() {
    each(|config, mut exact, mut candle, mut own| {
        let mut canvas = ids(config, 150, 2);
        let hidden: Vec<usize> = (0..9).collect();
        let plain = Rule::greedy(2);
        let guided = Rule {
            guidance: Some(Guidance {
                scale: 1.5,
                hidden: &hidden,
            }),
            suppressed: &[1],
            last: &[1, 5],
            ..plain
        };
        for rule in [plain, guided] {
            let mut caches = [Cache::default(), Cache::default(), Cache::default()];
            let windows = [
                (Window::Full, vec![1, 20, 49]),
                (Window::Keep, vec![20, 21, 30]),
                (Window::Part { start: 17, end: 35 }, vec![17, 21, 34]),
                (
                    Window::Part {
                        start: 20,
                        end: 150,
                    },
                    vec![20, 21, 149],
                ),
                (
                    Window::Part {
                        start: 20,
                        end: 150,
                    },
                    vec![20],
                ),
            ];
            for (turn, (window, rows)) in windows.into_iter().enumerate() {
                // What was kept must show: the canvas changes outside the window too.
                canvas[3 + turn * 11] = 5;
                let pass = Pass {
                    input: Input::Ids(&canvas),
                    window,
                    rows: &rows,
                    rule,
                };
                let expected = exact.logits_one(pass, &mut caches[0]).unwrap();
                let candles = candle.logits_one(pass, &mut caches[1]).unwrap();
                // A pass over the same canvas again changes nothing.
                let choices = own.denoise_one(pass, &mut caches[2]).unwrap();
                let logits = own.logits_one(pass, &mut caches[2]).unwrap();
                let all = |logits: &crate::denoiser::Logits| {
                    let hidden = logits.unconditional.iter().flatten();
                    let all = logits.conditional.iter().chain(hidden);
                    all.copied().collect::<Vec<f32>>()
                };
                let what = format!("{window:?}, guided {}", rule.guidance.is_some());
                near(&all(&logits), &all(&candles), &all(&expected), &what);
                let hosts = logits.choose(&pass).unwrap();
                assert_eq!(choices.len(), hosts.len());
                for (a, b) in choices.iter().zip(&hosts) {
                    assert_eq!((a.id, a.runner_up), (b.id, b.runner_up), "{what}");
                    assert!((a.probability - b.probability).abs() < 1e-5);
                    let apart = a.runner_up_probability - b.runner_up_probability;
                    assert!(apart.abs() < 1e-5);
                }
            }
        }
        let noisy = Pass {
            input: Input::Ids(&canvas),
            window: Window::Full,
            rows: &[4, 9],
            rule: Rule {
                gumbel: Some(Gumbel {
                    temperature: 0.7,
                    seed: 9,
                    pass: 3,
                }),
                ..plain
            },
        };
        let drawn = own.denoise_one(noisy, &mut Cache::default()).unwrap();
        let logits = own.logits_one(noisy, &mut Cache::default()).unwrap();
        assert_eq!(drawn, logits.choose(&noisy).unwrap());
    });
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn what_candle_refuses_is_refused() {
    each(|config, _, candle, mut own| {
        let mut backend = Backend::from(candle);
        for ids in [vec![], vec![3; 641], vec![config.vocab_size as u32]] {
            let expected = backend.logits(&[&ids], None).unwrap_err().to_string();
            assert_eq!(own.logits(&[&ids], None).unwrap_err().to_string(), expected);
        }
        let canvas = ids(config, 20, 0);
        let pass = |window| Pass {
            input: Input::Ids(&canvas),
            window,
            rows: &[6],
            rule: Rule::greedy(2),
        };
        let part = Window::Part { start: 4, end: 9 };
        let mut cache = Cache::default();
        own.denoise_one(pass(Window::Keep), &mut cache).unwrap();
        let nothing = Pass {
            rows: &[],
            ..pass(part)
        };
        assert_eq!(own.denoise_one(nothing, &mut cache).unwrap(), []);
        assert!(own.logits(&[&canvas], Some(&[])).unwrap().is_empty());
        own.denoise_one(pass(Window::Keep), &mut cache).unwrap();
        own.denoise_one(pass(part), &mut cache).unwrap();
        // What this run kept is nothing to another one.
        let mut other = Cache::default();
        own.denoise_one(pass(Window::Full), &mut other).unwrap();
        let refused = [
            backend.denoise_one(pass(part), &mut Cache::default()),
            own.denoise_one(pass(part), &mut other),
        ];
        for refused in refused {
            assert!(refused.unwrap_err().to_string().contains("KV cache"));
        }
    });
}

#[test]
#[ignore = "needs an NVIDIA GPU"]
fn other_models_stay_on_candle() {
    let device = device();
    let narrow = Config {
        mlp_hidden_size: 33,
        ..NamedShape::Tiny.config().unwrap()
    }
    .model();
    assert!(!CudaNetwork::supports(&narrow, &device, Some(DType::BF16)));
    for shape in [NamedShape::LladaMoe7B, NamedShape::Llada2Mini] {
        assert!(!CudaNetwork::supports(
            &shape.model(),
            &device,
            Some(DType::BF16)
        ));
    }
    let config = NamedShape::Llada8B.model();
    assert!(CudaNetwork::supports(&config, &device, Some(DType::BF16)));
    for dtype in [Some(DType::F32), Some(DType::F16), None] {
        assert!(!CudaNetwork::supports(&config, &device, dtype));
    }
    assert!(!CudaNetwork::supports(
        &config,
        &Device::Cpu,
        Some(DType::BF16)
    ));
}
