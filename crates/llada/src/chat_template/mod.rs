//! The chat template: messages to the text that the model was trained on.
//!
//! The template is the checkpoint's own, in Jinja, and renders as transformers renders it; LLaDA's is built in for
//! checkpoints without. A template that cannot be read is an error only where a conversation is to be rendered: token ids
//! and plain text need none.
//!
//! | module | idea |
//! |---|---|
//! | [`config`] | `tokenizer_config.json` |
//! | `generation` | transformers' `{% generation %}` blocks |
//! | `json` | the filter `tojson` |
//! | `python` | methods of Python's texts, tests, the date |

pub mod config;
mod generation;
mod json;
mod python;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, ErrorKind, Value};
use trajectory::{Message, Role};

pub use config::{TemplateSource, TokenizerConfig};

/// LLaDA-8B-Instruct's template: beginning of text, then each turn between its header and `<|eot_id|>`, then the header of
/// the answer, always.
const LLADA: &str = "{{ bos_token or '<|startoftext|>' }}{% for message in messages %}<|start_header_id|>{{ message.role }}<|end_header_id|>\n\n{{ message.content | trim }}<|eot_id|>{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

/// Why messages could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template itself is faulty.
    #[error(
        "the checkpoint's chat template cannot be read: {0}. Use its published tokenizer_config.json, or give the prompt without a template (--no-template or --prompt-ids)"
    )]
    Syntax(String),
    /// Several templates, and none for conversations.
    #[error(
        "the checkpoint has the chat templates {names}, but none called default, which renders conversations. Rename one in tokenizer_config.json, or give the prompt without a template (--no-template or --prompt-ids)"
    )]
    NoDefault {
        /// Their names.
        names: String,
    },
    /// The template raised an exception, or failed on these messages.
    #[error("the model's chat template refuses this conversation: {0}")]
    Refused(String),
    /// `tokenizer_config.json` is no JSON object.
    #[error("tokenizer_config.json is damaged: {0}. Download it again")]
    Config(String),
}

/// A compiled chat template, or why there is none.
#[derive(Debug, Clone)]
pub struct ChatTemplate {
    environment: Result<Environment<'static>, TemplateError>,
    special: Vec<(String, Value)>,
    source: String,
}

impl ChatTemplate {
    /// Compiles `file` (a `chat_template.jinja`), else the template of `config`, else LLaDA's own. A faulty one is told by
    /// [`Self::render`].
    #[must_use]
    pub fn new(file: Option<&str>, config: &TokenizerConfig) -> Self {
        let source = match (file, &config.chat_template) {
            (Some(source), _) => Ok(source),
            (None, Some(source)) => source.default_template(),
            (None, None) => Ok(LLADA),
        };
        Self {
            source: source
                .as_ref()
                .map_or_else(|_| String::new(), |text| (*text).to_owned()),
            environment: source.and_then(compiled),
            special: config.variables().collect(),
        }
    }

    /// The text of a special token, as the template knows it.
    #[must_use]
    pub fn token(&self, name: &str) -> Option<&str> {
        let found = self.special.iter().find(|(known, _)| known == name);
        found?.1.as_str()
    }

    /// The template as it was written; empty where there is no usable one.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The prompt of a conversation, up to where the answer begins. A system prompt that the template does not support
    /// becomes the beginning of the first question.
    ///
    /// # Errors
    /// [`TemplateError`]: the template is faulty, or fails on these messages.
    pub fn render(&self, messages: &[Message]) -> Result<String, TemplateError> {
        match self.render_as_they_are(messages) {
            Err(TemplateError::Refused(reason)) if is_about_system(&reason) => {
                let refused = TemplateError::Refused(reason);
                let merged = with_system_merged(messages).ok_or(refused)?;
                self.render_as_they_are(&merged)
            }
            rendered => rendered,
        }
    }

    fn render_as_they_are(&self, messages: &[Message]) -> Result<String, TemplateError> {
        let environment = self.environment.as_ref().map_err(Clone::clone)?;
        let template = environment
            .get_template(NAME)
            .map_err(|error| refused(&error))?;
        let messages: Value = messages
            .iter()
            .map(|message| {
                let role = ("role", message.role.as_str());
                Value::from_pairs([role, ("content", message.content.as_str())])
            })
            .collect();
        let given = [
            ("messages".to_owned(), messages),
            ("tools".to_owned(), Value::from(())),
            ("documents".to_owned(), Value::from(())),
            ("add_generation_prompt".to_owned(), Value::from(true)),
        ];
        let variables = self.special.iter().cloned().chain(given);
        template
            .render(Value::from_pairs(variables))
            .map_err(|error| refused(&error))
    }
}

