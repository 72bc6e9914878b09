//! The tokenizer and the chat template that a GGUF file's metadata describe, as the files that a checkpoint has.
//!
//! Encoding adds nothing, whatever `tokenizer.ggml.add_bos_token` says: the template writes the beginning of text, and
//! llama.cpp's converter sets that key for `llada` all the same.

use serde_json::{Map, Value, json};

use super::error::GgufError;
use super::metadata::Metadata;

/// How a pre-tokenizer splits text before the byte-level BPE.
struct Split {
    pattern: &'static str,
    /// Whether text is brought into NFC first.
    nfc: bool,
}

/// Bailing's, which LLaDA-MoE has: single digits, one line end at a time.
const BAILING: Split = Split {
    pattern: r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
    nfc: false,
};
const QWEN2: Split = Split {
    pattern: r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    nfc: true,
};
const LLAMA3: Split = Split {
    pattern: r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    nfc: false,
};

const MODEL: &str = "tokenizer.ggml.model";
const PRE: &str = "tokenizer.ggml.pre";
const TOKENS: &str = "tokenizer.ggml.tokens";
const TYPES: &str = "tokenizer.ggml.token_type";

/// Kinds of tokens: a control token is special, a user's is added but not special, an unused one stands for nothing.
const CONTROL: i128 = 3;
const USER_DEFINED: i128 = 4;
const UNUSED: i128 = 5;

/// The `tokenizer.json`.
pub(super) fn tokenizer(metadata: &Metadata) -> Result<Value, GgufError> {
    let unknown = |key, found: &str, allowed| GgufError::Tokenizer {
        file: metadata.file().to_owned(),
        key,
        found: found.to_owned(),
        allowed,
    };
    match metadata.text(MODEL)? {
        Some("gpt2") => {}
        other => {
            return Err(unknown(
                MODEL,
                other.unwrap_or("missing"),
                "gpt2 (byte-level BPE)",
            ));
        }
    }
    let split = match metadata.text(PRE)?.unwrap_or("gpt-2") {
        "gpt-2" => None,
        "llada-moe" | "bailingmoe" | "bailingmoe2" => Some(BAILING),
        "qwen2" => Some(QWEN2),
        "llama3" | "llama-v3" | "llama-bpe" => Some(LLAMA3),
        other => {
            let allowed = "gpt-2, llada-moe, bailingmoe, bailingmoe2, qwen2, llama-bpe";
            return Err(unknown(PRE, other, allowed));
        }
    };
    let tokens = metadata.texts(TOKENS)?;
    let types = types(metadata, tokens.len())?;
    let mut vocab = Map::new();
    let mut added = Vec::new();
    for (id, (token, kind)) in tokens.iter().zip(types).enumerate() {
        if kind == UNUSED {
            continue;
        }
        vocab.insert((*token).to_owned(), id.into());
        if kind == CONTROL || kind == USER_DEFINED {
            added.push(json!({
                "id": id, "content": token, "special": kind == CONTROL,
                "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
            }));
        }
    }
    let byte_level = |use_regex: bool| json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": use_regex});
    let pre_tokenizer = match &split {
        None => byte_level(true),
        Some(split) => json!({"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": split.pattern}, "behavior": "Isolated", "invert": false},
            byte_level(false),
        ]}),
    };
    let nfc = split.is_some_and(|split| split.nfc);
    Ok(json!({
        "version": "1.0",
        "added_tokens": added,
        "normalizer": nfc.then(|| json!({"type": "NFC"})),
        "pre_tokenizer": pre_tokenizer,
        "decoder": byte_level(true),
        "model": {"type": "BPE", "vocab": vocab, "merges": metadata.texts("tokenizer.ggml.merges")?},
    }))
}

/// The kinds of the tokens; all are ordinary where the file says nothing.
fn types(metadata: &Metadata, tokens: usize) -> Result<Vec<i128>, GgufError> {
    let Some(types) = metadata.integers(TYPES)? else {
        return Ok(vec![1; tokens]);
    };
    if types.len() != tokens {
        let reason = format!("has {} entries for {tokens} tokens", types.len());
        return Err(metadata.wrong(TYPES, reason));
    }
    Ok(types)
}

/// The `tokenizer_config.json`.
pub(super) fn tokenizer_config(metadata: &Metadata) -> Result<Value, GgufError> {
    let tokens = metadata.texts(TOKENS)?;
    let mut config = Map::new();
    for (key, name) in [
        ("bos", "bos_token"),
        ("eos", "eos_token"),
        ("unknown", "unk_token"),
        ("seperator", "sep_token"),
        ("padding", "pad_token"),
        ("cls", "cls_token"),
        ("mask", "mask_token"),
    ] {
        let id = metadata.token_id(&format!("tokenizer.ggml.{key}_token_id"))?;
        if let Some(token) = id.and_then(|id| tokens.get(id as usize)) {
            config.insert(name.to_owned(), Value::from(*token));
        }
    }
    if let Some(template) = metadata.text("tokenizer.chat_template")? {
        config.insert("chat_template".to_owned(), template.into());
    }
    Ok(Value::Object(config))
}
