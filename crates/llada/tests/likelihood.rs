//! The likelihood bound against the reference's enumeration.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use std::cell::RefCell;

use llada::likelihood::pair::encode_pair;
use llada::likelihood::{Limits, Method, Outcome, Question, Sampling, Scoring, exact, monte_carlo};
use llada::{KernelChoice, LanguageModel, WeightType};
use reference::{ids, json, open, open_with};

const DENSE: [&str; 2] = ["llada-dense", "llada-dense-gqa-sharded-bf16"];

#[test]
fn the_exact_bound_equals_the_reference() {
    let fixtures = [
        (DENSE[0], "reference.json"),
        (DENSE[1], "reference.json"),
        ("llada-moe", "reference-more.json"),
    ];
    let each = |kernels| fixtures.map(|fixture| (fixture, kernels));
    for ((name, file), kernels) in KernelChoice::here().into_iter().flat_map(each) {
        let model = open_with(name, WeightType::F32, kernels);
        for case in json(name, file)["loglikelihood"].as_array().unwrap() {
            let (prompt, answer) = (ids(&case["prompt"]), ids(&case["answer"]));
            let question = Question {
                prompt: &prompt,
                answer: &answer,
                mask_id: model.special().mask_id,
                cfg_scale: case["cfg_scale"].as_f64().unwrap(),
            };
            let expected = case["exact"].as_f64().unwrap();
            let score = exact(model.network(), &question, &|_, _| {}).unwrap();
            assert!(
                (score.log_likelihood - expected).abs() < 1e-3,
                "{score:?}, {expected}"
            );
        }
    }
}

/// Scores to the end, a few masks at a time.
fn scored(model: &LanguageModel, question: &Question<'_>, method: Method, greedy: bool) -> Outcome {
    let limits = Limits::of(model.model());
    let mut scoring = Scoring::new(question, method, greedy, limits).unwrap();
    let mut remaining = scoring.remaining();
    while !scoring.is_done() {
        scoring.step(model.network(), 32).unwrap();
        assert!(scoring.remaining() < remaining);
        remaining = scoring.remaining();
    }
    scoring.finish()
}

/// What LLaDA's evaluation code makes of a context and a continuation.
#[test]
fn pairs_are_split_scored_and_checked_as_the_reference_does() {
    for kernels in KernelChoice::here() {
        let model = open_with(DENSE[0], WeightType::F32, kernels);
        for pair in json(DENSE[0], "lm-eval-pairs.json")["pairs"]
            .as_array()
            .unwrap()
        {
            let text = |key: &str| pair[key].as_str().unwrap();
            let (prompt, answer) =
                encode_pair(model.tokenizer(), text("context"), text("continuation")).unwrap();
            assert_eq!(prompt, ids(&pair["context_ids"]), "{pair}");
            assert_eq!(answer, ids(&pair["continuation_ids"]), "{pair}");
            let question = Question {
                prompt: &prompt,
                answer: &answer,
                mask_id: model.special().mask_id,
                cfg_scale: pair["cfg_scale"].as_f64().unwrap(),
            };
            let outcome = scored(&model, &question, Method::Exact, true);
            let expected = pair["exact"].as_f64().unwrap();
            let apart = (outcome.score.log_likelihood - expected).abs();
            assert!(apart < 1e-4 * expected.abs(), "{outcome:?} {pair}");
            assert_eq!(outcome.is_greedy, pair["is_greedy"].as_bool(), "{pair}");
        }
    }
}

/// A single token is one mask, whichever way.
#[test]
fn from_left_to_right_the_last_token_is_scored_alone() {
    let model = open(DENSE[0], WeightType::F32);
    let question = |prompt, answer| Question {
        prompt,
        answer,
        mask_id: model.special().mask_id,
        cfg_scale: 0.0,
    };
    let whole = scored(
        &model,
        &question(&[], &[9, 40, 41, 42]),
        Method::LeftToRight { last: 2 },
        false,
    );
    assert_eq!((whole.tokens.len(), whole.passes), (2, 2));
    let last = scored(&model, &question(&[9, 40, 41], &[42]), Method::Exact, false);
    let token = whole.tokens[1];
    assert!((token.log_probability - last.score.log_likelihood).abs() < 1e-5);
    assert!(token.best_log_probability >= token.log_probability);
    let sum: f64 = whole.tokens.iter().map(|token| token.log_probability).sum();
    assert!((sum - whole.score.log_likelihood).abs() < 1e-9);
}

