//! LLaDA-V against the reference's outputs on three pictures: a square, a wide and a tall one.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod features;
mod preprocessing;
#[path = "../reference/mod.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod reference;
mod requests;

use std::fs;

use llada::architecture::Model;
use llada::architecture::vision::Vision;
use safetensors::SafeTensors;
use serde_json::Value;

const FIXTURE: &str = "llada-v";

/// What the reference says of each picture, and the picture's name in the tensors' file.
fn pictures() -> Vec<(String, Value)> {
    let reference = reference::json(FIXTURE, "reference.json");
    let all = reference["images"].as_array().unwrap().iter();
    all.map(|picture| {
        let file = picture["image"].as_str().unwrap();
        (file.trim_end_matches(".png").to_owned(), picture.clone())
    })
    .collect()
}

/// The file of a picture.
fn file(name: &str) -> Vec<u8> {
    fs::read(reference::folder(FIXTURE).join(format!("{name}.png"))).unwrap()
}

fn vision() -> Vision {
    let config = fs::read(reference::folder(FIXTURE).join("config.json")).unwrap();
    Model::from_json(&config).unwrap().vision.unwrap()
}

fn stored(tensor: &str) -> Vec<f32> {
    let bytes = fs::read(reference::folder(FIXTURE).join("reference.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors.tensor(tensor).unwrap();
    let floats = view.data().as_chunks::<4>().0.iter();
    floats.map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Two numbers of the reference.
fn pair(value: &Value) -> (usize, usize) {
    let number = |index: usize| value[index].as_u64().unwrap() as usize;
    (number(0), number(1))
}
