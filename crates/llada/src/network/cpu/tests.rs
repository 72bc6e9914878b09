//! The network on our own kernels against the one on candle, over the same random weights.

use candle_core::{DType, Device};
use half::bf16;

use proptest::prelude::*;

use super::*;
use crate::architecture::llada::Config;
use crate::architecture::llada2::Llada2;
use crate::architecture::{
    Attention as Heads, Block as Layer, Ffn, Mask, Moe, Rope, RopeCompute, Router, Tokens,
};
use crate::backend::Backend;
use crate::checkpoint::NamedShape;
use crate::checkpoint::random::RandomTensors;
use crate::choice::Choice;
use crate::denoiser::{Cache, Denoiser, Guidance, Gumbel, Item, Pass, Rule, Spliced, Window};
use crate::dtype::WeightType;
use crate::network::candle::{Gradients, Network, Weight};

/// Shapes whose heads, rows and columns fit no register, then every part that a model can have.
fn shapes() -> Vec<Model> {
    let shape = |d_model, n_heads, n_kv_heads, mlp_hidden_size, vocab_size| {
        let config = Config {
            d_model,
            n_layers: 2,
            n_heads,
            n_kv_heads,
            mlp_hidden_size,
            vocab_size,
            max_sequence_length: 64,
            ..NamedShape::Tiny.config().unwrap()
        };
        config.model()
    };
    vec![
        shape(64, 4, 4, 96, 600),
        shape(40, 5, 1, 56, 70),
        shape(96, 2, 1, 33, 1200),
        shape(48, 1, 1, 64, 37),
        Model {
            mask: Mask::BlockCausal { block: 8 },
            ..shape(64, 4, 2, 96, 600)
        },
        mixture(),
        block_causal_mixture(),
    ]
}

/// Softmax router with a bias, norms of queries and keys, clipping.
fn mixture() -> Model {
    let block = Layer {
        attention: Heads {
            heads: 4,
            kv_heads: 4,
            head_dim: 16,
            qk_norm: true,
            clip_qkv: Some(1.5),
            qkv_bias: true,
        },
        ffn: Ffn::Moe(Moe {
            experts: 5,
            top_k: 2,
            hidden: 40,
            router: Router::Softmax {
                renormalise: false,
                bias: true,
            },
            shared: None,
        }),
    };
    Model {
        family: &Llada2,
        width: 64,
        vocab_size: 300,
        context: 64,
        blocks: vec![block; 2],
        eps: 1e-5,
        tied_head: true,
        rope: Rope {
            theta: 50_000.0,
            dims: 16,
            compute: RopeCompute::Activations,
        },
        mask: Mask::Full,
        tokens: Tokens::default(),
        vision: None,
    }
}

/// Groups of experts, a shared one, half of each head turned, heads that are not as wide as the stream, a dense first layer.
fn block_causal_mixture() -> Model {
    let attention = Heads {
        heads: 6,
        kv_heads: 2,
        head_dim: 12,
        qk_norm: true,
        clip_qkv: None,
        qkv_bias: false,
    };
    let router = Router::GroupedSigmoid {
        groups: 4,
        top_groups: 2,
        scale: 2.5,
        renormalise: true,
        bias: true,
    };
    let mut blocks = vec![
        Layer {
            attention,
            ffn: Ffn::Moe(Moe {
                experts: 16,
                top_k: 3,
                hidden: 24,
                router,
                shared: Some(24),
            }),
        };
        3
    ];
    blocks[0].ffn = Ffn::Gated { hidden: 72 };
    Model {
        width: 64,
        blocks,
        tied_head: false,
        rope: Rope {
            theta: 600_000.0,
            dims: 6,
            compute: RopeCompute::Activations,
        },
        mask: Mask::BlockCausal { block: 8 },
        ..mixture()
    }
}

const GAIN: f32 = 5.0;

