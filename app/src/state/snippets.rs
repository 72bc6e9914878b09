//! The question and the settings of the page as a program would send them: texts to copy.
//!
//! The request goes to `/v1/chat/completions`. It carries the messages, and of the parameters only those that differ
//! from the defaults of the model's family.

use leptos::prelude::With;
use trajectory::{Family, Message, Params, PartialParams};

use super::browser;
use super::page::Page;

/// A way to send the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Snippet {
    /// On the command line.
    #[default]
    Curl,
    /// Python, by OpenAI's client.
    OpenAi,
    /// Python alone.
    Python,
    /// JavaScript.
    JavaScript,
}

impl Snippet {
    /// Every one, in the order the page lists them.
    pub const ALL: [Self; 4] = [Self::Curl, Self::OpenAi, Self::Python, Self::JavaScript];

    /// What the page calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::OpenAi => "Python, openai",
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
        }
    }

    /// Its name in tests.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::OpenAi => "openai",
            Self::Python => "python",
            Self::JavaScript => "javascript",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Curl => include_str!("../../data/snippets/curl.sh"),
            Self::OpenAi => include_str!("../../data/snippets/openai.py"),
            Self::Python => include_str!("../../data/snippets/plain.py"),
            Self::JavaScript => include_str!("../../data/snippets/fetch.mjs"),
        }
    }

    /// The text that sends `request` to the server at `url`, which ends without a slash.
    #[must_use]
    pub fn text(self, url: &str, request: &Request) -> String {
        let (name, filling) = match self {
            Self::Curl => {
                let quoted = request.body(Dialect::Json).replace('\'', r"'\''");
                ("{{body}}", quoted)
            }
            Self::Python => ("{{body}}", request.body(Dialect::Python)),
            Self::JavaScript => ("{{body}}", request.body(Dialect::Json)),
            Self::OpenAi => ("{{arguments}}", request.arguments()),
        };
        // The address first: a message may hold what looks like a placeholder.
        self.template()
            .replace("{{url}}", url)
            .replace(name, &filling)
    }
}

/// What is asked where nothing was written yet.
const EXAMPLE: &str = "What is the capital of France?";

impl Page {
    /// The text that asks what the page would ask: the message being written, or else the last question again. None while
    /// the settings are at fault.
    #[must_use]
    pub fn snippet(&self, snippet: Snippet) -> Option<String> {
        let (params, family) = self
            .settings
            .with(|settings| Some((settings.params().ok()?, settings.family.clone())))?;
        let draft = self.draft.with(|draft| draft.trim().to_owned());
        let messages = self.conversation.with(|open| match open.turns.last() {
            Some(turn) if draft.is_empty() => open.messages_for(turn.shown),
            None if draft.is_empty() => open.messages_with(Message::user(EXAMPLE)),
            _ => open.messages_with(Message::user(draft)),
        });
        let request = Request::new(messages, &params, &family);
        Some(snippet.text(&browser::site(), &request))
    }
}

/// Fields that OpenAI's client takes as arguments; the others are this program's own.
const ARGUMENTS: [&str; 5] = ["messages", "max_tokens", "temperature", "seed", "stop"];

/// A request: what is said, and the parameters in the order in which they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    messages: Vec<Message>,
    params: Vec<(&'static str, String)>,
}

impl Request {
    /// The request that makes the run of these parameters. Pictures are left out.
    #[must_use]
    pub fn new(messages: Vec<Message>, params: &Params, family: &Family) -> Self {
        let default = family
            .resolve(&PartialParams::default())
            .unwrap_or_default();
        let (asked, default) = (written(family, params), written(family, &default));
        let (asked, default) = (members(&asked), members(&default));
        let differs = |name: &str| find(&asked, name) != find(&default, name);
        // The server takes the steps in proportion to a length that is given.
        let wanted = |name: &str| differs(name) || (name == "steps" && differs("gen_length"));
        let params = PartialParams::NAMES
            .into_iter()
            .filter(|name| wanted(name))
            .filter_map(|name| {
                let value = find(&asked, name)?.to_owned();
                let name = if name == "gen_length" {
                    "max_tokens"
                } else {
                    name
                };
                Some((name, value))
            })
            .collect();
        Self { messages, params }
    }

