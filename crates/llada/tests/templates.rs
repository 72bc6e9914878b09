//! Chat templates render as Jinja renders them, set up as transformers sets it up: `fixtures/templates/cases.json`, which
//! `render.py` beside it writes.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use llada::chat_template::{ChatTemplate, TemplateError, TokenizerConfig};
use serde::Deserialize;
use serde_json::Value;
use trajectory::Message;

#[derive(Deserialize)]
struct Case {
    name: String,
    config: Value,
    template: String,
    messages: Vec<Message>,
    text: Option<String>,
    raised: Option<String>,
    error: Option<bool>,
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/templates/cases.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// How a rendering differs from the expected one; none if it does not.
fn difference(case: &Case) -> Option<String> {
    let mut config = case.config.clone();
    config["chat_template"] = Value::from(case.template.as_str());
    let config = TokenizerConfig::from_json(config.to_string().as_bytes()).unwrap();
    let rendered = ChatTemplate::new(None, &config).render(&case.messages);
    let expected = match (&case.text, &case.raised, case.error) {
        (Some(text), None, None) => Ok(text),
        (None, Some(raised), None) => Err(Some(raised)),
        (None, None, Some(true)) => Err(None),
        _ => panic!("{}: one outcome is expected", case.name),
    };
    let equal = match (&rendered, expected) {
        (Ok(rendered), Ok(expected)) => rendered == expected,
        (Err(TemplateError::Refused(reason)), Err(Some(raised))) => reason == raised,
        (Err(TemplateError::Refused(_)), Err(None)) => true,
        _ => false,
    };
    (!equal).then(|| format!("{}: {rendered:?}, expected {expected:?}", case.name))
}

#[test]
fn templates_render_as_transformers_renders_them() {
    let cases = cases();
    assert!(cases.len() > 90, "{}", cases.len());
    let differences: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
