//! Runs as the command line and the server have them.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use llada::session::Prompt;
use llada::{LanguageModel, Request, WeightType};
use reference::{ids, json, open};
use trajectory::{Cache, Finish, Message, Params, Recorder, Remasking, Trajectory};

const DENSE: &str = "llada-dense";

fn request(params: &Params) -> Request {
    Request::conversation(vec![Message::user("What is 12 + 30?")], params)
}

fn prompt_of(model: &LanguageModel, messages: &[Message]) -> Result<Prompt, String> {
    let prompt = model.planner().conversation(messages, &params());
    prompt.map_err(|error| error.to_string())
}

fn params() -> Params {
    Params {
        gen_length: 24,
        steps: 12,
        block_length: 8,
        seed: Some(42),
        ..Params::default()
    }
}

/// The record of a run that is stopped after `passes`, timings set to zero.
fn record(model: &mut LanguageModel, params: &Params, passes: usize) -> Trajectory {
    let mut run = model.start(&request(params)).unwrap();
    let mut trajectory = Trajectory::begun_by(&run.started()).unwrap();
    for _ in 0..passes {
        let Some(event) = run.step(model.denoiser()) else {
            break;
        };
        let mut event = event.unwrap();
        assert!(event.step.ms >= 0.0);
        event.step.ms = 0.0;
        trajectory.push(event.step, &event.vocab);
    }
    let (finish, ending) = run.finish();
    assert_eq!(trajectory.response_ids, ending.response_ids);
    assert_eq!(ending.stats.forwards, trajectory.steps.len());
    trajectory.text = ending.text;
    trajectory.finish = finish;
    trajectory
}

#[test]
fn the_same_seed_is_the_same_trajectory_byte_for_byte() {
    for remasking in Remasking::ALL {
        let warm = Params {
            temperature: 0.7,
            remasking,
            ..params()
        };
        let mut model = open(DENSE, WeightType::F32);
        let once = serde_json::to_string(&record(&mut model, &warm, usize::MAX)).unwrap();
        let again = serde_json::to_string(&record(&mut model, &warm, usize::MAX)).unwrap();
        assert_eq!(once, again);
        let other = Params {
            seed: Some(43),
            ..warm
        };
        assert_ne!(
            once,
            serde_json::to_string(&record(&mut model, &other, usize::MAX)).unwrap()
        );
    }
}

#[test]
fn a_record_is_whole_and_names_every_token() {
    let mut model = open(DENSE, WeightType::F32);
    let constrained = Params {
        constraints: "0:once, 5:upon".parse().unwrap(),
        ..params()
    };
    let record = record(&mut model, &constrained, usize::MAX);
    assert_eq!(record.finish, Finish::Complete);
    let picks = record
        .steps
        .iter()
        .flat_map(|step| step.committed.iter().chain(&step.candidates));
    for id in picks
        .map(|pick| pick.id)
        .chain(record.head.constraints.iter().map(|(_, id)| *id))
    {
        assert!(record.vocab.contains(id));
    }
    // Its own events tell it again.
    let mut recorder = Recorder::default();
    for event in record.events() {
        recorder.apply(&event);
    }
    assert_eq!(recorder.trajectory(), Some(&record));
    assert!(record.check().is_ok());
}

#[test]
fn a_stopped_run_keeps_what_had_come() {
    let mut model = open(DENSE, WeightType::F32);
    let whole = record(&mut model, &params(), usize::MAX);
    let part = record(&mut model, &params(), 5);
    assert_eq!(part.finish, Finish::Stopped);
    assert_eq!(part.steps, whole.steps[..5]);
    assert!(part.response_ids.contains(&2));
    assert!(!part.text.contains("mask"));
}