#[test]
fn the_estimate_is_near_the_bound() {
    let model = open(DENSE[0], WeightType::F32);
    let cases = json(DENSE[0], "reference.json");
    let longest = cases["loglikelihood"].as_array().unwrap().iter();
    let case = longest
        .max_by_key(|case| case["answer"].as_array().unwrap().len())
        .unwrap();
    let (prompt, answer) = (ids(&case["prompt"]), ids(&case["answer"]));
    let question = Question {
        prompt: &prompt,
        answer: &answer,
        mask_id: model.special().mask_id,
        cfg_scale: case["cfg_scale"].as_f64().unwrap(),
    };
    let expected = case["exact"].as_f64().unwrap();
    let near = (0..20).filter(|seed| {
        let sampling = Sampling {
            mc_num: 64,
            batch: 16,
            seed: *seed,
        };
        let score = monte_carlo(model.network(), &question, &sampling, &|_, _| {}).unwrap();
        assert_eq!(
            score,
            monte_carlo(model.network(), &question, &sampling, &|_, _| {}).unwrap()
        );
        (score.log_likelihood - expected).abs() <= 3.0 * score.standard_error + 1e-3
    });
    assert!(near.count() >= 19);
}

#[test]
fn bad_questions_get_sentences() {
    let model = open(DENSE[0], WeightType::F32);
    let question = |answer| Question {
        prompt: &[9],
        answer,
        mask_id: 2,
        cfg_scale: 0.0,
    };
    let network = model.network();
    let refused = |answer: &'static [u32], mc_num, batch, part: &str| {
        let sampling = Sampling {
            mc_num,
            batch,
            seed: 1,
        };
        let error = monte_carlo(network, &question(answer), &sampling, &|_, _| {})
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{error}");
    };
    refused(
        &[7],
        20,
        16,
        "mc_num is 20; allowed: 1 to 1000000, a multiple of the batch size 16",
    );
    refused(&[7], 0, 16, "mc_num is 0");
    refused(&[7], 16, 0, "batch is 0; allowed: 1 to 4096");
    refused(&[], 16, 16, "answer is empty");
    refused(
        &[7, 512],
        16,
        16,
        "answer is 512; allowed: token ids 0 to 511",
    );
    refused(
        &[7; 256],
        16,
        16,
        "answer is 256 tokens long after a prompt of 1; allowed: 256",
    );
    let error = exact(network, &question(&[7; 15]), &|_, _| {}).unwrap_err();
    let sentence = error.to_string();
    let part = "answer is 15 tokens long; allowed: 1 to 14";
    assert!(sentence.contains(part), "{sentence}");
}

#[test]
fn progress_is_told_and_a_single_sample_has_no_error() {
    let model = open(DENSE[0], WeightType::F32);
    let question = Question {
        prompt: &[9],
        answer: &[7, 8],
        mask_id: 2,
        cfg_scale: 0.0,
    };
    let told = RefCell::new(Vec::new());
    let mut sampling = Sampling {
        mc_num: 8,
        batch: 4,
        seed: 1,
    };
    monte_carlo(model.network(), &question, &sampling, &|done, of| {
        told.borrow_mut().push((done, of))
    })
    .unwrap();
    assert_eq!(told.into_inner(), [(4, 8), (8, 8)]);
    (sampling.mc_num, sampling.batch) = (1, 1);
    let single = monte_carlo(model.network(), &question, &sampling, &|_, _| {}).unwrap();
    assert!(single.standard_error.is_nan());
}

#[test]
fn a_block_causal_model_is_refused_with_the_reason() {
    let model = open("llada2-block-causal", WeightType::F32);
    let question = Question {
        prompt: &[9],
        answer: &[7, 8],
        mask_id: 2,
        cfg_scale: 0.0,
    };
    let error = exact(model.network(), &question, &|_, _| {}).unwrap_err();
    let sentence = error.to_string();
    assert!(
        sentence.starts_with("model is block-causal, in blocks of 32"),
        "{sentence}"
    );
}
