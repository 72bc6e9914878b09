//! A small record for the tests: "Once upon a time there was." in two blocks of four.

use trajectory::{
    Alternatives, Constraints, Finish, Head, ModelInfo, Params, Pick, Plan, Step, Trajectory,
    Version, Vocab,
};

const WORDS: [&str; 8] = [
    "Once",
    " upon",
    " a",
    " time",
    " there",
    " was",
    ".",
    "<|endoftext|>",
];

/// Position, token id, confidence.
type Triple = (usize, u32, f32);

fn picks(picks: &[Triple]) -> Vec<Pick> {
    picks
        .iter()
        .map(|&(pos, id, confidence)| Pick {
            pos,
            id,
            confidence,
        })
        .collect()
}

/// Six steps, one given word; token ids are positions + 10, the end-of-text id is 17.
pub(crate) fn sample() -> Trajectory {
    let params = Params {
        gen_length: 8,
        block_length: 4,
        steps: 6,
        seed: Some(1),
        constraints: "0:Once".parse::<Constraints>().unwrap(),
        ..Params::default()
    };
    let plan = Plan::new(&params, &[0]);
    let vocab: Vocab = (10..)
        .zip(WORDS)
        .map(|(id, text)| (id, text.to_owned()))
        .collect();
    let mut record = Trajectory::new(Head {
        version: Version::default(),
        model: ModelInfo {
            id: "scripted".to_owned(),
            architecture: "llada".to_owned(),
            device: "cpu".to_owned(),
            dtype: "f32".to_owned(),
        },
        mask_id: 2,
        eos_id: 17,
        prompt_ids: vec![1],
        prompt: "tell".to_owned(),
        params,
        plan,
        constraints: vec![(0, 10)],
        parent: None,
        initial: Vec::new(),
        images: Vec::new(),
    });
    let script: [(usize, &[Triple], &[Triple]); 6] = [
        (0, &[(3, 13, 0.91)], &[(1, 11, 0.62), (2, 16, 0.3)]),
        (0, &[(1, 11, 0.8)], &[(2, 12, 0.55)]),
        (0, &[(2, 12, 0.97)], &[]),
        (
            1,
            &[(6, 16, 0.7), (7, 17, 0.99)],
            &[(4, 14, 0.4), (5, 14, 0.2)],
        ),
        (1, &[(4, 14, 0.6)], &[(5, 15, 0.35)]),
        (1, &[(5, 15, 0.85)], &[]),
    ];
    for (index, (block, committed, candidates)) in script.into_iter().enumerate() {
        let step = Step {
            step: index,
            block,
            committed: picks(committed),
            candidates: picks(candidates),
            ms: 2.0,
            ..Step::default()
        };
        record.push(step, &vocab);
    }
    record.vocab = vocab;
    record.text = "Once upon a time there was.".to_owned();
    record.finish = Finish::Complete;
    record
}

/// The same answer by another way: a token is edited, one is masked again and revealed anew, alternatives are recorded.
pub(crate) fn edited() -> Trajectory {
    let whole = sample();
    let others = |likeliest: &[(u32, f32)], entropy| {
        vec![Alternatives {
            pos: 4,
            likeliest: likeliest.to_vec(),
            entropy,
        }]
    };
    let step = |step, block, committed: &[Triple], candidates: &[Triple]| Step {
        step,
        block,
        committed: picks(committed),
        candidates: picks(candidates),
        ms: 2.0,
        ..Step::default()
    };
    let late: &[Triple] = &[(4, 11, 0.4), (6, 16, 0.7), (7, 17, 0.99)];
    let steps = [
        step(0, 0, &[(3, 13, 0.91)], &[(1, 16, 0.3)]),
        step(1, 0, &[(1, 16, 0.5)], &[(2, 12, 0.55)]),
        Step {
            edited: picks(&[(1, 11, 0.95)]),
            ..step(2, 0, &[(2, 12, 0.97)], &[])
        },
        step(3, 1, late, &[(5, 14, 0.2)]),
        Step {
            remasked: vec![4],
            alternatives: others(&[(14, 0.6), (11, 0.2), (16, 0.05)], 1.2),
            ..step(4, 1, &[(5, 15, 0.85)], &[(4, 14, 0.6)])
        },
        Step {
            alternatives: others(&[(14, 0.9), (11, 0.05)], 0.4),
            ..step(5, 1, &[(4, 14, 0.9)], &[])
        },
    ];
    let mut record = Trajectory::new(whole.head.clone());
    for step in steps {
        record.push(step, &whole.vocab);
    }
    record.text = whole.text;
    record.finish = Finish::Complete;
    record
}