/// Constraints given as text stand where the reference tokenizer puts them.
#[test]
fn constraints_as_text_are_the_references_ids() {
    let model = open(DENSE, WeightType::F32);
    let cases = json(DENSE, "reference.json");
    let constrained = |case: &&serde_json::Value| case["params"].get("constraints").is_some();
    let mut count = 0;
    for case in cases["demo"].as_array().unwrap().iter().filter(constrained) {
        let params: Params = serde_json::from_value(case["params"].clone()).unwrap();
        let run = model
            .start(&Request::ids(ids(&case["prompt"]), &params))
            .unwrap();
        let first = ids(&case["states"][0]);
        assert_eq!(run.head().initial_canvas(), first);
        count += 1;
    }
    assert!(count >= 8);
}

#[test]
fn bad_requests_get_sentences() {
    let model = open(DENSE, WeightType::F32);
    let with = |change: &dyn Fn(&mut Params)| {
        let mut params = params();
        change(&mut params);
        params
    };
    let cases = [
        (with(&|p| p.gen_length = 0), "gen_length is 0"),
        (
            with(&|p| p.gen_length = 250),
            "the model's context is 256 tokens and the prompt takes 28",
        ),
        (with(&|p| p.temperature = f64::NAN), "temperature is NaN"),
        (
            with(&|p| p.constraints = "23:supercalifragilistic".parse().unwrap()),
            "words that end within the 24 tokens",
        ),
        (
            with(&|p| p.constraints = "3:supercalifragilistic, 4:upon".parse().unwrap()),
            "\"supercalifragilistic\" at 3 takes",
        ),
        (
            with(&|p| p.constraints = "30:upon".parse().unwrap()),
            "positions 0 to 23",
        ),
        (
            with(&|p| p.constraints = "3:<|mdm_mask|>".parse().unwrap()),
            "without the mask token",
        ),
    ];
    for (params, part) in cases {
        let error = model.start(&request(&params)).unwrap_err().to_string();
        assert!(error.contains(part), "{part:?} is not in: {error}");
    }
    let outside = Request::ids(vec![9, 512], &params());
    let error = model.start(&outside).unwrap_err().to_string();
    assert!(
        error.contains("prompt is 512; allowed: token ids 0 to 511"),
        "{error}"
    );
}

#[test]
fn a_long_conversation_drops_its_oldest_turns() {
    let model = open(DENSE, WeightType::F32);
    let mut messages = Vec::new();
    for turn in 0..20 {
        messages.push(Message::user(format!("Question {turn}")));
        messages.push(Message::new(trajectory::Role::Assistant, "Answer"));
    }
    messages.push(Message::user("The last one"));
    let prompt = prompt_of(&model, &messages).unwrap();
    // Whole turns are counted: every question before the first one that is left.
    let first = format!("Question {}", prompt.dropped_turns);
    let last = format!("Question {}", prompt.dropped_turns - 1);
    assert!(
        prompt.text.contains(&format!("{first}<")) && !prompt.text.contains(&format!("{last}<"))
    );
    assert!(prompt.ids.len() + 24 <= 256);
    assert!(prompt.text.contains("The last one") && !prompt.text.contains("Question 0"));
    let endless = [Message::user("again and ".repeat(10_000))];
    let error = prompt_of(&model, &endless).unwrap_err();
    assert!(
        error.contains("prompt is") && error.contains("Shorten the message"),
        "{error}"
    );
    let nothing = prompt_of(&model, &[]).unwrap_err();
    assert!(nothing.contains("messages is empty"), "{nothing}");
}

#[test]
fn a_missing_seed_is_drawn_and_recorded() {
    let model = open(DENSE, WeightType::F32);
    let free = Params {
        seed: None,
        ..params()
    };
    let seed = || {
        let run = model.start(&request(&free)).unwrap();
        run.head().params.seed.unwrap()
    };
    let (first, second) = (seed(), seed());
    assert_ne!(first, second);
    assert!(first < 1 << 53 && second < 1 << 53);
}

#[test]
fn an_automatic_cache_is_recorded_as_what_it_is_in_this_model() {
    let mut model = open(DENSE, WeightType::F32);
    let automatic = Params {
        cache: Cache::Auto,
        ..params()
    };
    let in_small = record(&mut model, &automatic, usize::MAX);
    assert_eq!(in_small.head.params.cache, Cache::None);
    assert_eq!(in_small, record(&mut model, &params(), usize::MAX));
}