/// A weight of a model with random weights.
fn values(random: &RandomTensors, model: &Model, spec: &WeightSpec) -> Vec<f32> {
    let (tensor, place) = model.stored(spec);
    let mut rows = Rows::Values(random.values(&tensor));
    if let Some((range, _)) = place.rows {
        rows = rows.narrow(range, spec.shape[1..].iter().product());
    }
    rows.vector(spec.elements())
}

fn candle(model: &Model) -> Network {
    let random = RandomTensors::new(3);
    let network = Network::build(model, &Device::Cpu, DType::F32, Gradients::None, |group| {
        let weight = |spec: &WeightSpec| {
            let values = values(&random, model, spec);
            let values = values.into_iter().map(|value| value * GAIN).collect();
            let tensor = Rows::Values(values).tensor(&spec.shape)?;
            Ok::<_, NetworkError>(Weight::Dense(tensor))
        };
        group.iter().map(weight).collect()
    });
    network.unwrap()
}

fn own(model: &Model, kernels: Kernels) -> CpuNetwork {
    packed(model, kernels, false, |value| value * GAIN)
}

fn packed(
    model: &Model,
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
    let network = CpuNetwork::build(model, kernels, packing, &mut store, |spec| {
        let values = values(&random, model, spec).into_iter().map(&change);
        Ok::<_, std::io::Error>(Rows::Values(values.collect()))
    });
    network.unwrap()
}

/// candle's network and ours with every kernel, for every shape.
fn each(check: impl Fn(&Model, Network, CpuNetwork)) {
    for model in shapes() {
        for kernels in [Kernels::avx2(), Kernels::avx512()].into_iter().flatten() {
            check(&model, candle(&model), own(&model, kernels));
        }
    }
}

