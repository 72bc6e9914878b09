//! The sampling rules on a scripted model: no weights, exact answers.

use proptest::prelude::*;
use trajectory::{Cache, Params, Pick};

use std::ops::{Deref, DerefMut};

use trajectory::{Family, Remasking, Step};

use super::*;
use crate::denoiser::{
    Cache as KvCache, DenoiseError, Denoiser, Input, Item, Logits, Pass, Window,
};
use crate::noise::{Domain, Noise, uniform};
use crate::special::SpecialIds;

mod block_causal;
mod resume;

const SPECIAL: SpecialIds = SpecialIds {
    mask_id: 2,
    eos_id: 1,
    eot_id: Some(5),
};
const VOCAB: usize = 16;

/// Logits as a function of (canvas, position); records the passes it is asked for.
struct Scripted<F> {
    logits: F,
    passes: Vec<(Vec<u32>, Vec<usize>)>,
    windows: Vec<Window>,
}

impl<F: FnMut(&[u32], usize) -> Vec<f32>> Scripted<F> {
    const fn new(logits: F) -> Self {
        Self {
            logits,
            passes: Vec::new(),
            windows: Vec::new(),
        }
    }
}

impl<F: FnMut(&[u32], usize) -> Vec<f32>> Scripted<F> {
    fn answer(&mut self, pass: &Pass<'_>) -> Logits {
        let Input::Ids(ids) = pass.input else {
            panic!("the sampler asks with ids");
        };
        self.passes.push((ids.to_vec(), pass.rows.to_vec()));
        self.windows.push(pass.window);
        let mut of = |canvas: &[u32]| -> Vec<f32> {
            let rows = pass.rows.iter();
            rows.flat_map(|row| (self.logits)(canvas, *row)).collect()
        };
        let conditional = of(ids);
        let unconditional = pass.rule.guidance.map(|guidance| {
            let mut canvas = ids.to_vec();
            for position in guidance.hidden {
                canvas[*position] = pass.rule.mask_id;
            }
            of(&canvas)
        });
        Logits {
            vocab: VOCAB,
            conditional,
            unconditional,
        }
    }
}

impl<F: FnMut(&[u32], usize) -> Vec<f32>> Denoiser for Scripted<F> {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let passes = batch.iter();
        passes.map(|(pass, _)| Ok(self.answer(pass))).collect()
    }
}

/// One token stands out by `margin`.
fn peak(id: usize, margin: f32) -> Vec<f32> {
    let mut logits = vec![0.0; VOCAB];
    logits[id] = margin;
    logits
}

/// Logits by which a token has a confidence of exactly one half: the last one is as high, the others are far below.
fn half(id: usize) -> Vec<f32> {
    let mut logits = peak(id, 60.0);
    logits[VOCAB - 1] = 60.0;
    logits
}

fn params(gen_length: usize, steps: usize, block_length: usize) -> Params {
    Params {
        gen_length,
        steps,
        block_length,
        seed: Some(7),
        ..Params::default()
    }
}

fn setup(prompt: &[u32], constraints: &[(usize, u32)], params: Params) -> Setup {
    Setup {
        prompt: prompt.to_vec(),
        constraints: constraints.to_vec(),
        params,
        special: SPECIAL,
        family: Family::default(),
        ..Setup::default()
    }
}

fn job(prompt: &[u32], locked: &[(usize, u32)], params: Params) -> Job {
    Job::new(setup(prompt, locked, params)).unwrap()
}

/// A sampler with the model that answers its passes; an iterator over the steps.
struct Driven<'a, D> {
    model: &'a mut D,
    cache: KvCache,
    sampler: Sampler,
}

impl<'a, D: Denoiser> Driven<'a, D> {
    fn new(model: &'a mut D, job: Job) -> Self {
        Self {
            model,
            cache: KvCache::default(),
            sampler: Sampler::new(job),
        }
    }
}

impl<D> Deref for Driven<'_, D> {
    type Target = Sampler;

    fn deref(&self) -> &Sampler {
        &self.sampler
    }
}

