//! `/v1/chat/completions`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use llada::session::Input;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use trajectory::{Image, Invalid, Message, Role};
use utoipa::ToSchema;

use super::draft::Draft;
use super::error::{Envelope, Result};
use super::generation::{Asked, complete_all, served};
use super::reply::{ChatLogprobs, Usage, check_likeliest};
use super::sampling::Sampling;
use super::stream::{self, Chunks};
use super::{body, new_id, now, relay};
use crate::engine::Client;
use crate::engine::service::Service;

/// A conversation to answer.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ChatRequest {
    /// The conversation, oldest first, ending with the user's message.
    messages: Vec<ChatMessage>,
    /// Whether to report the log-probability of each token at its reveal.
    #[serde(default)]
    logprobs: Option<bool>,
    /// How many of the likeliest tokens to report, up to 5.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 20)]
    top_logprobs: Option<usize>,
    #[serde(flatten)]
    sampling: Sampling,
}

/// A message.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ChatMessage {
    /// `system` (or `developer`), `user` or `assistant`.
    #[schema(example = "user")]
    role: String,
    /// What is said.
    content: Content,
}

/// What is said: a text, or parts of one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum Content {
    /// A text.
    Text(String),
    /// Parts: texts, and pictures for models that see.
    Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Debug, Deserialize, ToSchema)]
struct Part {
    /// `text` or `image_url`.
    r#type: String,
    /// The text.
    #[serde(default)]
    text: String,
    /// The picture.
    #[serde(default)]
    image_url: Option<ImageUrl>,
}

/// A picture: OpenAI's object, or the URL alone, as some clients write it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum ImageUrl {
    /// `{"url": "data:image/png;base64,…"}`; what stands beside it is ignored.
    Object {
        /// A data URL: nothing is fetched.
        url: String,
    },
    /// The URL.
    Url(String),
}

impl ImageUrl {
    fn image(&self) -> Image {
        match self {
            Self::Object { url } | Self::Url(url) => Image::new(url.as_str()),
        }
    }
}

/// The answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChatCompletion {
    id: String,
    /// `chat.completion`.
    object: &'static str,
    created: u64,
    model: String,
    choices: Vec<ChatChoice>,
    usage: Usage,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
struct ChatChoice {
    index: usize,
    message: Answer,
    /// Null unless they were asked for.
    logprobs: Option<ChatLogprobs>,
    /// `stop` or `length`.
    finish_reason: &'static str,
}

/// What the model says.
#[derive(Debug, Serialize, ToSchema)]
struct Answer {
    /// `assistant`.
    role: &'static str,
    content: String,
}

impl Part {
    /// Adds what it says or shows to a message.
    fn add_to(&self, message: &mut Message, field: &str) -> Result<()> {
        match (self.r#type.as_str(), &self.image_url) {
            ("text", _) => message.content.push_str(&self.text),
            ("image_url", Some(url)) => message.images.push(url.image()),
            ("image_url", None) => {
                let allowed = "{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,…\"}}";
                let value = "a part of type image_url without one";
                return Err(Invalid::new(field, value, allowed, "add the picture").into());
            }
            (other, _) => {
                let value = format!("a part of type {other}");
                let allowed = "parts of type text and image_url";
                let remedy = "leave the other parts out";
                return Err(Invalid::new(field, value, allowed, remedy).into());
            }
        }
        Ok(())
    }
}

impl ChatMessage {
    fn message(&self, index: usize) -> Result<Message> {
        let field = format!("messages[{index}]");
        let role = match self.role.as_str() {
            "system" | "developer" => Role::System,
            "user" => Role::User,
            "assistant" => Role::Assistant,
            other => {
                let allowed = "system, developer, user or assistant";
                return Err(Invalid::new(&field, other, allowed, "choose another role").into());
            }
        };
        let mut message = Message::new(role, String::new());
        match &self.content {
            Content::Text(text) => message.content.clone_from(text),
            Content::Parts(parts) => {
                for part in parts {
                    part.add_to(&mut message, &field)?;
                }
            }
        }
        Ok(message)
    }
}

/// The conversation.
///
/// # Errors
/// A role or a part of a message is of no known kind.
pub(super) fn conversation(messages: &[ChatMessage]) -> Result<Vec<Message>> {
    let messages = messages.iter().enumerate();
    messages
        .map(|(index, message)| message.message(index))
        .collect()
}

/// How many of the likeliest tokens are reported.
fn wanted(request: &ChatRequest) -> Option<usize> {
    let asked = request.logprobs == Some(true);
    asked.then(|| request.top_logprobs.unwrap_or(0))
}

struct ChatChunks {
    id: String,
    created: u64,
    model: String,
    logprobs: Option<usize>,
}

impl Chunks for ChatChunks {
    fn frame(&self) -> Value {
        json!({
            "id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": self.model,
        })
    }

    fn choice(&self, index: usize, text: &str, draft: &Draft, from: usize) -> Value {
        let delta = if text.is_empty() {
            json!({})
        } else {
            json!({"content": text})
        };
        let logprobs = self.logprobs.filter(|_| !text.is_empty());
        let logprobs =
            logprobs.map(|top| ChatLogprobs::of(draft.planner(), draft.reveals().skip(from), top));
        json!({"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": null})
    }

    fn first(&self, index: usize) -> Option<Value> {
        let delta = json!({"role": "assistant", "content": ""});
        Some(json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": null}))
    }

    fn last(&self, index: usize, draft: &Draft) -> Value {
        let reason = draft.finish_reason().as_str();
        json!({"index": index, "delta": {}, "logprobs": null, "finish_reason": reason})
    }
}

/// Answers a conversation.
#[utoipa::path(post, path = "/v1/chat/completions", tag = "completions", request_body = ChatRequest,
    responses((status = 200, description = "The answers; with `stream` chunks of them, as server-sent events",
        content((ChatCompletion = "application/json"), (String = "text/event-stream"))),
        (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn create(
    State(engine): State<Arc<dyn Service>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response> {
    if let Some(relay) = engine.relay() {
        return relay::pass_on(engine.as_ref(), relay, "/v1/chat/completions", request).await;
    }
    let asked: ChatRequest = body::read(request).await?;
    let model = served(engine.as_ref(), asked.sampling.model.as_deref())?;
    let front = engine.front()?;
    check_likeliest("top_logprobs", asked.top_logprobs)?;
    let messages = conversation(&asked.messages)?;
    let logprobs = wanted(&asked);
    let generations = Asked {
        front: front.as_ref(),
        sampling: &asked.sampling,
        alternatives: logprobs.is_some(),
        suffix: Vec::new(),
    }
    .generations(vec![Input::Conversation(messages)])?;
    let (id, created) = (new_id("chatcmpl"), now());
    if asked.sampling.stream == Some(true) {
        let chunks = Arc::new(ChatChunks {
            id,
            created,
            model,
            logprobs,
        });
        let how = (&asked.sampling, chunks as Arc<dyn Chunks>);
        return stream::respond(&engine, &client, &front, generations, how).await;
    }
    let drafts = complete_all(&engine, &client, &front, generations).await?;
    let choices = drafts.iter().enumerate().map(|(index, draft)| ChatChoice {
        index,
        message: Answer {
            role: "assistant",
            content: draft.text(),
        },
        logprobs: logprobs.map(|top| ChatLogprobs::of(draft.planner(), draft.reveals(), top)),
        finish_reason: draft.finish_reason().as_str(),
    });
    let completion = ChatCompletion {
        id,
        object: "chat.completion",
        created,
        model,
        choices: choices.collect(),
        usage: Usage::of(&drafts),
    };
    Ok(Json(completion).into_response())
}