fn ids(model: &Model, length: usize, salt: usize) -> Vec<u32> {
    (0..length)
        .map(|i| ((i * 7 + salt) % model.vocab_size) as u32)
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
    each(|model, candle, own| {
        let (a, b) = (ids(model, 41, 1), ids(model, 41, 5));
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
    for (kernels, model) in every.zip(shapes()) {
        let ids = ids(&model, 41, 1);
        let [long, short] = [false, true].map(|from_bf16| {
            let network = packed(&model, kernels, from_bf16, short);
            let logits = network.logits(&[&ids], None).unwrap();
            (network.weight_bytes(), logits)
        });
        assert_eq!(short.1, long.1);
        assert!(short.0 < long.0);
    }
}

#[test]
fn bad_ids_are_refused_as_candles_network_refuses_them() {
    each(|model, candle, own| {
        let candle = Backend::from(candle);
        for ids in [vec![], vec![3; 65], vec![model.vocab_size as u32]] {
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
    each(|model, mut candle, mut own| {
        let mut canvas = ids(model, 50, 2);
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
    each(|model, mut candle, mut own| {
        let canvas = ids(model, 20, 0);
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
            assert!(refused.unwrap_err().to_string().contains("KV cache"));
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

/// The answers of runs whose passes are interleaved, or executed one run after the other.
fn answers(
    own: &mut CpuNetwork,
    canvases: &[Vec<u32>],
    interleaved: bool,
) -> Vec<Vec<Vec<Choice>>> {
    let mut caches: Vec<Cache> = canvases.iter().map(|_| Cache::default()).collect();
    let mut answers = vec![Vec::new(); canvases.len()];
    let order: Vec<(usize, usize)> = if interleaved {
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
    each(|model, _, mut own| {
        let canvases = [ids(model, 40, 1), ids(model, 40, 9)];
        let alone = answers(&mut own, &canvases, false);
        assert_eq!(answers(&mut own, &canvases, true), alone);
        assert_ne!(alone[0], alone[1]);
    });
}

#[test]
fn a_refused_pass_leaves_the_rest_of_its_batch_alone() {
    each(|model, _, mut own| {
        let (good, bad) = (ids(model, 20, 0), vec![model.vocab_size as u32; 20]);
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
        assert!(messages[2].contains("KV cache"));
        let alone = own.denoise_one(pass(&good), &mut Cache::default());
        assert_eq!(answers[1].as_ref().unwrap(), &alone.unwrap());
    });
}

#[test]
fn embeddings_of_the_tokens_are_the_tokens() {
    each(|model, mut candle, mut own| {
        let canvas = ids(model, 30, 4);
        let random = RandomTensors::new(3);
        let table = values(&random, model, &model.embedding());
        let d = model.width;
        let rows: Vec<f32> = canvas[4..11]
            .iter()
            .flat_map(|id| &table[*id as usize * d..][..d])
            .map(|value| value * GAIN)
            .collect();
        let hidden = [0, 5, 12];
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
        let spliced = [Spliced {
            first: 4,
            rows: rows.into(),
        }];
        let mut others = canvas.clone();
        others[4..11].fill(0);
        let embedded = pass(Input::Embeddings {
            ids: &others,
            spliced: &spliced,
            width: d,
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
        let model = &shapes()[seed % shapes().len()];
        let kernels = Kernels::best().unwrap();
        let mut network = own(model, kernels);
        let canvases: Vec<Vec<u32>> = runs.iter().map(|(length, ..)| ids(model, *length, seed)).collect();
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

/// A block-causal cache is exact: whatever is pushed through first, in however many pieces, the logits are those of one pass
/// over the whole canvas.
#[test]
fn a_block_causal_cache_is_exact_at_any_split() {
    each(|model, mut candle, mut own| {
        let Mask::BlockCausal { block } = model.mask else {
            return;
        };
        let canvas = ids(model, 44, 3);
        let whole = Backend::from(candle.clone())
            .logits(&[&canvas], None)
            .unwrap();
        let row = |position: usize| &whole[position * model.vocab_size..][..model.vocab_size];
        let networks: [&mut dyn Denoiser; 2] = [&mut candle, &mut own];
        for network in networks {
            // The first pass ends with a block; the next ones feed one block, two, or the rest.
            for ends in [
                vec![8, 16, 24, 32, 40, 44],
                vec![16, 24, 40, 44],
                vec![40, 44],
            ] {
                let mut cache = Cache::default();
                let mut start = 0;
                for end in ends {
                    let rows: Vec<usize> = (start..end).collect();
                    let pass = Pass {
                        input: Input::Ids(&canvas[..end]),
                        window: if start == 0 {
                            Window::Keep
                        } else {
                            Window::Part { start, end }
                        },
                        rows: &rows,
                        rule: Rule::greedy(2),
                    };
                    let logits = network.logits_one(pass, &mut cache).unwrap();
                    for (position, found) in rows
                        .iter()
                        .zip(logits.conditional.chunks_exact(model.vocab_size))
                    {
                        assert_close(found, row(*position));
                    }
                    // The last block again, as while it is being filled; with the one before it, as when that is done.
                    let again = Pass {
                        window: Window::Part {
                            start: end.saturating_sub(block + 4),
                            end,
                        },
                        rows: &rows[rows.len() - 1..],
                        ..pass
                    };
                    let logits = network.logits_one(again, &mut cache).unwrap();
                    assert_close(&logits.conditional, row(end - 1));
                    start = end;
                }
                // A gap is refused.
                let gap = Pass {
                    input: Input::Ids(&canvas[..44]),
                    window: Window::Part { start: 40, end: 44 },
                    rows: &[41],
                    rule: Rule::greedy(2),
                };
                let mut short = Cache::default();
                let keep = Pass {
                    input: Input::Ids(&canvas[..32]),
                    window: Window::Keep,
                    rows: &[],
                    ..gap
                };
                network.denoise_one(keep, &mut short).unwrap();
                let refused = network.denoise_one(gap, &mut short);
                assert!(refused.unwrap_err().to_string().contains("KV cache"));
            }
        }
    });
}
