//! Going on from a recorded state.

use trajectory::{Head, ModelInfo, Resume, Trajectory, Version, Vocab};

use super::*;

/// A model whose every logit depends on the whole canvas, the row and the id.
fn moody() -> Scripted<impl FnMut(&[u32], usize) -> Vec<f32>> {
    Scripted::new(|canvas: &[u32], row: usize| {
        let known: u32 = canvas
            .iter()
            .enumerate()
            .map(|(at, id)| (at as u32 + 1) * id)
            .sum();
        let noise = Noise::new(5, Domain::Weights);
        let logit = |id: u32| uniform(noise.four(known, row as u32, id)[0]) as f32 * 6.0;
        (0..VOCAB as u32).map(logit).collect()
    })
}

/// The record of a job.
fn record(job: Job) -> Trajectory {
    let mut model = moody();
    let mut run = Trajectory::new(Head {
        version: Version::default(),
        model: ModelInfo {
            id: String::new(),
            architecture: String::new(),
            device: String::new(),
            dtype: String::new(),
        },
        mask_id: SPECIAL.mask_id,
        eos_id: SPECIAL.eos_id,
        prompt_ids: job.prompt().to_vec(),
        prompt: String::new(),
        params: job.params().clone(),
        plan: job.plan().clone(),
        constraints: job.locked(),
        initial: job.initial(),
        images: Vec::new(),
        parent: None,
    });
    for step in Driven::new(&mut model, job) {
        run.push(step, &Vocab::default());
    }
    run.check().unwrap()
}

fn branch(setup: &Setup, resume: Resume) -> Trajectory {
    let resumed = Setup {
        resume: Some(resume),
        ..setup.clone()
    };
    record(Job::new(resumed).unwrap())
}

fn equal_from_every_step(setup: &Setup, bare: bool) {
    let parent = record(Job::new(setup.clone()).unwrap());
    for cursor in 0..=parent.steps.len() {
        let resume = parent.resume(cursor, "parent");
        let resume = Resume {
            rest: resume.rest.filter(|_| !bare),
            ..resume
        };
        let child = branch(setup, resume);
        assert_eq!(
            child.steps,
            parent.steps[cursor..],
            "from step {cursor} of {}",
            setup.params.cache
        );
        assert_eq!(child.response_ids, parent.response_ids);
    }
}

#[test]
fn an_unedited_branch_equals_its_parent() {
    for cache in [Cache::None, Cache::Prefix, Cache::Dual, Cache::Vicinity] {
        let warm = Params {
            temperature: 0.8,
            cfg_scale: 0.5,
            cache,
            ..params(20, 9, 8)
        };
        // The schedule alone says where the run stands.
        equal_from_every_step(&setup(&[9, 8], &[(3, 6)], warm), true);
    }
    let random = Params {
        remasking: Remasking::Random,
        ..params(20, 9, 8)
    };
    equal_from_every_step(&setup(&[9], &[], random), true);
}

#[test]
fn a_branch_ahead_of_its_schedule_needs_the_rest_of_it() {
    for ahead in [0.2, 0.4] {
        let params = Params {
            ahead: Some(ahead),
            cache: Cache::Dual,
            ..params(24, 12, 8)
        };
        equal_from_every_step(&setup(&[9], &[], params), false);
    }
    let threshold = Params {
        threshold: Some(0.3),
        ..params(24, 12, 8)
    };
    equal_from_every_step(&setup(&[9], &[], threshold), false);
}

#[test]
fn a_branch_of_a_run_that_had_ended_runs_nothing() {
    let stopping = Params {
        stop_at_eos: true,
        ..params(12, 6, 4)
    };
    let setup = setup(&[9], &[], stopping);
    let mut model = Scripted::new(|_: &[u32], row: usize| peak(if row < 4 { 7 } else { 1 }, 3.0));
    let (steps, canvas) = steps(&mut model, Job::new(setup.clone()).unwrap());
    let resume = Resume {
        canvas,
        pass: steps.len(),
        ..Resume::default()
    };
    let resumed = Setup {
        resume: Some(resume),
        ..setup
    };
    assert!(Sampler::new(Job::new(resumed).unwrap()).is_complete());
}

#[test]
fn an_edited_branch_keeps_what_is_locked() {
    let plain = setup(&[9], &[(0, 10)], params(12, 6, 6));
    let parent = record(Job::new(plain.clone()).unwrap());
    let mut resume = parent.resume(3, "parent");
    resume.rest = None;
    // Two cells of the first block are masked again, a word is put into the second one.
    resume.canvas[1] = SPECIAL.mask_id;
    resume.canvas[4] = SPECIAL.mask_id;
    resume.canvas[9] = 14;
    resume.locked.push(9);
    let child = branch(&plain, resume.clone());
    assert_eq!(child.head.constraints, [(0, 10), (9, 14)]);
    assert_eq!(
        child.head.initial.len(),
        resume.canvas[..6].iter().filter(|id| **id != 2).count() - 1
    );
    assert_eq!(child.response_ids[9], 14);
    assert_eq!(child.head.plan.blocks[0].commits.iter().sum::<usize>(), 2);
    assert_eq!((child.steps[0].step, child.steps[0].block), (3, 0));
    assert!(!child.response_ids.contains(&SPECIAL.mask_id));
    let kept = |at: usize| child.response_ids[at] == parent.canvas(3)[at];
    assert!([0, 2, 3, 5].into_iter().all(kept));
}

#[test]
fn states_that_do_not_fit_are_refused() {
    let refusal = |constraints: &[(usize, u32)], resume: Resume| {
        let resumed = Setup {
            resume: Some(resume),
            ..setup(&[9], constraints, params(4, 2, 4))
        };
        Job::new(resumed).unwrap_err().to_string()
    };
    let canvas = |canvas: &[u32]| Resume {
        canvas: canvas.to_vec(),
        ..Resume::default()
    };
    assert!(refusal(&[], canvas(&[2, 2, 2])).starts_with("resume.canvas is 3 tokens long"));
    assert!(refusal(&[(1, 7)], canvas(&[2, 8, 2, 2])).contains("token 7 or the mask"));
    let locked = |at| Resume {
        locked: vec![at],
        ..canvas(&[7, 2, 2, 2])
    };
    assert!(refusal(&[], locked(1)).starts_with("resume.locked is 1"));
    assert!(refusal(&[], locked(4)).starts_with("resume.locked is 4"));
}

proptest! {
    #[test]
    fn any_branch_of_any_run_equals_it(
        gen_length in 1_usize..30, steps in 1_usize..30, block_length in 1_usize..30, at in 0_usize..30,
        cache in prop::sample::select(vec![Cache::None, Cache::Prefix, Cache::Dual, Cache::Vicinity]),
        ahead in prop::option::of(0.1_f64..0.9), locked in prop::collection::btree_set(0_usize..30, 0..4),
    ) {
        let constraints: Vec<(usize, u32)> =
            locked.into_iter().filter(|at| *at < gen_length).map(|at| (at, 10)).collect();
        let params = Params { ahead, cache, ..params(gen_length, steps, block_length) };
        let setup = setup(&[9, 9, 9], &constraints, params);
        let parent = record(Job::new(setup.clone()).unwrap());
        let cursor = at.min(parent.steps.len());
        let child = branch(&setup, parent.resume(cursor, "parent"));
        prop_assert_eq!(&child.steps[..], &parent.steps[cursor..]);
        prop_assert_eq!(child.head.plan.forwards >= child.steps.len(), true);
    }
}