impl<D> DerefMut for Driven<'_, D> {
    fn deref_mut(&mut self) -> &mut Sampler {
        &mut self.sampler
    }
}

impl<D: Denoiser> Iterator for Driven<'_, D> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let pass = self.sampler.next_pass()?;
            let choices = self.model.denoise_one(pass, &mut self.cache).unwrap();
            if let Some(step) = self.sampler.accept(&choices).unwrap() {
                return Some(step);
            }
        }
    }
}

fn steps<D: Denoiser>(denoiser: &mut D, job: Job) -> (Vec<Step>, Vec<u32>) {
    let mut driven = Driven::new(denoiser, job);
    let steps = (&mut driven).collect();
    assert!(driven.is_complete());
    (steps, driven.response_ids().to_vec())
}

fn positions(picks: &[Pick]) -> Vec<usize> {
    picks.iter().map(|pick| pick.pos).collect()
}

#[test]
fn equal_confidences_go_to_the_lowest_position() {
    let mut model = Scripted::new(|_: &[u32], _| peak(7, 3.0));
    let (steps, response) = steps(&mut model, job(&[9], &[], params(6, 3, 6)));
    let order: Vec<Vec<usize>> = steps
        .iter()
        .map(|step| positions(&step.committed))
        .collect();
    assert_eq!(order, [vec![0, 1], vec![2, 3], vec![4, 5]]);
    assert_eq!(positions(&steps[0].candidates), [2, 3, 4, 5]);
    assert_eq!(response, [7; 6]);
}

#[test]
fn only_masked_rows_of_the_active_block_are_asked_for() {
    let mut model = Scripted::new(|_: &[u32], row| peak(7, row as f32));
    let (steps, _) = steps(&mut model, job(&[9, 9], &[(1, 8)], params(4, 4, 2)));
    let rows: Vec<Vec<usize>> = model.passes.iter().map(|(_, rows)| rows.clone()).collect();
    // Position 1 is given, so the first block takes one pass; the more confident row of the second goes first.
    assert_eq!(rows, [vec![2], vec![4, 5], vec![4]]);
    assert_eq!(positions(&steps[1].committed), [3]);
    assert_eq!(positions(&steps[1].candidates), [2]);
}

#[test]
fn all_candidates_on_request_change_no_commit() {
    let script = |canvas: &[u32], row: usize| {
        let known = canvas.iter().filter(|id| **id != 2).count();
        peak(3 + (row + known) % 9, (row * 7 % 5) as f32)
    };
    let make = |candidates| {
        let mut model = Scripted::new(script);
        let job = Job::new(Setup {
            candidates,
            ..setup(&[9], &[], params(12, 6, 4))
        });
        steps(&mut model, job.unwrap()).0
    };
    let (block, all) = (make(Candidates::Block), make(Candidates::All));
    for (a, b) in block.iter().zip(&all) {
        assert_eq!(a.committed, b.committed);
        assert!(b.candidates.len() >= a.candidates.len());
    }
    assert_eq!(positions(&all[0].candidates).len(), 10);
}

#[test]
fn blocks_full_of_constraints_run_nothing() {
    let locked: Vec<(usize, u32)> = (0..4).map(|position| (position, 10)).collect();
    let mut model = Scripted::new(|_: &[u32], _| peak(7, 1.0));
    let (done, response) = steps(&mut model, job(&[9], &locked, params(8, 4, 4)));
    assert_eq!((done.len(), done[0].block), (2, 1));
    assert_eq!(response, [10, 10, 10, 10, 7, 7, 7, 7]);
    let everything: Vec<(usize, u32)> = (0..8).map(|position| (position, 10)).collect();
    let (none, response) = steps(&mut model, job(&[9], &everything, params(8, 4, 4)));
    assert!(none.is_empty());
    assert_eq!(response, [10; 8]);
}

#[test]
fn the_mask_token_is_never_chosen() {
    let mut model = Scripted::new(|_: &[u32], _| {
        let mut logits = peak(2, 9.0);
        logits[6] = 1.0;
        logits
    });
    assert_eq!(steps(&mut model, job(&[], &[], params(3, 3, 3))).1, [6; 3]);
}

