//! Features, joined rows, logits and recorded states, with every kernel that runs here.

use llada::session::{Input, Request};
use llada::vision::data_url;
use llada::{KernelChoice, LanguageModel, WeightType};
use serde_json::Value;
use trajectory::{Image, Message, PartialParams};

use super::reference::{ids, open_with};
use super::{FIXTURE, file, pictures, stored};

fn each_model(dtype: WeightType, mut check: impl FnMut(&mut LanguageModel)) {
    let runs =
        |kernels: &KernelChoice| dtype == WeightType::F32 || *kernels != KernelChoice::Candle;
    for kernels in KernelChoice::here().into_iter().filter(runs) {
        check(&mut open_with(FIXTURE, dtype, kernels));
    }
}

/// The largest difference in parts of the largest number.
fn apart(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let largest =
        |values: &mut dyn Iterator<Item = f32>| values.fold(0.0_f32, |max, v| max.max(v.abs()));
    let pairs = found.iter().zip(expected);
    largest(&mut pairs.map(|(a, b)| a - b)) / largest(&mut expected.iter().copied())
}

/// ‖a − b‖ / ‖b‖.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|v| v * v).sum::<f32>().sqrt();
    norm(&mut a.iter().zip(b).map(|(a, b)| a - b)) / norm(&mut b.iter().copied())
}

fn request(name: &str, question: &str, params: PartialParams) -> Request {
    let message = Message {
        images: vec![Image::new(data_url::of_file(&file(name)))],
        ..Message::user(question)
    };
    Request {
        input: Input::Conversation(vec![message]),
        params,
        ..Request::default()
    }
}

/// The rows that a list like "0-7, 729-824" names; all of them for "all".
fn named_rows(list: &Value, all: usize) -> Vec<usize> {
    let list = list.as_str().unwrap();
    if list == "all" {
        return (0..all).collect();
    }
    let ranges = list.split(", ").map(|range| {
        let (first, last) = range.split_once('-').unwrap();
        first.parse::<usize>().unwrap()..=last.parse().unwrap()
    });
    ranges.flatten().collect()
}

/// The reference's ids, in which a negative number stands for the picture, without it.
fn prompt_ids(case: &Value) -> (Vec<u32>, usize) {
    let all = case["input_ids"].as_array().unwrap();
    let at = all.iter().position(|id| id.as_i64() == Some(-200)).unwrap();
    let text: Vec<Value> = all
        .iter()
        .filter(|id| id.as_i64() != Some(-200))
        .cloned()
        .collect();
    (ids(&Value::from(text)), at)
}

#[test]
fn features_and_joined_rows_are_those_of_the_reference() {
    for (dtype, bound) in [(WeightType::F32, 1e-4), (WeightType::Bf16, 3e-2)] {
        each_model(dtype, |model| {
            for (name, expected) in pictures() {
                let request = request(&name, "what is in the picture?", PartialParams::default());
                let planned = model.planner().plan(&request).unwrap();
                let picture = &planned.pictures[0];
                let encoder = model.encoder().unwrap().clone();
                let features = encoder.tower().encode(&picture.prepared.tiles).unwrap();
                let width = features.len() / picture.recorded.tiles / 729;
                let lines = features.chunks_exact(width).enumerate();
                let every = lines.filter(|(row, _)| (row % 729).is_multiple_of(27));
                let found: Vec<f32> = every.flat_map(|(_, line)| line.iter().copied()).collect();
                let what = format!("{name}, {dtype}, {}", model.network().kernel_name());
                let vision = stored(&format!("{name}.vision"));
                assert!(
                    distance(&found, &vision) < bound,
                    "{what}: {}",
                    distance(&found, &vision)
                );
                let rows = encoder.rows(&picture.prepared).unwrap();
                let width = model.model().width;
                let all = rows.len() / width;
                let named = named_rows(&expected["image_embeds_rows"], all);
                let found = named
                    .iter()
                    .flat_map(|row| rows[row * width..][..width].iter().copied());
                let found: Vec<f32> = found.collect();
                let joined = stored(&format!("{name}.image_embeds"));
                assert!(
                    distance(&found, &joined) < bound,
                    "{what}: {}",
                    distance(&found, &joined)
                );
                if dtype == WeightType::F32 {
                    assert!(apart(&found, &joined) <= 1e-4, "{what}");
                    let sum: f64 = rows.iter().map(|value| f64::from(*value)).sum();
                    let expected = expected["image_embeds_sum"].as_f64().unwrap();
                    assert!(
                        (sum / expected - 1.0).abs() < 1e-3,
                        "{what}: {sum} {expected}"
                    );
                }
                // Asked again, they are not computed again.
                assert!(std::sync::Arc::ptr_eq(
                    &rows,
                    &encoder.rows(&picture.prepared).unwrap()
                ));
            }
        });
    }
}

