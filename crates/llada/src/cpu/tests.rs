//! The network on our own kernels against the one on candle, over the same random weights.

use candle_core::{DType, Device};
use half::bf16;

use super::*;
use crate::backend::Backend;
use crate::checkpoint::NamedShape;
use crate::checkpoint::random::RandomTensors;
use crate::choice::Choice;
use proptest::prelude::*;

use crate::denoiser::{Cache, Denoiser, Guidance, Gumbel, Input, Item, Pass, Rule, Window};
use crate::dtype::WeightType;
use crate::model::{Gradients, Network, Weight};

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
            let mut caches = [Cache::default(), Cache::default()];
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
                    input: Input::Ids(&canvas),
                    window,
                    rows: &rows,
                    rule,
                };
                let expected = candle.denoise_one(pass, &mut caches[0]).unwrap();
                same(&own.denoise_one(pass, &mut caches[1]).unwrap(), &expected);
            }
        }
    });
}

#[test]
fn a_part_needs_what_an_earlier_pass_kept() {
    each(|config, mut candle, mut own| {
        let canvas = ids(config, 20, 0);
        let pass = |window| Pass {
            input: Input::Ids(&canvas),
            window,
            rows: &[6],
            rule: Rule::greedy(2),
        };
        let part = Window::Part { start: 4, end: 9 };
        let mut cache = Cache::default();
        own.denoise_one(pass(Window::Full), &mut cache).unwrap();
        let refused = [
            candle.denoise_one(pass(part), &mut Cache::default()),
            own.denoise_one(pass(part), &mut cache),
        ];
        for refused in refused {
            assert!(refused.unwrap_err().to_string().contains("kept"));
        }
    });
}

/// Passes of a run over a canvas of its own: the whole, then parts, with what each wants.
fn script(length: usize) -> Vec<(Window, Vec<usize>)> {
    let part = |start, end| Window::Part { start, end };
    vec![
        (Window::Keep, vec![length / 2, length - 1]),
        (part(4, length), vec![5, 6]),
        (part(8, 12), vec![8, 9, 11]),
        (part(2, length - 1), vec![3]),
    ]
}

/// The answers of runs whose passes are executed by turns, or one run after the other.
fn answers(own: &mut CpuNetwork, canvases: &[Vec<u32>], by_turns: bool) -> Vec<Vec<Vec<Choice>>> {
    let mut caches: Vec<Cache> = canvases.iter().map(|_| Cache::default()).collect();
    let mut answers = vec![Vec::new(); canvases.len()];
    let order: Vec<(usize, usize)> = if by_turns {
        (0..4)
            .flat_map(|turn| (0..canvases.len()).map(move |run| (run, turn)))
            .collect()
    } else {
        (0..canvases.len())
            .flat_map(|run| (0..4).map(move |turn| (run, turn)))
            .collect()
    };
    for (run, turn) in order {
        let mut canvas = canvases[run].clone();
        canvas[turn] = 7;
        let (window, rows) = script(canvas.len()).swap_remove(turn);
        let pass = Pass {
            input: Input::Ids(&canvas),
            window,
            rows: &rows,
            rule: Rule::greedy(2),
        };
        answers[run].push(own.denoise_one(pass, &mut caches[run]).unwrap());
    }
    answers
}

#[test]
fn interleaved_runs_of_equal_shape_do_not_see_each_other() {
    each(|config, _, mut own| {
        let canvases = [ids(config, 40, 1), ids(config, 40, 9)];
        let alone = answers(&mut own, &canvases, false);
        assert_eq!(answers(&mut own, &canvases, true), alone);
        assert_ne!(alone[0], alone[1]);
    });
}

#[test]
fn a_refused_pass_leaves_the_rest_of_its_batch_alone() {
    each(|config, _, mut own| {
        let (good, bad) = (ids(config, 20, 0), vec![config.vocab_size as u32; 20]);
        let pass = |canvas| Pass {
            input: Input::Ids(canvas),
            window: Window::Full,
            rows: &[6],
            rule: Rule::greedy(2),
        };
        let mut caches = [Cache::default(), Cache::default(), Cache::default()];
        let [a, b, c] = &mut caches;
        let part = Pass {
            window: Window::Part { start: 0, end: 8 },
            ..pass(&good)
        };
        let answers = own.denoise(&mut [(pass(&bad), a), (pass(&good), b), (part, c)]);
        let messages: Vec<String> = answers
            .iter()
            .map(|answer| {
                answer
                    .as_ref()
                    .map_or_else(ToString::to_string, |_| String::new())
            })
            .collect();
        assert!(messages[0].contains("outside the vocabulary"));
        assert!(messages[2].contains("kept"));
        let alone = own.denoise_one(pass(&good), &mut Cache::default());
        assert_eq!(answers[1].as_ref().unwrap(), &alone.unwrap());
    });
}

