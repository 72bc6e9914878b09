//! LLaDA-V: LLaDA-8B-Instruct under Llama's names, beside a vision tower.

use serde_json::{Value, json};
use trajectory::PartialParams;

use super::illada::{LLADA_HF, llama_place};
use super::keys::Keys;
use super::vision::{Stage, Vision, VisionLayer, VisionSlot};
use super::{ConfigError, Family, Model, Place, RopeCompute, Slot, TokenNames, Tokens};

/// The family.
#[derive(Debug)]
pub struct LladaV;

impl Family for LladaV {
    fn name(&self) -> &'static str {
        "llada_v"
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        match config.class() {
            Some(class) => class == "LlavaLLaDAModelLM",
            None => config.model_type() == Some("llava_llada"),
        }
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        let text = LLADA_HF.read_but_tokens(config)?;
        Ok(Model {
            family: self,
            tokens: tokens(config, text.vocab_size)?,
            vision: Some(Vision::read(config)?),
            rope: super::Rope {
                compute: RopeCompute::Activations,
                ..text.rope
            },
            ..text
        })
    }

    fn write(&self, model: &Model) -> Value {
        let mut value = LLADA_HF.write(model);
        if let (Value::Object(keys), Some(vision)) = (&mut value, &model.vision) {
            keys.insert("architectures".to_owned(), json!(["LlavaLLaDAModelLM"]));
            keys.insert("model_type".to_owned(), json!("llava_llada"));
            vision.write(keys);
        }
        value
    }

    fn place(&self, _: &Model, slot: Slot) -> Place {
        match slot {
            Slot::Vision(slot) => Place::whole(name(slot)),
            slot => llama_place(slot),
        }
    }

    fn token_names(&self) -> TokenNames {
        LLADA_HF.token_names()
    }

    fn system_prompt(&self) -> Option<&'static str> {
        Some(
            "You are a helpful language and vision assistant. You are able to understand the visual content that the user \
             provides, and assist the user with a variety of tasks using natural language.",
        )
    }

    fn suppressed(&self) -> &'static [&'static str] {
        &[
            "<|endoftext|>",
            "<|startoftext|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
        ]
    }

    fn defaults(&self) -> PartialParams {
        PartialParams {
            gen_length: Some(128),
            steps: Some(128),
            block_length: Some(128),
            stop: Some(vec!["<|eot_id|>".to_owned()]),
            ..PartialParams::default()
        }
    }
}

/// The special tokens. The published file copies ids from Llama 3 that this vocabulary does not have or uses otherwise
/// (`bos_token_id` 128000): those outside are left out, so that the tokenizer's names count.
fn tokens(config: &Keys<'_>, rows: usize) -> Result<Tokens, ConfigError> {
    let outside = |key| {
        let id = config.get(key).and_then(Value::as_u64);
        id.is_some_and(|id| id >= rows as u64)
    };
    let id = |key| {
        if outside(key) {
            return Ok(None);
        }
        config.token_id(key, rows)
    };
    Ok(Tokens {
        mask: id("mask_token_id")?,
        eos: id("eos_token_id")?,
        pad: id("pad_token_id")?,
    })
}

/// The published name of a weight of the vision part.
fn name(slot: VisionSlot) -> String {
    const TOWER: &str = "model.vision_tower.vision_tower.vision_model";
    match slot {
        VisionSlot::Patch(part) => format!("{TOWER}.embeddings.patch_embedding.{}", part.name()),
        VisionSlot::Positions => format!("{TOWER}.embeddings.position_embedding.weight"),
        VisionSlot::Layer(layer, kind, part) => {
            let kind = match kind {
                VisionLayer::Norm1 => "layer_norm1",
                VisionLayer::Q => "self_attn.q_proj",
                VisionLayer::K => "self_attn.k_proj",
                VisionLayer::V => "self_attn.v_proj",
                VisionLayer::Out => "self_attn.out_proj",
                VisionLayer::Norm2 => "layer_norm2",
                VisionLayer::Up => "mlp.fc1",
                VisionLayer::Down => "mlp.fc2",
            };
            format!("{TOWER}.encoder.layers.{layer}.{kind}.{}", part.name())
        }
        VisionSlot::Projector(Stage::First, part) => {
            format!("model.mm_projector.0.{}", part.name())
        }
        VisionSlot::Projector(Stage::Second, part) => {
            format!("model.mm_projector.2.{}", part.name())
        }
        VisionSlot::Newline => "model.image_newline".to_owned(),
    }
}