#[test]
fn suppressed_end_of_text_gives_way_to_the_next() {
    let script = |_: &[u32], _| {
        let mut logits = peak(1, 9.0);
        logits[4] = 2.0;
        logits
    };
    let mut model = Scripted::new(script);
    let suppressed = Params {
        suppress_eos: true,
        ..params(4, 2, 4)
    };
    assert_eq!(steps(&mut model, job(&[9], &[], suppressed)).1, [4; 4]);
    assert_eq!(steps(&mut model, job(&[9], &[], params(4, 2, 4))).1, [1; 4]);
}

#[test]
fn end_of_text_and_end_of_turn_come_last_but_are_chosen() {
    let script = |_: &[u32], row: usize| match row {
        1 => peak(1, 9.0),
        2 => peak(5, 9.0),
        _ => peak(7, 0.5),
    };
    let mut model = Scripted::new(script);
    let late = Params {
        eos_last: true,
        ..params(4, 4, 4)
    };
    let (done, response) = steps(&mut model, job(&[9], &[], late));
    let order: Vec<usize> = done
        .iter()
        .flat_map(|step| positions(&step.committed))
        .collect();
    assert_eq!(order, [2, 3, 0, 1]);
    assert_eq!(done[3].committed[0].confidence, 0.0);
    assert_eq!(response, [1, 5, 7, 7]);
}

#[test]
fn guidance_hides_prompt_and_constraints_and_nothing_else() {
    // The logit of 7 counts the tokens that can be seen.
    let mut model = Scripted::new(|canvas: &[u32], _| {
        let seen = canvas.iter().filter(|id| **id != 2).count();
        peak(7, seen as f32)
    });
    let guided = Params {
        cfg_scale: 0.5,
        ..params(4, 2, 4)
    };
    let (done, _) = steps(&mut model, job(&[9, 9, 9], &[(1, 8)], guided));
    // u = 0, c = 4 on the first pass: 0 + 1.5 · 4.
    let expected = 6.0_f32.exp() / (6.0_f32.exp() + 15.0);
    assert!((done[0].committed[0].confidence - expected).abs() < 1e-5);
    // Two generated tokens are visible to both: u = 2, c = 6, so 2 + 1.5 · 4.
    let expected = 8.0_f32.exp() / (8.0_f32.exp() + 15.0);
    assert!((done[1].committed[0].confidence - expected).abs() < 1e-5);
}

#[test]
fn random_remasking_draws_positions_evenly() {
    let mut counts = [0_u32; 8];
    const RUNS: u32 = 2000;
    for seed in 0..u64::from(RUNS) {
        let mut model = Scripted::new(|_: &[u32], row| peak(7, row as f32));
        let random = Params {
            remasking: Remasking::Random,
            seed: Some(seed),
            ..params(8, 8, 8)
        };
        let first = Driven::new(&mut model, job(&[9], &[], random))
            .next()
            .unwrap();
        counts[first.committed[0].pos] += 1;
    }
    let expected = f64::from(RUNS) / 8.0;
    let chi: f64 = counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected)
        .sum();
    // χ² with 7 degrees of freedom exceeds 29.9 once in 10,000 seeds.
    assert!(chi < 29.9, "{chi}");
}

#[test]
fn a_threshold_takes_everything_above_it_and_always_one() {
    let mut model = Scripted::new(|_: &[u32], row| peak(7, if row < 3 { 9.0 } else { 1.0 }));
    let fast = Params {
        threshold: Some(0.9),
        ..params(6, 1, 6)
    };
    let (done, _) = steps(&mut model, job(&[], &[], fast));
    let order: Vec<Vec<usize>> = done.iter().map(|step| positions(&step.committed)).collect();
    assert_eq!(order, [vec![0, 1, 2], vec![3], vec![4], vec![5]]);
}