    /// Names and values, as they are written in lines that begin with `inset`.
    fn fields(&self, dialect: Dialect, inset: &str) -> Vec<(&'static str, String)> {
        let messages = self.messages.iter().map(|message| {
            // A text can always be written.
            let content = serde_json::to_string(&message.content).unwrap_or_default();
            let role = message.role.as_str();
            format!("{{\"role\": \"{role}\", \"content\": {content}}}")
        });
        let params = self.params.iter();
        let params = params.map(|(name, value)| (*name, literal(value, dialect)));
        std::iter::once(("messages", list(messages, inset)))
            .chain(params)
            .collect()
    }

    fn body(&self, dialect: Dialect) -> String {
        object(&self.fields(dialect, "  "), "")
    }

    /// The fields as arguments of OpenAI's client, each on a line of its own.
    fn arguments(&self) -> String {
        let (known, own): (Vec<_>, Vec<_>) = self
            .fields(Dialect::Python, "    ")
            .into_iter()
            .partition(|(name, _)| ARGUMENTS.contains(name));
        let mut lines: String = known
            .iter()
            .map(|(name, value)| format!("    {name}={value},\n"))
            .collect();
        if !own.is_empty() {
            lines.push_str(&format!("    extra_body={},\n", object(&own, "    ")));
        }
        lines
    }
}

/// The parameters as a request may name them: JSON.
fn written(family: &Family, params: &Params) -> String {
    serde_json::to_string(&family.asked(params)).unwrap_or_default()
}

/// The members of a JSON object that was written without spaces: name to value, as they are written. Reading it into
/// values and writing these again would cost the page more than this function.
fn members(object: &str) -> Vec<(&str, &str)> {
    let inside = object
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let (mut members, mut rest) = (Vec::new(), inside.unwrap_or_default());
    while let Some((name, value)) = rest.split_once(':') {
        let end = end_of_value(value);
        members.push((name.trim_matches('"'), &value[..end]));
        rest = value[end..].trim_start_matches(',');
    }
    members
}

fn find<'a>(members: &[(&str, &'a str)], wanted: &str) -> Option<&'a str> {
    let mut members = members.iter();
    members.find_map(|(name, value)| (*name == wanted).then_some(*value))
}

/// Where the first value of a list of values ends.
fn end_of_value(values: &str) -> usize {
    let (mut text, mut escaped, mut depth) = (false, false, 0_usize);
    for (at, c) in values.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => text = !text,
            _ if text => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at,
            _ => {}
        }
    }
    values.len()
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// JSON, and so JavaScript.
    Json,
    /// Python.
    Python,
}

/// An object with a line for each field; `inset` begins the line of its closing brace.
fn object(fields: &[(&str, String)], inset: &str) -> String {
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{inset}  \"{name}\": {value}"))
        .collect();
    format!("{{\n{}\n{inset}}}", lines.join(",\n"))
}

/// A list with a line for each element; `inset` begins the line of its closing bracket.
fn list(items: impl Iterator<Item = String>, inset: &str) -> String {
    let lines: Vec<String> = items.map(|item| format!("{inset}  {item}")).collect();
    format!("[\n{}\n{inset}]", lines.join(",\n"))
}

