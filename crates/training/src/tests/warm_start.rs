//! Runs that start from a checkpoint.

use std::collections::BTreeMap;

use super::*;

#[test]
fn a_run_can_start_from_a_trained_model() {
    let (first, second) = (Folder::new("teacher"), Folder::new("pupil"));
    let mut trainer = Trainer::open(&first.0, small(3), &Device::Cpu).unwrap();
    while trainer.step().unwrap().is_some() {}
    trainer.export(&first.0).unwrap();
    let from = |config: TrainConfig| TrainConfig {
        from: Some(first.0.clone()),
        ..config
    };
    let mut pupil = Trainer::open(&second.0, from(small(3)), &Device::Cpu).unwrap();
    pupil.export(&second.0).unwrap();
    assert_eq!(weights(&first), weights(&second));

    let wider = TrainConfig {
        mlp_hidden_size: 96,
        ..from(small(3))
    };
    let third = Folder::new("stranger");
    let error = Trainer::open(&third.0, wider, &Device::Cpu).err().unwrap();
    assert!(error.to_string().contains("ff_proj"), "{error}");
}

#[test]
fn a_finished_model_can_be_the_mean_of_before_and_after() {
    let (before, after) = (Folder::new("before"), Folder::new("after"));
    let mut trainer = Trainer::open(&before.0, small(3), &Device::Cpu).unwrap();
    while trainer.step().unwrap().is_some() {}
    trainer.export(&before.0).unwrap();
    let run = |share: f32| {
        let folder = Folder::new(&format!("mean-{share}"));
        let config = TrainConfig {
            from: Some(before.0.clone()),
            from_share: share,
            ..small(3)
        };
        let mut trainer = Trainer::open(&folder.0, config, &Device::Cpu).unwrap();
        while trainer.step().unwrap().is_some() {}
        trainer.export(&after.0).unwrap();
        stored(&after)
    };
    let (first, last, mixed) = (stored(&before), run(0.0), run(0.25));
    assert_ne!(first, last);
    for ((first, last), mixed) in first.iter().zip(&last).zip(&mixed) {
        let mean = 0.25 * first + 0.75 * last;
        // bf16 keeps eight bits, and each of the three was rounded to them.
        let most = first.abs().max(last.abs()) / 128.0;
        assert!((mean - mixed).abs() <= most, "{first} {last} {mixed}");
    }
}

/// All weights of the exported model in this folder, one after another.
fn stored(folder: &Folder) -> Vec<f32> {
    let file = folder.0.join("model.safetensors");
    let stored = candle_core::safetensors::load(file, &Device::Cpu).unwrap();
    let by_name: BTreeMap<_, _> = stored.into_iter().collect();
    let values = by_name.values().flat_map(|value| {
        let value = value.to_dtype(candle_core::DType::F32).unwrap();
        value.flatten_all().unwrap().to_vec1::<f32>().unwrap()
    });
    values.collect()
}

/// The logits of the exported model in this folder, for some tokens.
fn logits(folder: &Folder) -> Vec<f32> {
    let checkpoint = Checkpoint::open(&Source::Folder(folder.0.clone())).unwrap();
    let model = load(&checkpoint, WeightType::F32, &Device::Cpu, &mut |_| {}).unwrap();
    let ids: Vec<u32> = (0..21).map(|i| (i * 37) % 400).collect();
    let logits = model.logits(&[&ids], None).unwrap();
    logits.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn a_deeper_model_starts_as_the_one_that_it_comes_from() {
    let (first, second) = (Folder::new("shallow"), Folder::new("deep"));
    let mut trainer = Trainer::open(&first.0, small(3), &Device::Cpu).unwrap();
    while trainer.step().unwrap().is_some() {}
    trainer.export(&first.0).unwrap();
    let deeper = TrainConfig {
        n_layers: 5,
        from: Some(first.0.clone()),
        ..small(3)
    };
    let mut pupil = Trainer::open(&second.0, deeper.clone(), &Device::Cpu).unwrap();
    pupil.export(&second.0).unwrap();
    assert_eq!(logits(&first), logits(&second));
    // Its new blocks are trained from the first step on.
    pupil.step().unwrap();
    pupil.export(&second.0).unwrap();
    assert_ne!(logits(&first), logits(&second));

    let third = Folder::new("shallower");
    let config = TrainConfig {
        n_layers: 1,
        ..deeper
    };
    let error = Trainer::open(&third.0, config, &Device::Cpu).err().unwrap();
    assert!(
        error.to_string().contains("2 blocks, not up to 1"),
        "{error}"
    );
}

#[test]
fn another_vocabulary_keeps_the_rows_of_the_tokens_that_both_have() {
    let (first, second) = (Folder::new("words"), Folder::new("more-words"));
    let mut trainer = Trainer::open(&first.0, small(1), &Device::Cpu).unwrap();
    trainer.export(&first.0).unwrap();
    let larger = TrainConfig {
        vocab_size: 700,
        from: Some(first.0.clone()),
        new_vocabulary: true,
        ..small(1)
    };
    let mut pupil = Trainer::open(&second.0, larger, &Device::Cpu).unwrap();
    pupil.export(&second.0).unwrap();
    let table = |folder: &Folder| {
        let tokenizer = vocabulary::open(&folder.0.join("tokenizer.json")).unwrap();
        let file = folder.0.join("model.safetensors");
        let stored = candle_core::safetensors::load(file, &Device::Cpu).unwrap();
        let rows = stored["model.transformer.wte.weight"].to_dtype(candle_core::DType::F32);
        (tokenizer, rows.unwrap().to_vec2::<f32>().unwrap())
    };
    let ((small, old), (large, new)) = (table(&first), table(&second));
    assert_eq!((old.len(), new.len()), (500, 700));
    for (token, id) in small.get_vocab(true) {
        let place = large.token_to_id(&token).unwrap();
        assert_eq!(old[id as usize], new[place as usize], "{token}");
    }
}

#[test]
fn an_untied_head_is_not_dropped_silently() {
    let (first, second) = (Folder::new("headed"), Folder::new("headless"));
    let untied = TrainConfig {
        weight_tying: false,
        ..small(1)
    };
    let mut teacher = Trainer::open(&first.0, untied, &Device::Cpu).unwrap();
    teacher.export(&first.0).unwrap();
    let tied = TrainConfig {
        from: Some(first.0.clone()),
        ..small(1)
    };
    let error = Trainer::open(&second.0, tied, &Device::Cpu).err().unwrap();
    assert!(error.to_string().contains("--untied"), "{error}");
}
