//! The differentiable spelling against the fused one, and what the network itself promises.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Var};

use super::*;
use crate::architecture::llada::Config;
use crate::checkpoint::NamedShape;
use crate::checkpoint::random::RandomTensors;
use crate::denoiser::{Cache, Denoiser, Guidance, Input, Pass, Rule, Window};

fn config() -> Config {
    Config {
        d_model: 32,
        n_layers: 2,
        n_heads: 4,
        n_kv_heads: 2,
        mlp_hidden_size: 48,
        vocab_size: 40,
        max_sequence_length: 16,
        ..NamedShape::Tiny.config().unwrap()
    }
}

fn build(gradients: Gradients) -> (Network, BTreeMap<String, Var>) {
    let random = RandomTensors::new(3);
    let mut variables = BTreeMap::new();
    let model = config().model();
    let network = Network::build(&model, &Device::Cpu, DType::F32, gradients, |group| {
        group
            .iter()
            .map(|spec| {
                let (tensor, _) = model.stored(spec);
                let variable = Var::from_tensor(&(random.tensor(&tensor)? * 5.0)?)?;
                let weight = Weight::Dense(variable.as_tensor().clone());
                variables.insert(tensor.name, variable);
                Ok::<_, NetworkError>(weight)
            })
            .collect()
    });
    (network.unwrap(), variables)
}

const IDS: [u32; 6] = [3, 2, 39, 2, 7, 0];

fn logits(network: &Network, rows: Option<&[usize]>) -> Vec<f32> {
    let logits = network.logits(&[&IDS], rows).unwrap();
    logits.flatten_all().unwrap().to_vec1().unwrap()
}

fn assert_close(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    let far = a
        .iter()
        .zip(b)
        .find(|(a, b)| (**a - **b).abs() > 1e-4 * (1.0 + a.abs()));
    assert_eq!(far, None);
}

#[test]
fn the_differentiable_pass_is_the_same_pass() {
    let (fused, _) = build(Gradients::None);
    let (tracked, variables) = build(Gradients::Tracked);
    assert_close(&logits(&fused, None), &logits(&tracked, None));
    let loss = tracked
        .logits(&[&IDS], None)
        .unwrap()
        .sqr()
        .unwrap()
        .sum_all()
        .unwrap();
    let gradients = loss.backward().unwrap();
    for (name, variable) in &variables {
        assert!(gradients.get(variable).is_some(), "{name}");
    }
}

#[test]
fn wanted_rows_are_the_rows_of_the_whole() {
    let (network, _) = build(Gradients::None);
    let all = logits(&network, None);
    let rows: Vec<f32> = [1, 4]
        .iter()
        .flat_map(|row| all[row * 40..(row + 1) * 40].to_vec())
        .collect();
    assert_close(&logits(&network, Some(&[1, 4])), &rows);
}

#[test]
fn a_batch_is_its_sequences() {
    let (network, _) = build(Gradients::None);
    let other = [9_u32, 9, 2, 1, 0, 4];
    let both = network.logits(&[&IDS, &other], None).unwrap();
    let second: Vec<f32> = both
        .get(1)
        .unwrap()
        .flatten_all()
        .unwrap()
        .to_vec1()
        .unwrap();
    let alone = network.logits(&[&other], None).unwrap();
    assert_close(
        &second,
        &alone.flatten_all().unwrap().to_vec1::<f32>().unwrap(),
    );
}

#[test]
fn choosing_on_the_device_is_choosing_on_the_host() {
    let (mut network, _) = build(Gradients::None);
    let mut caches = [Cache::default(), Cache::default()];
    let guided = Rule {
        guidance: Some(Guidance {
            scale: 0.5,
            hidden: &[0, 2, 4],
        }),
        ..Rule::greedy(2)
    };
    let windows = [
        Window::Full,
        Window::Keep,
        Window::Part { start: 1, end: 5 },
    ];
    for (window, rule) in windows
        .map(|window| (window, Rule::greedy(2)))
        .into_iter()
        .chain(windows.map(|window| (window, guided)))
    {
        let pass = Pass {
            input: Input::Ids(&IDS),
            window,
            rows: &[1, 3],
            rule,
        };
        let host = network.denoise_one(pass, &mut caches[0]).unwrap();
        let device = network.choose(&pass, &mut caches[1]).unwrap();
        for (host, device) in host.iter().zip(&device) {
            assert_eq!((host.id, host.runner_up), (device.id, device.runner_up));
            assert!((host.probability - device.probability).abs() < 1e-6);
        }
        assert_eq!(host.len(), device.len());
    }
}

#[test]
fn attention_sees_both_ways() {
    let (network, _) = build(Gradients::None);
    let mut changed = IDS;
    changed[5] = 11;
    let first = |ids: &[u32]| -> Vec<f32> {
        let logits = network.logits(&[ids], Some(&[0])).unwrap();
        logits.flatten_all().unwrap().to_vec1().unwrap()
    };
    assert_ne!(first(&IDS), first(&changed));
}

#[test]
fn bad_sequences_get_sentences() {
    let (network, _) = build(Gradients::None);
    for (ids, part) in [
        (vec![], "no token"),
        (
            vec![1; 17],
            "17 tokens are longer than the model's context of 16",
        ),
        (
            vec![1, 40],
            "token id 40 is outside the vocabulary; allowed: 0 to 39",
        ),
    ] {
        let error = network.logits(&[&ids], None).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}
