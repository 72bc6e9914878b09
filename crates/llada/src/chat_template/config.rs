//! What is read of `tokenizer_config.json`: the special tokens' texts and the chat template.

use std::collections::BTreeMap;

use serde_json::Value;

use super::TemplateError;
use crate::python_json::python_json;

/// What is read of `tokenizer_config.json`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenizerConfig {
    /// Texts of the special tokens by the names under which a template knows them (`bos_token`, `pad_token`, …).
    tokens: BTreeMap<String, String>,
    /// Special tokens that have no name of their own.
    additional: Vec<String>,
    /// The chat template.
    pub chat_template: Option<TemplateSource>,
}

/// The chat template as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateSource {
    /// One template.
    One(String),
    /// Several by name, of which a conversation uses `default`.
    Named(BTreeMap<String, String>),
    /// Something else.
    Other(String),
}

impl TemplateSource {
    /// The template that renders a conversation.
    ///
    /// # Errors
    /// [`TemplateError`]: none is called `default`, or this is no template at all.
    pub fn default_template(&self) -> Result<&str, TemplateError> {
        match self {
            Self::One(source) => Ok(source),
            Self::Named(templates) => {
                templates.get("default").map(String::as_str).ok_or_else(|| {
                    TemplateError::NoDefault {
                        names: templates.keys().cloned().collect::<Vec<_>>().join(", "),
                    }
                })
            }
            Self::Other(found) => Err(TemplateError::Syntax(format!(
                "chat_template in tokenizer_config.json is {found}, neither a text nor a list of named texts"
            ))),
        }
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let named = match value {
            Value::Null => return None,
            Value::String(source) => return Some(Self::One(source.clone())),
            Value::Array(list) => list
                .iter()
                .map(|entry| Some((text(entry.get("name")?)?, text(entry.get("template")?)?)))
                .collect(),
            Value::Object(entries) => entries
                .iter()
                .map(|(name, template)| Some((name.clone(), text(template)?)))
                .collect(),
            _ => None,
        };
        let other = || Self::Other(value.to_string().chars().take(80).collect());
        Some(named.map_or_else(other, Self::Named))
    }
}

impl TokenizerConfig {
    /// Reads the file. Special tokens may be plain texts or objects with `content`; an empty text counts as none, as in
    /// transformers.
    ///
    /// # Errors
    /// [`TemplateError::Config`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, TemplateError> {
        let damaged = |reason: String| TemplateError::Config(reason);
        let value = python_json(bytes).map_err(|error| damaged(error.to_string()))?;
        let Value::Object(keys) = value else {
            return Err(damaged("it holds no JSON object".to_owned()));
        };
        let named = keys.iter().filter(|(key, _)| key.ends_with("_token"));
        let extra = keys.get("extra_special_tokens").and_then(Value::as_object);
        let tokens = named.chain(extra.into_iter().flatten());
        let additional = keys.get("additional_special_tokens");
        let additional = additional.and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            tokens: tokens
                .filter_map(|(key, value)| Some((key.clone(), token_text(value)?)))
                .collect(),
            additional: additional.filter_map(token_text).collect(),
            chat_template: keys
                .get("chat_template")
                .and_then(TemplateSource::from_json),
        })
    }

    /// The configuration of a file that names these tokens and has this template, as a GGUF file does.
    #[must_use]
    pub fn new(
        tokens: impl IntoIterator<Item = (&'static str, String)>,
        chat_template: Option<String>,
    ) -> Self {
        let tokens = tokens.into_iter();
        Self {
            tokens: tokens.map(|(name, text)| (name.to_owned(), text)).collect(),
            additional: Vec::new(),
            chat_template: chat_template.map(TemplateSource::One),
        }
    }

    /// The text of a special token, by its name: `bos_token`, `eos_token`, `mask_token`, …
    #[must_use]
    pub fn token(&self, name: &str) -> Option<&str> {
        self.tokens.get(name).map(String::as_str)
    }

    /// What a template may name: each special token, and the unnamed ones as a list.
    pub(super) fn variables(&self) -> impl Iterator<Item = (String, minijinja::Value)> {
        let tokens = self.tokens.iter();
        let named =
            tokens.map(|(name, text)| (name.clone(), minijinja::Value::from(text.as_str())));
        let additional = (!self.additional.is_empty()).then(|| {
            let list: minijinja::Value = self.additional.iter().map(String::as_str).collect();
            ("additional_special_tokens".to_owned(), list)
        });
        named.chain(additional)
    }
}

fn token_text(value: &Value) -> Option<String> {
    let text = value.get("content").unwrap_or(value).as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_in_both_spellings() {
        let json = br#"{"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>", "mask_token": null,
            "pad_token": "", "add_bos_token": false, "extra_special_tokens": {"image_token": "<image>"}}"#;
        let config = TokenizerConfig::from_json(json).unwrap();
        assert_eq!(config.token("bos_token"), Some("<s>"));
        assert_eq!(config.token("eos_token"), Some("</s>"));
        assert_eq!(config.token("image_token"), Some("<image>"));
        for absent in ["mask_token", "pad_token", "add_bos_token", "cls_token"] {
            assert_eq!(config.token(absent), None, "{absent}");
        }
    }

    #[test]
    fn of_several_templates_default_is_taken_and_never_another() {
        let template = |json: &str| {
            let json = format!("{{\"chat_template\": {json}}}");
            let config = TokenizerConfig::from_json(json.as_bytes()).unwrap();
            config
                .chat_template
                .map(|source| source.default_template().map(str::to_owned))
        };
        let both = r#"[{"name": "tool", "template": "a"}, {"name": "default", "template": "b"}]"#;
        assert_eq!(template(both), Some(Ok("b".to_owned())));
        assert_eq!(template(r#"{"default": "c"}"#), Some(Ok("c".to_owned())));
        assert_eq!(template("null"), None);
        let lacking =
            template(r#"[{"name": "tool", "template": "a"}, {"name": "rag", "template": "b"}]"#);
        let message = lacking.unwrap().unwrap_err().to_string();
        assert!(
            message.contains("rag, tool") && message.contains("default"),
            "{message}"
        );
        let number = template("7").unwrap().unwrap_err().to_string();
        assert!(number.contains("is 7"), "{number}");
    }

    #[test]
    fn a_damaged_file_is_refused() {
        for damaged in ["", "[]", "{\"a\":"] {
            let refused = TokenizerConfig::from_json(damaged.as_bytes());
            assert!(
                matches!(refused, Err(TemplateError::Config(_))),
                "{damaged}"
            );
        }
    }
}