#[test]
fn temperature_is_deterministic_by_seed_and_changes_with_it() {
    let sample = |seed| {
        let mut model = Scripted::new(|_: &[u32], row| peak(row % VOCAB, 1.0));
        let warm = Params {
            temperature: 1.0,
            seed: Some(seed),
            ..params(32, 8, 16)
        };
        steps(&mut model, job(&[9], &[], warm)).0
    };
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1), sample(2));
}

#[test]
fn with_a_cache_each_block_begins_with_the_whole_canvas() {
    let windows = |cache| {
        let mut model = Scripted::new(|_: &[u32], _| peak(7, 3.0));
        let cached = Params {
            cache,
            ..params(40, 4, 20)
        };
        assert_eq!(
            Driven::new(&mut model, job(&[9; 3], &[], cached)).count(),
            4
        );
        model.windows
    };
    assert_eq!(windows(Cache::None), [Window::Full; 4]);
    for (cache, first, second) in [
        (Cache::Prefix, (3, 43), (23, 43)),
        (Cache::Dual, (3, 23), (23, 43)),
        (Cache::Vicinity, (0, 39), (7, 43)),
    ] {
        let part = |(start, end)| Window::Part { start, end };
        let expected = [Window::Keep, part(first), Window::Keep, part(second)];
        assert_eq!(windows(cache), expected);
    }
}

#[test]
fn guesses_for_every_block_are_asked_where_a_pass_looks() {
    let cached = Params {
        cache: Cache::Vicinity,
        ..params(60, 6, 20)
    };
    let wide = Setup {
        candidates: Candidates::All,
        ..setup(&[9; 3], &[], cached)
    };
    let mut model = Scripted::new(|_: &[u32], _| peak(7, 3.0));
    let steps: Vec<Step> = Driven::new(&mut model, Job::new(wide).unwrap()).collect();
    assert_eq!(steps[0].candidates.last().unwrap().pos, 59);
    assert_eq!(steps[1].candidates.last().unwrap().pos, 35);
}

#[test]
fn the_run_may_end_with_the_block_that_holds_the_end_of_the_text() {
    let answer = |_: &[u32], row: usize| peak(if row < 6 { 7 } else { 1 }, 3.0);
    let stopping = Params {
        stop_at_eos: true,
        ..params(12, 6, 4)
    };
    let run = |locked: &[(usize, u32)]| {
        let mut model = Scripted::new(answer);
        let (steps, response) = steps(&mut model, job(&[9, 9], locked, stopping.clone()));
        (steps.len(), response)
    };
    assert_eq!(run(&[]), (4, vec![7, 7, 7, 7, 1, 1, 1, 1, 2, 2, 2, 2]));
    // What the user put there ends nothing.
    assert_eq!(run(&[(1, 1)]).0, 4);
}

#[test]
fn missing_rows_are_noticed_and_the_run_stays_where_it_is() {
    let mut sampler = Sampler::new(job(&[9], &[], params(4, 2, 4)));
    let rows = SamplerError::Rows {
        found: 0,
        wanted: 4,
    };
    assert_eq!(sampler.accept(&[]), Err(rows));
    assert_eq!(sampler.next_pass().unwrap().rows, [1, 2, 3, 4]);
    assert_eq!(sampler.passes(), 0);
}

#[test]
fn a_stop_text_ends_the_answer_before_it() {
    let mut model = Scripted::new(|_: &[u32], row| peak(3 + row, 1.0 + row as f32));
    let mut driven = Driven::new(&mut model, job(&[], &[], params(8, 8, 4)));
    // Position 3 comes first, being the most confident; a stop text is found there.
    assert_eq!(positions(&driven.next().unwrap().committed), [3]);
    driven.stop_before(Some(3));
    let rest: Vec<usize> = driven
        .by_ref()
        .flat_map(|step| positions(&step.committed))
        .collect();
    assert_eq!((rest, driven.end()), (vec![2, 1, 0], 3));
    assert_eq!(driven.response_ids(), [3, 4, 5, 6, 2, 2, 2, 2]);
    // At the very beginning nothing is left to do.
    let mut driven = Driven::new(&mut model, job(&[], &[], params(8, 8, 4)));
    driven.stop_before(Some(0));
    assert!(driven.is_complete() && driven.next().is_none());
}

