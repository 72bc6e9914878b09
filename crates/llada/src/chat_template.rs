//! The chat template: messages to the text that the model was trained on.
//!
//! The template is the checkpoint's own (Jinja, as transformers writes it); LLaDA's is built in for checkpoints without.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, Value, context};
use trajectory::Message;

/// LLaDA-8B-Instruct's template: beginning of text, then each turn between its header and `<|eot_id|>`, then the header of
/// the answer, always.
const LLADA: &str = "{{ bos_token }}{% for message in messages %}<|start_header_id|>{{ message.role }}<|end_header_id|>\n\n{{ message.content | trim }}<|eot_id|>{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

/// Why messages could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template itself is faulty.
    #[error(
        "the checkpoint's chat template cannot be read: {0}. Use its published tokenizer_config.json"
    )]
    Syntax(String),
    /// The template raised an exception, or failed on these messages.
    #[error("the model's chat template refuses this conversation: {0}")]
    Refused(String),
    /// `tokenizer_config.json` is no JSON object.
    #[error("tokenizer_config.json is damaged: {0}. Download it again")]
    Config(String),
}

/// What is read of `tokenizer_config.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenizerConfig {
    /// Text of the beginning-of-text token.
    pub bos_token: Option<String>,
    /// Text of the end-of-text token.
    pub eos_token: Option<String>,
    /// Text of the mask token.
    pub mask_token: Option<String>,
    /// The chat template.
    pub chat_template: Option<String>,
}

impl TokenizerConfig {
    /// Reads the file. Token names may be plain texts or objects with `content`; of several named templates `default` is
    /// taken.
    ///
    /// # Errors
    /// [`TemplateError::Config`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, TemplateError> {
        let value: serde_json::Value = serde_json::from_slice(bytes)
            .map_err(|error| TemplateError::Config(error.to_string()))?;
        let token = |key: &str| {
            let token = value.get(key)?;
            let text = token.get("content").unwrap_or(token).as_str()?;
            Some(text.to_owned())
        };
        let template = value.get("chat_template").and_then(|template| {
            let named = template.as_array().and_then(|list| {
                let is_default = |entry: &&serde_json::Value| {
                    entry.get("name").and_then(serde_json::Value::as_str) == Some("default")
                };
                list.iter().find(is_default)?.get("template")
            });
            named.unwrap_or(template).as_str().map(str::to_owned)
        });
        Ok(Self {
            bos_token: token("bos_token"),
            eos_token: token("eos_token"),
            mask_token: token("mask_token"),
            chat_template: template,
        })
    }
}

/// A compiled chat template.
#[derive(Debug, Clone)]
pub struct ChatTemplate {
    environment: Environment<'static>,
    bos_token: String,
    eos_token: String,
}

impl ChatTemplate {
    /// Compiles `source`, or LLaDA's own template where there is none.
    ///
    /// # Errors
    /// [`TemplateError::Syntax`].
    pub fn new(source: Option<&str>, names: &TokenizerConfig) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        // As transformers renders templates.
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map_err(|error| TemplateError::Syntax(error.to_string()))?;
        environment.set_syntax(syntax);
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", |message: String| {
            Err::<Value, _>(minijinja::Error::new(ErrorKind::InvalidOperation, message))
        });
        let source = source.unwrap_or(LLADA).to_owned();
        environment
            .add_template_owned("chat", source)
            .map_err(|error| TemplateError::Syntax(error.to_string()))?;
        let or = |name: &Option<String>, usual: &str| name.as_deref().unwrap_or(usual).to_owned();
        Ok(Self {
            environment,
            bos_token: or(&names.bos_token, "<|startoftext|>"),
            eos_token: or(&names.eos_token, "<|endoftext|>"),
        })
    }

    /// The prompt of a conversation, up to where the answer begins.
    ///
    /// # Errors
    /// [`TemplateError`]: the template fails on these messages.
    pub fn render(&self, messages: &[Message]) -> Result<String, TemplateError> {
        let refused = |error: minijinja::Error| {
            let reason = error
                .detail()
                .map_or_else(|| error.to_string(), str::to_owned);
            TemplateError::Refused(reason)
        };
        let template = self.environment.get_template("chat").map_err(refused)?;
        let messages: Vec<BTreeMap<&str, Value>> = messages
            .iter()
            .map(|message| {
                let role = ("role", Value::from(message.role.as_str()));
                BTreeMap::from([role, ("content", Value::from(message.content.as_str()))])
            })
            .collect();
        template
            .render(context! {
                messages => messages,
                bos_token => self.bos_token.as_str(),
                eos_token => self.eos_token.as_str(),
                add_generation_prompt => true,
            })
            .map_err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trajectory::Role;

    #[test]
    fn the_built_in_template_is_lladas() {
        let template = ChatTemplate::new(None, &TokenizerConfig::default()).unwrap();
        let messages = [
            Message::new(Role::System, " Be brief. "),
            Message::user("Hi"),
        ];
        assert_eq!(
            template.render(&messages).unwrap(),
            "<|startoftext|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
        );
    }

    #[test]
    fn python_methods_and_exceptions_work() {
        let source = "{% if messages[0]['role'] == 'system' %}\n    {{ raise_exception('System role not supported') }}\n{% endif %}\n{{ messages[0]['content'].strip().upper() }}";
        let template = ChatTemplate::new(Some(source), &TokenizerConfig::default()).unwrap();
        assert_eq!(template.render(&[Message::user(" hi ")]).unwrap(), "HI");
        let refused = template
            .render(&[Message::new(Role::System, "x")])
            .unwrap_err();
        assert_eq!(
            refused,
            TemplateError::Refused("System role not supported".to_owned())
        );
        assert!(matches!(
            ChatTemplate::new(Some("{% for %}"), &TokenizerConfig::default()),
            Err(TemplateError::Syntax(_))
        ));
    }

    #[test]
    fn names_come_in_both_spellings() {
        let json = br#"{"bos_token": {"content": "<s>"}, "eos_token": "</s>", "mask_token": null,
            "chat_template": [{"name": "tool", "template": "a"}, {"name": "default", "template": "b"}]}"#;
        let config = TokenizerConfig::from_json(json).unwrap();
        assert_eq!(config.bos_token.as_deref(), Some("<s>"));
        assert_eq!(config.eos_token.as_deref(), Some("</s>"));
        assert_eq!(
            (config.mask_token, config.chat_template.as_deref()),
            (None, Some("b"))
        );
    }
}
