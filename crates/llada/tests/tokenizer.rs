//! Tokenizer and chat template against vectors of the reference tokenizer.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use std::fs;

use llada::WeightType;
use llada::chat_template::{ChatTemplate, TokenizerConfig};
use llada::tokenizer::Tokenizer;
use reference::{folder, ids, json, open};
use trajectory::Message;

const VECTORS: &str = "tokenizer_reference.json";

fn tokenizer() -> Tokenizer {
    Tokenizer::from_json(&fs::read(folder("tokenizer").join("tokenizer.json")).unwrap()).unwrap()
}

#[test]
fn encoding_adds_nothing_and_equals_the_reference() {
    let tokenizer = tokenizer();
    for case in json("tokenizer", VECTORS)["encode"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        assert_eq!(tokenizer.encode(text).unwrap(), ids(&case["ids"]), "{text}");
    }
}

#[test]
fn decoding_equals_the_reference() {
    let tokenizer = tokenizer();
    for case in json("tokenizer", VECTORS)["decode"].as_array().unwrap() {
        assert_eq!(
            tokenizer.decode(&ids(&case["ids"])),
            case["text"].as_str().unwrap()
        );
    }
}

#[test]
fn the_template_equals_the_reference() {
    let bytes = fs::read(folder("tokenizer").join("tokenizer_config.json")).unwrap();
    let names = TokenizerConfig::from_json(&bytes).unwrap();
    let tokenizer = tokenizer();
    // The checkpoint's own, and the built-in one.
    for names in [names, TokenizerConfig::default()] {
        let template = ChatTemplate::new(None, &names);
        for case in json("tokenizer", VECTORS)["chat"].as_array().unwrap() {
            let messages: Vec<Message> = serde_json::from_value(case["messages"].clone()).unwrap();
            let text = template.render(&messages).unwrap();
            assert_eq!(text, case["text"].as_str().unwrap());
            assert_eq!(tokenizer.encode(&text).unwrap(), ids(&case["ids"]));
        }
    }
}

#[test]
fn ids_that_the_tokenizer_lacks_are_skipped_in_text_and_named_in_cells() {
    let tokenizer = tokenizer();
    let known = tokenizer.encode(" upon").unwrap();
    assert_eq!(tokenizer.decode(&[known[0], 453, u32::MAX]), " upon");
    assert_eq!(tokenizer.token_text(453), "[453]");
    assert_eq!(tokenizer.token_text(2), "<|mdm_mask|>");
    assert_eq!(tokenizer.token_text(known[0]), " upon");
    assert!(tokenizer.is_special(5) && !tokenizer.is_special(known[0]));
}

#[test]
fn a_token_that_is_no_complete_utf8_is_written_byte_by_byte() {
    let tokenizer = tokenizer();
    let ids = tokenizer.encode("🙂").unwrap();
    assert!(ids.len() > 1);
    let bytes: String = ids.iter().map(|id| tokenizer.token_text(*id)).collect();
    assert_eq!(bytes, "<0xF0><0x9F><0x99><0x82>");
    assert_eq!(tokenizer.decode(&ids), "🙂");
}

#[test]
fn the_answer_ends_at_the_first_end_of_text() {
    let tokenizer = tokenizer();
    let mut canvas = tokenizer
        .encode("Once upon<|eot_id|><|endoftext|> a time")
        .unwrap();
    assert_eq!(tokenizer.answer(&canvas, 1), "Once upon");
    canvas.retain(|id| *id != 1);
    assert_eq!(tokenizer.answer(&canvas, 1), "Once upon a time");
}

#[test]
fn special_ids_come_from_the_checkpoint() {
    let special = open("llada-dense", WeightType::F32).special();
    assert_eq!(
        (special.mask_id, special.eos_id, special.eot_id),
        (2, 1, Some(5))
    );
}