/// The template's name in its environment: without an extension, so that nothing is escaped.
const NAME: &str = "chat";

/// The environment in which transformers renders templates.
fn compiled(source: &str) -> Result<Environment<'static>, TemplateError> {
    let faulty = |error: minijinja::Error| TemplateError::Syntax(error.to_string());
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(faulty)?;
    environment.set_syntax(syntax);
    minijinja_contrib::add_to_environment(&mut environment);
    environment.set_unknown_method_callback(python::method);
    environment.add_filter(
        "tojson",
        |value: &Value, positional: Rest<Value>, named: Kwargs| {
            json::tojson(value, &positional, &named)
        },
    );
    environment.add_filter("int", python::int);
    environment.add_filter("float", python::float);
    environment.add_filter("wordcount", python::wordcount);
    environment.add_test("sequence", python::is_sequence);
    environment.add_test("iterable", python::is_iterable);
    environment.add_function("strftime_now", python::strftime_now);
    environment.add_function("raise_exception", |message: String| {
        Err::<Value, _>(minijinja::Error::new(ErrorKind::InvalidOperation, message))
    });
    environment
        .add_template_owned(NAME, generation::rewritten(source))
        .map_err(faulty)?;
    Ok(environment)
}

fn refused(error: &minijinja::Error) -> TemplateError {
    let reason = error
        .detail()
        .map_or_else(|| error.to_string(), str::to_owned);
    TemplateError::Refused(reason)
}

/// Templates without a system role raise this, in one spelling or another.
fn is_about_system(reason: &str) -> bool {
    let reason = reason.to_lowercase();
    reason.contains("system") && reason.contains("not supported")
}

/// The system prompt, an empty line and the first question as one question, as iLLaDA's evaluation has it.
fn with_system_merged(messages: &[Message]) -> Option<Vec<Message>> {
    let (system, rest) = messages.split_first()?;
    let (question, later) = rest.split_first()?;
    if system.role != Role::System || question.role != Role::User {
        return None;
    }
    let merged = Message::user(format!("{}\n\n{}", system.content, question.content));
    Some([&[merged], later].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(source: &str) -> ChatTemplate {
        ChatTemplate::new(Some(source), &TokenizerConfig::default())
    }

    #[test]
    fn the_built_in_template_is_lladas() {
        let template = ChatTemplate::new(None, &TokenizerConfig::default());
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
    fn exceptions_are_told_and_a_system_prompt_is_merged_where_it_is_not_supported() {
        let source = "{% if messages[0]['role'] == 'system' %}\n    {{ raise_exception('System role not supported') }}\n{% endif %}\n{{ messages[0]['content'] }}";
        let template = template(source);
        let system = Message::new(Role::System, "Be brief.");
        assert_eq!(
            template.render(std::slice::from_ref(&system)),
            Err(TemplateError::Refused(
                "System role not supported".to_owned()
            ))
        );
        let merged = template.render(&[system, Message::user("Hi")]);
        assert_eq!(merged, Ok("Be brief.\n\nHi".to_owned()));
    }

    #[test]
    fn a_faulty_template_is_an_error_only_where_it_renders() {
        let rendered = template("{% for %}").render(&[Message::user("x")]);
        assert!(
            matches!(rendered, Err(TemplateError::Syntax(_))),
            "{rendered:?}"
        );
        // The file wins over the configuration, whatever that holds.
        let config = TokenizerConfig::from_json(br#"{"chat_template": []}"#).unwrap();
        let rendered = ChatTemplate::new(Some("a"), &config).render(&[]);
        assert_eq!(rendered, Ok("a".to_owned()));
        let rendered = ChatTemplate::new(None, &config).render(&[]);
        assert!(
            matches!(rendered, Err(TemplateError::NoDefault { .. })),
            "{rendered:?}"
        );
    }

    #[test]
    fn the_date_is_todays() {
        let today = || jiff::Zoned::now().strftime("%d %B %Y").to_string();
        let template = template("{{ strftime_now('%d %B %Y') }}");
        let (before, rendered) = (today(), template.render(&[]).unwrap());
        assert!(rendered == before || rendered == today(), "{rendered}");
    }
}
