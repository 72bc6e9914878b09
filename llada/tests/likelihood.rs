//! The likelihood bound against the reference's enumeration.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use llada::WeightType;
use llada::likelihood::{Question, Sampling, exact, monte_carlo};
use reference::{ids, json, open};

const DENSE: [&str; 2] = ["llada-dense", "llada-dense-gqa-sharded-bf16"];

#[test]
fn the_exact_bound_equals_the_reference() {
    for name in DENSE {
        let model = open(name, WeightType::F32);
        for case in json(name, "reference.json")["loglikelihood"]
            .as_array()
            .unwrap()
        {
            let (prompt, answer) = (ids(&case["prompt"]), ids(&case["answer"]));
            let question = Question {
                prompt: &prompt,
                answer: &answer,
                mask_id: model.special().mask_id,
                cfg_scale: case["cfg_scale"].as_f64().unwrap(),
            };
            let expected = case["exact"].as_f64().unwrap();
            let score = exact(model.network(), &question).unwrap();
            assert!(
                (score.log_likelihood - expected).abs() < 1e-3,
                "{score:?}, {expected}"
            );
        }
    }
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
        let score = monte_carlo(model.network(), &question, &sampling).unwrap();
        assert_eq!(
            score,
            monte_carlo(model.network(), &question, &sampling).unwrap()
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
    let error = exact(model.network(), &question(&[7; 15]))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("answer is 15 tokens long; allowed: 1 to 14"),
        "{error}"
    );
    let sampling = Sampling {
        mc_num: 20,
        batch: 16,
        seed: 1,
    };
    let error = monte_carlo(model.network(), &question(&[7]), &sampling)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("mc_num is 20; allowed: a multiple of the batch size 16"),
        "{error}"
    );
    let error = monte_carlo(model.network(), &question(&[]), &sampling)
        .unwrap_err()
        .to_string();
    assert!(error.contains("answer is empty"), "{error}");
}