#[test]
fn prompts_lose_the_token_after_the_picture() {
    let model = open_with(FIXTURE, WeightType::F32, KernelChoice::Candle);
    for (name, expected) in pictures() {
        let question = "what is in the picture?";
        let planned = model
            .planner()
            .plan(&request(&name, question, PartialParams::default()))
            .unwrap();
        let (ids, at) = prompt_ids(&expected);
        assert_eq!(planned.prompt_ids, ids, "{name}");
        assert_eq!(
            (planned.pictures[0].first, planned.pictures[0].recorded.at),
            (at, at)
        );
        assert_eq!(expected["image_at"], at as u64);
        assert_eq!(planned.prompt, expected["text"], "{name}");
        assert_eq!(
            planned.job.prompt().len() as u64,
            expected["prompt_embeds_len"]
        );
    }
}

#[test]
fn logits_are_those_of_the_reference() {
    each_model(WeightType::F32, |model| {
        for (name, _) in pictures() {
            let params = PartialParams {
                gen_length: Some(8),
                steps: Some(8),
                block_length: Some(8),
                ..PartialParams::default()
            };
            let request = request(&name, "what is in the picture?", params);
            let planned = model.planner().plan(&request).unwrap();
            let logits = model.logits_of(planned).unwrap();
            let found = logits[logits.len() - 24..].concat();
            let expected = stored(&format!("{name}.logits"));
            let what = format!("{name}, {}", model.network().kernel_name());
            assert!(
                apart(&found, &expected) <= 1e-4,
                "{what}: {}",
                apart(&found, &expected)
            );
        }
    });
}

/// Runs every case of the reference, with what `change` makes of its parameters, and hands over the states.
fn each_case(
    dtype: WeightType,
    change: impl Fn(&mut PartialParams),
    mut check: impl FnMut(&str, &Value, Vec<Vec<u32>>),
) {
    each_model(dtype, |model| {
        for (name, picture) in pictures() {
            for case in picture["generate"].as_array().unwrap() {
                let mut params = params(&case["params"]);
                change(&mut params);
                let question = case["question"].as_str().unwrap();
                let mut run = model.start(&request(&name, question, params)).unwrap();
                assert_eq!(run.head().prompt_ids, prompt_ids(case).0);
                let mut canvas = run.head().initial_canvas();
                let mut states = vec![canvas.clone()];
                while let Some(step) = run.step(model.denoiser()) {
                    for pick in step.unwrap().step.written() {
                        canvas[pick.pos] = pick.id;
                    }
                    states.push(canvas.clone());
                }
                let (_, ending) = run.finish();
                let what = format!("{name}, {}: {case}", model.network().kernel_name());
                let expected = model.tokenizer().decode(&ids(&case["final"]));
                assert_eq!(ending.text, expected, "{what}");
                check(&what, case, states);
            }
        }
    });
}

/// The parameters of a case under our names. No stop text unless it has one.
fn params(case: &Value) -> PartialParams {
    let mut given = case.as_object().unwrap().clone();
    given.remove("stop_ids");
    let stop = given
        .remove("stop_string")
        .or_else(|| given.remove("stopping_criteria"));
    for (theirs, ours) in [
        ("logits_eos_inf", "suppress_eos"),
        ("confidence_eos_eot_inf", "eos_last"),
    ] {
        if let Some(value) = given.remove(theirs) {
            given.insert(ours.to_owned(), value);
        }
    }
    let mut params: PartialParams = serde_json::from_value(Value::Object(given)).unwrap();
    let texts = stop.map(|stop| match stop {
        Value::String(text) => vec![text],
        list => serde_json::from_value(list).unwrap(),
    });
    params.stop.get_or_insert(texts.unwrap_or_default());
    params
}

#[test]
fn states_and_answers_are_those_of_the_reference() {
    each_case(
        WeightType::F32,
        |_| {},
        |what, case, states| {
            let expected: Vec<Vec<u32>> =
                case["states"].as_array().unwrap().iter().map(ids).collect();
            assert_eq!(states, expected, "{what}");
            assert_eq!(states.len() as u64 - 1, case["forwards"], "{what}");
        },
    );
}