#[test]
fn embeddings_of_the_tokens_are_the_tokens() {
    each(|config, mut candle, mut own| {
        let canvas = ids(config, 30, 4);
        let random = RandomTensors::new(3);
        let table = random.values(&crate::checkpoint::layout::embedding(config));
        let d = config.d_model;
        let prefix: Vec<f32> = canvas[..11]
            .iter()
            .flat_map(|id| &table[*id as usize * d..][..d])
            .map(|value| value * GAIN)
            .collect();
        let hidden = [0, 3, 12];
        let guided = Rule {
            guidance: Some(Guidance {
                scale: 1.5,
                hidden: &hidden,
            }),
            ..Rule::greedy(2)
        };
        let pass = |input| Pass {
            input,
            window: Window::Full,
            rows: &[13, 20],
            rule: guided,
        };
        let by_ids = pass(Input::Ids(&canvas));
        let embedded = pass(Input::Embeddings {
            prefix: &prefix,
            width: d,
            ids: &canvas[11..],
        });
        let networks: [&mut dyn Denoiser; 2] = [&mut candle, &mut own];
        for network in networks {
            let expected = network.logits_one(by_ids, &mut Cache::default()).unwrap();
            let found = network.logits_one(embedded, &mut Cache::default()).unwrap();
            assert_eq!(found, expected);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn each_answer_of_a_ragged_batch_is_the_one_alone(
        seed in 0_usize..1000,
        runs in prop::collection::vec((14_usize..64, 0_usize..4, any::<bool>()), 1..5),
    ) {
        let config = &shapes()[seed % shapes().len()];
        let kernels = Kernels::best().unwrap();
        let mut network = own(config, kernels);
        let canvases: Vec<Vec<u32>> = runs.iter().map(|(length, ..)| ids(config, *length, seed)).collect();
        let scripts: Vec<_> = runs.iter().map(|(length, turn, _)| script(*length).swap_remove(*turn)).collect();
        let hidden = [0, 1, 5];
        let pass = |run: usize| {
            let guidance = runs[run].2.then_some(Guidance { scale: 0.7, hidden: &hidden });
            let (window, rows) = &scripts[run];
            Pass {
                input: Input::Ids(&canvases[run]),
                window: *window,
                rows,
                rule: Rule { guidance, ..Rule::greedy(2) },
            }
        };
        let filled = |network: &mut CpuNetwork, run: usize| {
            let mut cache = Cache::default();
            let keep = Pass { window: Window::Keep, rows: &[], ..pass(run) };
            assert_eq!(network.denoise_one(keep, &mut cache).unwrap(), []);
            cache
        };
        let mut caches: Vec<Cache> = (0..runs.len()).map(|run| filled(&mut network, run)).collect();
        let alone: Vec<_> = (0..runs.len())
            .map(|run| {
                let mut cache = filled(&mut network, run);
                let choices = network.denoise_one(pass(run), &mut cache).unwrap();
                let logits = network.logits_one(pass(run), &mut cache).unwrap();
                (choices, logits)
            })
            .collect();
        let batch = |caches: &mut Vec<Cache>, then: &mut dyn FnMut(&mut [Item<'_, '_>])| {
            let passes = (0..runs.len()).map(pass);
            let mut batch: Vec<Item<'_, '_>> = passes.zip(caches).collect();
            then(&mut batch);
        };
        let (mut choices, mut logits) = (Vec::new(), Vec::new());
        batch(&mut caches, &mut |items| choices = network.denoise(items));
        batch(&mut caches, &mut |items| logits = Denoiser::logits(&mut network, items));
        for ((choices, logits), alone) in choices.into_iter().zip(logits).zip(alone) {
            prop_assert_eq!(choices.unwrap(), alone.0);
            prop_assert_eq!(logits.unwrap(), alone.1);
        }
    }
}
