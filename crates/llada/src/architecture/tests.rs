//! The published shapes against their published sizes, and what is read against what is written.

use super::*;
use crate::checkpoint::NamedShape;
use serde_json::json;

#[test]
fn the_published_models_have_their_published_sizes() {
    for (shape, parameters) in [
        (NamedShape::Llada8B, 8_015_581_184),
        (NamedShape::LladaMoe7B, 7_356_880_896),
        (NamedShape::Illada8B, 7_615_025_152),
        (NamedShape::Llada2Mini, 16_255_643_392),
    ] {
        assert_eq!(shape.model().parameters(), parameters, "{shape}");
    }
    assert_eq!(NamedShape::Llada8B.model().tensors().len(), 3 + 32 * 9);
}

#[test]
fn what_is_written_is_read_back() {
    for shape in NamedShape::ALL {
        let model = shape.model();
        let read = Model::from_json(model.to_json().to_string().as_bytes());
        assert_eq!(read, Ok(model), "{shape}");
    }
}

#[test]
fn every_tensor_is_named_once_and_holds_its_weights() {
    for shape in NamedShape::ALL {
        let model = shape.model();
        let tensors = model.tensors();
        let mut names: Vec<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), tensors.len(), "{shape}");
        let stored: u64 = tensors.iter().map(|tensor| tensor.elements() as u64).sum();
        assert_eq!(stored, model.parameters(), "{shape}");
    }
}

#[test]
fn a_block_causal_mask_sees_to_the_end_of_the_block() {
    let mask = Mask::BlockCausal { block: 4 };
    let seen: Vec<usize> = (0..10).map(|position| mask.visible(position, 10)).collect();
    assert_eq!(seen, [4, 4, 4, 4, 8, 8, 8, 8, 10, 10]);
    assert_eq!(Mask::Full.visible(0, 10), 10);
}

fn refusal(shape: NamedShape, changes: &Value) -> String {
    let mut config = shape.model().to_json();
    for (key, value) in changes.as_object().unwrap() {
        config[key] = value.clone();
    }
    let read = Model::from_json(config.to_string().as_bytes());
    read.unwrap_err().to_string()
}

#[test]
fn what_does_not_run_is_refused_by_name() {
    use NamedShape::{Illada8B, Llada2Mini, Llada8B, LladaMoe7B};
    for (shape, changes, part) in [
        (
            Llada8B,
            json!({"architectures": ["DreamModel"]}),
            "LLaDA-8B-Instruct",
        ),
        (
            Llada8B,
            json!({"architectures": ["SDARMoeForCausalLM"]}),
            "this SDAR is a mixture of experts",
        ),
        (
            Llada8B,
            json!({"architectures": ["DiffusionGemmaForBlockDiffusion"]}),
            "uniform noise",
        ),
        (
            Llada8B,
            json!({"architectures": ["GPT2LMHeadModel"]}),
            "LLaDA-MoE, LLaDA-V, LLaDA2.0",
        ),
        (
            Llada2Mini,
            json!({"delete_token_id": 156_930}),
            "LLaDA2.2 inserts and deletes",
        ),
        (
            Llada2Mini,
            json!({"n_group": 7}),
            "n_group is 7; allowed: a divisor of the 256 experts",
        ),
        (Llada2Mini, json!({"topk_group": 9}), "topk_group is 9"),
        (
            Llada2Mini,
            json!({"num_experts_per_tok": 200}),
            "num_experts_per_tok is 200; allowed: 1 to 128",
        ),
        (Llada2Mini, json!({"use_bias": true}), "use_bias is true"),
        (
            Llada2Mini,
            json!({"partial_rotary_factor": 1.5}),
            "number of rotary dimensions is 192",
        ),
        (
            LladaMoe7B,
            json!({"moe_router_score_function": "sigmoid"}),
            "moe_router_score_function is sigmoid",
        ),
        (
            LladaMoe7B,
            json!({"shared_expert_intermediate_size": 64}),
            "shared_expert_intermediate_size is 64",
        ),
        (
            LladaMoe7B,
            json!({"num_experts_per_tok": 65}),
            "num_experts_per_tok is 65; allowed: 1 to 64",
        ),
        (
            LladaMoe7B,
            json!({"num_key_value_heads": 5}),
            "number of key and value heads is 5",
        ),
        (
            LladaMoe7B,
            json!({"moe_layer_freq": [1, 0]}),
            "moe_layer_freq is [1,0]",
        ),
        (Illada8B, json!({"rope_theta": null}), "has no rope_theta"),
        (
            Illada8B,
            json!({"layer_norm_eps": 1e-5}),
            "layer_norm_eps is 0.00001",
        ),
        (
            Illada8B,
            json!({"rope_scaling": {"rope_type": "yarn"}}),
            "rope_scaling is",
        ),
        (
            Illada8B,
            json!({"max_position_embeddings": 1 << 21}),
            "context length is 2097152",
        ),
        (
            Illada8B,
            json!({"eos_token_id": 155_136}),
            "eos_token_id is 155136",
        ),
    ] {
        let message = refusal(shape, &changes);
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn the_dense_parts_name_what_is_beyond_them() {
    for (shape, beyond) in [
        (NamedShape::LladaMoe7B, "a mixture of experts"),
        (NamedShape::Llada2Mini, "a mixture of experts"),
    ] {
        assert_eq!(Dense::of(&shape.model()), Err(beyond));
    }
    let mut model = NamedShape::Tiny.model();
    assert!(Dense::of(&model).is_ok());
    model.mask = Mask::BlockCausal { block: 32 };
    assert_eq!(Dense::of(&model), Err("a block-causal attention mask"));
}

/// A dense block-causal model is made of the parts of others.
#[test]
fn sdar_is_read_from_qwen3s_keys() {
    let config = json!({
        "architectures": ["SDARForCausalLM"], "model_type": "sdar", "hidden_size": 2048,
        "intermediate_size": 6144, "num_hidden_layers": 28, "num_attention_heads": 16,
        "num_key_value_heads": 8, "head_dim": 128, "hidden_act": "silu", "vocab_size": 151_936,
        "max_position_embeddings": 32_768, "rms_norm_eps": 1e-6, "rope_theta": 1_000_000,
        "rope_scaling": null, "tie_word_embeddings": false, "eos_token_id": 151_643,
    });
    let model = Model::from_json(config.to_string().as_bytes()).unwrap();
    assert_eq!(model.mask, Mask::BlockCausal { block: 4 });
    assert_eq!(model.family.token_names().mask_id, Some(151_669));
    assert_eq!(model.parameters(), 2_031_739_904);
    let names: Vec<String> = model.tensors().into_iter().map(|spec| spec.name).collect();
    for name in [
        "model.embed_tokens.weight",
        "model.layers.27.self_attn.q_norm.weight",
        "model.layers.0.mlp.down_proj.weight",
        "lm_head.weight",
    ] {
        assert!(names.iter().any(|found| found == name), "{name}");
    }
    let read = Model::from_json(model.to_json().to_string().as_bytes());
    assert_eq!(read, Ok(model));
}