/// A parameter's value. Numbers, texts, and lists and maps of them are written alike.
fn literal(value: &str, dialect: Dialect) -> String {
    match (value, dialect) {
        ("true", Dialect::Python) => "True".to_owned(),
        ("false", Dialect::Python) => "False".to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::state::settings::Settings;
    use trajectory::{Edits, Role, Speed};

    fn request(settings: &Settings, question: &str) -> Request {
        let params = settings.params().unwrap();
        Request::new(vec![Message::user(question)], &params, &settings.family)
    }

    /// The body as the server reads it.
    fn sent(request: &Request) -> serde_json::Map<String, Value> {
        let text = request.body(Dialect::Json);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The parameters that the server makes of a body.
    fn understood(request: &Request, family: &Family) -> Params {
        let mut body = sent(request);
        if let Some(length) = body.remove("max_tokens") {
            assert!(family.block_length.is_some() || body.contains_key("steps"));
            body.insert("gen_length".into(), length);
        }
        let asked: PartialParams = serde_json::from_value(Value::Object(body)).unwrap();
        family.resolve(&asked).unwrap()
    }

    #[test]
    fn untouched_settings_need_nothing_but_the_message() {
        let body = sent(&request(&Settings::default(), "Hi"));
        assert_eq!(
            Value::Object(body),
            serde_json::json!({ "messages": [{ "role": "user", "content": "Hi" }] })
        );
    }

    #[test]
    fn only_what_differs_is_sent_and_it_makes_the_same_run() {
        let settings = Settings {
            gen_length: "96".into(),
            temperature: "0.5".into(),
            constraints: "0:Once".into(),
            seed: "7".into(),
            seed_locked: true,
            ..Settings::default()
        };
        let request = request(&settings, "Hi");
        let names: Vec<&str> = request.params.iter().map(|(name, _)| *name).collect();
        // The steps are those of the default; without them the server would take more for a longer answer.
        let expected = ["max_tokens", "steps", "temperature", "constraints", "seed"];
        assert_eq!(names, expected);
        assert_eq!(
            understood(&request, &settings.family),
            settings.params().unwrap()
        );
    }

    #[test]
    fn every_mode_and_family_is_asked_for_as_it_stands() {
        let causal = Family::block_causal(32, Edits::OnRequest);
        let mut editing = Settings::of(&causal, true);
        editing.set_lab(true);
        editing.set_edits(true);
        let fast = Settings {
            speed: Speed::Fast,
            ..Settings::default()
        };
        for settings in [fast, Settings::of(&causal, false), editing] {
            assert_eq!(
                understood(&request(&settings, "Hi"), &settings.family),
                settings.params().unwrap()
            );
        }
    }

    #[test]
    fn messages_survive_every_language() {
        let hostile = "It's \"{{url}}\" \\ {{body}}\n$HOME `date` 東京 🙂";
        let settings = Settings {
            speed: Speed::Fast,
            ..Settings::default()
        };
        let request = request(&settings, hostile);
        assert_eq!(sent(&request)["messages"][0]["content"], hostile);
        let texts = Snippet::ALL.map(|snippet| snippet.text("http://host", &request));
        assert!(texts[0].contains(r"It'\''s"), "{}", texts[0]);
        for text in &texts {
            assert_eq!(text.matches("http://host/v1").count(), 1, "{text}");
            assert_eq!(text.matches("{{body}}").count(), 1, "{text}");
        }
        assert!(texts[1].contains("extra_body={") && texts[2].contains("\"stop_at_eos\": True"));
        assert!(texts[3].contains("\"stop_at_eos\": true"));
    }

    #[test]
    fn members_end_where_their_values_end() {
        let json =
            r#"{"steps":16,"constraints":{"0":"a, }","5":"\"b\\"},"stop":["x,y","]"],"on":true}"#;
        let expected = [
            ("steps", "16"),
            ("constraints", r#"{"0":"a, }","5":"\"b\\"}"#),
            ("stop", r#"["x,y","]"]"#),
            ("on", "true"),
        ];
        assert_eq!(members(json), expected);
    }

    #[test]
    fn the_whole_conversation_is_sent() {
        let messages = vec![
            Message::new(Role::System, "Be brief."),
            Message::user("One?"),
            Message::new(Role::Assistant, "One."),
            Message::user("Two?"),
        ];
        let request = Request::new(messages, &Params::default(), &Family::default());
        let roles: Vec<_> = sent(&request)["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["role"].clone())
            .collect();
        assert_eq!(roles, ["system", "user", "assistant", "user"]);
    }
}