#[test]
fn what_else_was_considered_is_told_on_request() {
    let mut model = Scripted::new(|_: &[u32], row| {
        let mut logits = peak(7, 2.0 + row as f32);
        logits[2] = 50.0;
        logits[9] = 1.0;
        logits
    });
    let told = |alternatives| Setup {
        alternatives,
        ..setup(&[], &[], params(2, 1, 2))
    };
    let mut first = |alternatives| {
        let job = Job::new(told(alternatives)).unwrap();
        Driven::new(&mut model, job).next().unwrap()
    };
    let step = first(true);
    assert_eq!(positions(&step.committed), [0, 1]);
    let ids: Vec<u32> = step.alternatives[0]
        .likeliest
        .iter()
        .map(|(id, _)| *id)
        .collect();
    assert_eq!((step.alternatives[1].pos, ids), (1, vec![7, 9, 0, 1, 3]));
    assert_eq!(
        step.alternatives[0].likeliest[0].1,
        step.committed[0].confidence
    );
    assert!(first(false).alternatives.is_empty());
}

proptest! {
    #[test]
    fn masks_only_shrink_and_every_planned_count_is_kept(
        seed: u64, gen_length in 1_usize..40, steps in 1_usize..50, block_length in 1_usize..48,
        random: bool, temperature in prop::sample::select(vec![0.0, 0.8]),
        threshold in prop::option::of(0.0_f64..1.0), ahead in prop::option::of(0.0_f64..1.0),
        cache in prop::sample::select(Cache::ALL.to_vec()), locked in prop::collection::btree_set(0_usize..40, 0..6),
    ) {
        let params = Params {
            temperature,
            threshold,
            ahead: ahead.filter(|_| threshold.is_none()),
            cache,
            seed: Some(seed),
            remasking: if random { Remasking::Random } else { Remasking::LowConfidence },
            ..params(gen_length, steps, block_length)
        };
        let locked: Vec<(usize, u32)> =
            locked.into_iter().filter(|at| *at < gen_length).map(|at| (at, 10)).collect();
        let mut model = Scripted::new(move |canvas: &[u32], row: usize| {
            let known: u32 = canvas.iter().sum();
            let noise = Noise::new(seed, Domain::Weights);
            (0..VOCAB as u32)
                .map(|id| uniform(noise.four(known, row as u32, id)[0]) as f32 * 6.0)
                .collect()
        });
        let job = job(&[9, 9], &locked, params.clone());
        let plan = job.plan().clone();
        let mut sampler = Driven::new(&mut model, job);
        let mut canvas = sampler.response_ids().to_vec();
        let mut counts: Vec<Vec<usize>> = vec![Vec::new(); plan.blocks.len()];
        let mut index = 0;
        while let Some(step) = sampler.next() {
            prop_assert_eq!(step.step, index);
            index += 1;
            prop_assert!(!step.committed.is_empty());
            prop_assert!(step.committed.windows(2).all(|pair| pair[0].pos < pair[1].pos));
            let block = &plan.blocks[step.block];
            for pick in &step.committed {
                prop_assert!((block.start..block.end).contains(&pick.pos));
                prop_assert_eq!(canvas[pick.pos], 2);
                prop_assert!(pick.id != 2 && (0.0..=1.0).contains(&pick.confidence));
                canvas[pick.pos] = pick.id;
            }
            for pick in &step.candidates {
                prop_assert_eq!(canvas[pick.pos], 2);
            }
            prop_assert_eq!(sampler.response_ids(), canvas.as_slice());
            counts[step.block].push(step.committed.len());
        }
        prop_assert!(!canvas.contains(&2));
        if threshold.or(ahead).is_none() {
            let planned: Vec<Vec<usize>> = plan.blocks.iter().map(|block| block.commits.clone()).collect();
            prop_assert_eq!(counts, planned);
            prop_assert_eq!(index, plan.forwards);
        } else {
            prop_assert!(index <= plan.forwards);
        }
    }
}
