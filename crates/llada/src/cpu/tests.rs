//! The network on our own kernels against the one on candle, over the same random weights.

use candle_core::{DType, Device};
use half::bf16;

use super::*;
use crate::backend::Backend;
use crate::checkpoint::NamedShape;
use crate::checkpoint::random::RandomTensors;
use crate::choice::Choice;
use crate::denoiser::{Denoiser, Guidance, Gumbel, Pass, Rule, Window};
use crate::dtype::WeightType;
use crate::model::{Gradients, Network, NetworkError, Weight};

/// Shapes whose heads, rows and columns fit no register.
fn shapes() -> Vec<Config> {
    let shape = |d_model, n_heads, n_kv_heads, mlp_hidden_size, vocab_size| Config {
        d_model,
        n_layers: 2,
        n_heads,
        n_kv_heads,
        mlp_hidden_size,
        vocab_size,
        max_sequence_length: 64,
        ..NamedShape::Tiny.config()
    };
    vec![
        shape(64, 4, 4, 96, 600),
        shape(40, 5, 1, 56, 70),
        shape(96, 2, 1, 33, 1200),
        shape(48, 1, 1, 64, 37),
    ]
}

const GAIN: f32 = 5.0;

fn candle(config: &Config) -> Network {
    let random = RandomTensors::new(3);
    let network = Network::build(config, &Device::Cpu, DType::F32, Gradients::None, |group| {
        group
            .iter()
            .map(|spec| {
                Ok::<_, NetworkError>(Weight::Dense((random.tensor(spec)? * f64::from(GAIN))?))
            })
            .collect()
    });
    network.unwrap()
}

fn own(config: &Config, kernels: Kernels) -> CpuNetwork {
    packed(config, kernels, false, |value| value * GAIN)
}

fn packed(
    config: &Config,
    kernels: Kernels,
    from_bf16: bool,
    change: impl Fn(f32) -> f32,
) -> CpuNetwork {
    let random = RandomTensors::new(3);
    let mut store = Store::Memory;
    let packing = Packing {
        dtype: WeightType::F32,
        from_bf16,
    };
    let network = CpuNetwork::build(config, kernels, packing, &mut store, |spec| {
        let values = random.values(spec).into_iter().map(&change);
        Ok::<_, std::io::Error>(Rows::Values(values.collect()))
    });
    network.unwrap()
}

/// candle's network and ours with every kernel, for every shape.
fn each(check: impl Fn(&Config, Network, CpuNetwork)) {
    for config in shapes() {
        for kernels in [Kernels::avx2(), Kernels::avx512()].into_iter().flatten() {
            check(&config, candle(&config), own(&config, kernels));
        }
    }
}

fn ids(config: &Config, length: usize, salt: usize) -> Vec<u32> {
    (0..length)
        .map(|i| ((i * 7 + salt) % config.vocab_size) as u32)
        .collect()
}

fn assert_close(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    let most = b.iter().fold(0.0_f32, |most, b| most.max(b.abs()));
    let far = a
        .iter()
        .zip(b)
        .find(|(a, b)| (**a - **b).abs() > 1e-4 * most);
    assert_eq!(far, None);
}

#[test]
fn logits_are_candles() {
    each(|config, candle, own| {
        let (a, b) = (ids(config, 41, 1), ids(config, 41, 5));
        let candle = Backend::from(candle);
        for rows in [None, Some(&[0, 7, 40][..])] {
            let expected = candle.logits(&[&a, &b], rows).unwrap();
            assert_close(&own.logits(&[&a, &b], rows).unwrap(), &expected);
        }
    });
}

#[test]
fn what_bf16_holds_is_multiplied_as_f32() {
    let short = |value: f32| bf16::from_f32(value * GAIN).to_f32();
    let every = [Kernels::avx2(), Kernels::avx512()].into_iter().flatten();
    for (kernels, config) in every.zip(shapes()) {
        let ids = ids(&config, 41, 1);
        let [long, short] = [false, true].map(|from_bf16| {
            let network = packed(&config, kernels, from_bf16, short);
            let logits = network.logits(&[&ids], None).unwrap();
            (network.weight_bytes(), logits)
        });
        assert_eq!(short.1, long.1);
        assert!(short.0 < long.0);
    }
}

#[test]
fn bad_ids_are_refused_as_candles_network_refuses_them() {
    each(|config, candle, own| {
        let candle = Backend::from(candle);
        for ids in [vec![], vec![3; 65], vec![config.vocab_size as u32]] {
            let expected = candle.logits(&[&ids], None).unwrap_err().to_string();
            assert_eq!(own.logits(&[&ids], None).unwrap_err().to_string(), expected);
        }
    });
}

fn same(a: &[Choice], b: &[Choice]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert_eq!((a.id, a.runner_up), (b.id, b.runner_up));
        assert!((a.probability - b.probability).abs() < 1e-4);
        assert!((a.runner_up_probability - b.runner_up_probability).abs() < 1e-4);
    }
}

#[test]
fn choices_and_windows_are_candles() {
    each(|config, mut candle, mut own| {
        let mut canvas = ids(config, 50, 2);
        let hidden: Vec<usize> = (0..9).collect();
        let plain = Rule::greedy(2);
        let guided = Rule {
            guidance: Some(Guidance {
                scale: 1.5,
                hidden: &hidden,
            }),
            gumbel: Some(Gumbel {
                temperature: 0.7,
                seed: 9,
                pass: 3,
            }),
            ..plain
        };
        for rule in [plain, guided] {
            let windows = [
                (Window::Full, vec![1, 20, 49]),
                (Window::Keep, vec![20, 21, 30]),
                (Window::Part { start: 17, end: 35 }, vec![17, 21, 34]),
                (Window::Part { start: 20, end: 50 }, vec![20, 21, 22]),
            ];
            for (turn, (window, rows)) in windows.into_iter().enumerate() {
                // What was kept must show: the canvas changes outside the window too.
                canvas[3 + turn * 11] = 5;
                let pass = Pass {
                    canvas: &canvas,
                    window,
                    rows: &rows,
                    rule,
                };
                let expected = candle.denoise(&pass).unwrap();
                same(&own.denoise(&pass).unwrap(), &expected);
            }
        }
    });
}

#[test]
fn a_part_needs_what_an_earlier_pass_kept() {
    each(|config, mut candle, mut own| {
        let canvas = ids(config, 20, 0);
        let pass = |window| Pass {
            canvas: &canvas,
            window,
            rows: &[6],
            rule: Rule::greedy(2),
        };
        let part = Window::Part { start: 4, end: 9 };
        own.denoise(&pass(Window::Full)).unwrap();
        for refused in [candle.denoise(&pass(part)), own.denoise(&pass(part))] {
            assert!(refused.unwrap_err().to_string().contains("kept"));
        }
    });
}
