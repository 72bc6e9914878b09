//! Models that people ask for and that do not run here: what each is, why not, and what runs instead.

use super::ConfigError;
use super::keys::Keys;

/// A known model that does not run.
struct Known {
    /// What its class or `model_type` contains, in lower case.
    mark: &'static str,
    /// What it is and why it does not run.
    reason: &'static str,
    /// What runs instead.
    instead: &'static str,
}

/// What runs, for whoever asks for something else.
const FAMILY: &str =
    "LLaDA-8B, LLaDA-1.5, LLaDA-MoE, LLaDA-V, LLaDA2.0 and 2.1, iLLaDA and SDAR run here";

const KNOWN: [Known; 11] = [
    Known {
        mark: "dream",
        reason: "Dream predicts each token from the position before it (shifted logits), which this program does not do",
        instead: "LLaDA-8B-Instruct is of the same size and runs here",
    },
    Known {
        mark: "diffucoder",
        reason: "DiffuCoder is a Dream model: it predicts each token from the position before it, which this program does not do",
        instead: "LLaDA-8B-Instruct is of the same size and runs here",
    },
    Known {
        mark: "diffusiongemma",
        reason: "DiffusionGemma is an encoder and a decoder with uniform noise instead of masks, so there is no mask token to fill",
        instead: "LLaDA2.1-mini is the nearest model that runs here",
    },
    Known {
        mark: "diffusion_gemma",
        reason: "DiffusionGemma is an encoder and a decoder with uniform noise instead of masks, so there is no mask token to fill",
        instead: "LLaDA2.1-mini is the nearest model that runs here",
    },
    Known {
        mark: "sdarmoe",
        reason: "this SDAR is a mixture of experts, whose router this program does not know yet",
        instead: "the dense SDAR models and LLaDA2.0-mini run here",
    },
    Known {
        mark: "diffcoder",
        reason: "Stable-DiffCoder is a dense block-causal model whose sampling this program does not know yet",
        instead: "LLaDA2.0-mini is block-causal, too, and runs here",
    },
    Known {
        mark: "fast_dllm",
        reason: "Fast-dLLM v2 predicts each token from the position before it (shifted logits), which this program does not do",
        instead: "LLaDA2.0-mini is block-causal, too, and runs here",
    },
    Known {
        mark: "nemotron",
        reason: "Nemotron-Labs-Diffusion attends causally inside the prompt and both ways inside the answer, a mask that this program lacks",
        instead: "LLaDA-8B-Instruct is of the same size and runs here",
    },
    Known {
        mark: "lfm2",
        reason: "LFM2.5-Encoder mixes attention with short convolutions, which this program lacks",
        instead: "the built-in model is as small and runs here",
    },
    Known {
        mark: "a2d",
        reason: "this is an autoregressive model converted to diffusion, whose tensor names this program does not know",
        instead: "the built-in model is as small and runs here",
    },
    Known {
        mark: "llada2_moe_veomni",
        reason: "this is a training checkpoint with fused experts",
        instead: "use the published LLaDA2.x checkpoint, whose experts are tensors of their own",
    },
];

fn refusal(keys: &Keys<'_>, reason: &str, remedy: &str) -> ConfigError {
    let found = keys.class().or_else(|| keys.model_type());
    ConfigError::Architecture {
        found: found.unwrap_or("(not named)").to_owned(),
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Refuses a known model that does not run.
pub(super) fn check(keys: &Keys<'_>) -> Result<(), ConfigError> {
    let names = [keys.class(), keys.model_type()];
    let names: Vec<String> = names.into_iter().flatten().map(str::to_lowercase).collect();
    let known = KNOWN
        .iter()
        .find(|known| names.iter().any(|name| name.contains(known.mark)));
    if let Some(Known {
        reason, instead, ..
    }) = known
    {
        return Err(refusal(keys, reason, instead));
    }
    let of_llada2 = names.iter().any(|name| name.contains("llada2"));
    let inserts = ["expert_capacity", "delete_token_id", "split_token_id"];
    if of_llada2 && inserts.iter().any(|key| keys.has(key)) {
        return Err(refusal(
            keys,
            "LLaDA2.2 inserts and deletes tokens and routes whole blocks to experts, which this program does not do",
            "LLaDA2.1-mini or LLaDA2.1-flash runs here",
        ));
    }
    Ok(())
}

/// The refusal of something unknown.
pub(super) fn unknown(keys: &Keys<'_>) -> ConfigError {
    refusal(
        keys,
        "this program runs masked-diffusion models of the LLaDA family",
        FAMILY,
    )
}
