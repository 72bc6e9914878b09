//! Runs on a scripted model: failures, stop texts, what is told.

use trajectory::{Event, Family, Finish, ModelInfo, Params, PartialParams, Resume};

use super::*;
use crate::chat_template::{ChatTemplate, TokenizerConfig};
use crate::denoiser::{DenoiseError, Denoiser, Item, Logits};
use crate::special::SpecialIds;
use crate::tokenizer::Tokenizer;
use std::sync::Arc;

const VOCAB: usize = 16;

/// A model that wants the id `3 + row` at each row; after `healthy` passes its logits are no numbers.
struct Scripted {
    healthy: usize,
}

impl Denoiser for Scripted {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let good = self.healthy > 0;
        self.healthy = self.healthy.saturating_sub(1);
        let answer = |(pass, _): &Item<'_, '_>| {
            let row = |row: &usize| {
                let mut logits = vec![if good { 0.0 } else { f32::NAN }; VOCAB];
                logits[3 + row % 8] += 3.0;
                logits
            };
            Ok(Logits {
                vocab: VOCAB,
                conditional: pass.rows.iter().flat_map(row).collect(),
                unconditional: None,
            })
        };
        batch.iter().map(answer).collect()
    }
}

fn planner() -> Arc<Planner> {
    Arc::new(Planner {
        tokenizer: Tokenizer::absent(),
        template: ChatTemplate::new(None, &TokenizerConfig::default()),
        special: SpecialIds {
            mask_id: 2,
            eos_id: 1,
            eot_id: None,
        },
        family: Family::default(),
        context: 32,
        vocab_size: VOCAB,
        parameters: 1,
        system_prompt: None,
        suppressed: Vec::new(),
        preparer: None,
    })
}

fn params() -> Params {
    Params {
        gen_length: 4,
        steps: 4,
        block_length: 4,
        seed: Some(1),
        ..Params::default()
    }
}

fn run(request: &Request) -> Run {
    let info = ModelInfo {
        id: "scripted".to_owned(),
        architecture: "llada".to_owned(),
        device: "cpu".to_owned(),
        dtype: "f32".to_owned(),
    };
    let planner = planner();
    let planned = planner.plan(request).unwrap();
    Run::new(planner, info, planned, None)
}

#[test]
fn a_failing_pass_ends_the_run() {
    let mut run = run(&Request::ids(vec![9], &params()));
    let mut model = Scripted { healthy: 1 };
    assert!(run.step(&mut model).unwrap().is_ok());
    let message = run.step(&mut model).unwrap().unwrap_err().to_string();
    assert!(message.contains("position 2"), "{message}");
    assert!(run.step(&mut model).is_none());
    let (finish, ending) = run.finish();
    assert_eq!(finish, Finish::Stopped);
    assert_eq!(
        (ending.response_ids, ending.stats.forwards),
        (vec![4, 2, 2, 2], 1)
    );
}

#[test]
fn an_answer_ends_before_its_stop_text() {
    // Without a tokenizer a token's text is its id in brackets: [4][5][6][7].
    let with = |stop: &str| {
        let params = Params {
            stop: vec![stop.to_owned(), "[99]".to_owned()],
            ..params()
        };
        let run = run(&Request::ids(vec![9], &params));
        let mut model = Scripted { healthy: 9 };
        let events: Vec<Event> = run.events(&mut model).map(Result::unwrap).collect();
        let Some(Event::Finished(ending)) = events.last() else {
            panic!("{events:?}");
        };
        (
            events.len() - 2,
            ending.text.clone(),
            ending.response_ids.clone(),
        )
    };
    assert_eq!(with("[6]"), (3, "[4][5]".to_owned(), vec![4, 5, 6, 2]));
    // It begins in the middle of a token and goes on in the next one.
    assert_eq!(with("5][6"), (3, "[4][".to_owned(), vec![4, 5, 6, 2]));
    assert_eq!(with("[8]").1, "[4][5][6][7]");
    assert_eq!(with("[4]"), (1, String::new(), vec![4, 2, 2, 2]));
}

#[test]
fn requests_are_refused_by_the_field_at_fault() {
    let refusal = |request: &Request| planner().plan(request).unwrap_err().to_string();
    assert!(
        refusal(&Request::ids(vec![16], &params()))
            .contains("prompt is 16; allowed: token ids 0 to 15")
    );
    assert!(
        refusal(&Request::ids(vec![9; 29], &params())).contains("gen_length is 4; allowed: 1 to 3")
    );
    assert!(refusal(&Request::conversation(vec![], &params())).starts_with("messages is empty"));
    let resumed = Request {
        resume: Some(Resume {
            canvas: vec![4, 16, 2, 2],
            ..Resume::default()
        }),
        ..Request::ids(vec![9], &params())
    };
    assert!(refusal(&resumed).starts_with("resume.canvas is 16"));
    let editing = Request {
        params: PartialParams {
            max_post_steps: Some(3),
            ..PartialParams::default()
        },
        ..Request::default()
    };
    assert!(refusal(&editing).contains("only LLaDA2.x models"));
}

#[test]
fn a_branch_names_its_parent_and_goes_on_from_its_step() {
    let mut whole = run(&Request::ids(vec![9], &params()));
    let mut model = Scripted { healthy: 9 };
    let first = whole.step(&mut model).unwrap().unwrap().step;
    let resume = Resume {
        canvas: vec![first.committed[0].id, 2, 2, 2],
        pass: 1,
        parent: Some(trajectory::Parent {
            run: "a".to_owned(),
            step: 1,
        }),
        ..Resume::default()
    };
    let mut branch = run(&Request {
        resume: Some(resume.clone()),
        ..Request::ids(vec![9], &params())
    });
    assert_eq!(branch.head().parent, resume.parent);
    assert_eq!(branch.head().initial, [(0, first.committed[0].id)]);
    let Event::Started { vocab, .. } = branch.started() else {
        panic!("a run starts");
    };
    assert_eq!(vocab.get(4), Some("[4]"));
    while let Some(expected) = whole.step(&mut model) {
        let mut step = branch.step(&mut model).unwrap().unwrap().step;
        step.ms = 0.0;
        let mut expected = expected.unwrap().step;
        expected.ms = 0.0;
        assert_eq!(step, expected);
    }
    assert!(branch.step(&mut model).is_none());
    assert_eq!(branch.finish().1.stats.forwards, 3);
}
