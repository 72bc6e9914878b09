//! `/tokenize`, `/detokenize`, `/tokenizer_info`: the model's tokenizer, for clients that count or send token ids.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use llada::session::{Input, Planner};
use serde::{Deserialize, Serialize};
use trajectory::{Invalid, Params};
use utoipa::ToSchema;

use super::body;
use super::chat::{ChatMessage, conversation};
use super::error::{Envelope, Error, Result};
use crate::engine::service::Service;
use crate::failure::refused;

/// A text or a conversation.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TokenizeRequest {
    /// A text, taken as it is: nothing is added.
    #[serde(default)]
    prompt: Option<String>,
    /// A conversation, rendered by the model's chat template.
    #[serde(default)]
    messages: Option<Vec<ChatMessage>>,
}

/// Token ids.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tokenized {
    tokens: Vec<u32>,
    count: usize,
    /// The model's context.
    max_model_len: usize,
}

/// Token ids.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct DetokenizeRequest {
    tokens: Vec<u32>,
}

/// A text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Detokenized {
    /// The text, special tokens written out.
    prompt: String,
}

/// What a client needs to know of the tokenizer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenizerInfo {
    eos_token: String,
    bos_token: Option<String>,
    pad_token: String,
    mask_token: String,
    eos_token_id: u32,
    mask_token_id: u32,
    chat_template: String,
}

fn encode(planner: &Planner, request: TokenizeRequest) -> Result<Vec<u32>> {
    match (request.prompt, request.messages) {
        (Some(text), None) => {
            let ids = planner.tokenizer.encode(&text);
            ids.map_err(|error| Error::invalid(error.to_string()))
        }
        (None, Some(messages)) => {
            let params = Params {
                gen_length: 1,
                ..Params::default()
            };
            let prompt = planner.prompt(&Input::Conversation(conversation(&messages)?), &params);
            Ok(prompt.map_err(refused)?.ids)
        }
        _ => Err(Error::invalid(
            "Send either prompt, a text, or messages, a conversation.",
        )),
    }
}

/// The token ids of a text or a conversation.
#[utoipa::path(post, path = "/tokenize", tag = "tokens", request_body = TokenizeRequest,
    responses((status = 200, body = Tokenized), (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn tokenize(
    State(engine): State<Arc<dyn Service>>,
    request: Request,
) -> Result<Json<Tokenized>> {
    let asked: TokenizeRequest = body::read(request).await?;
    let front = engine.front()?;
    let tokens = super::aside(move || {
        let tokens = encode(front.planner(), asked)?;
        Ok((tokens, front.planner().context))
    });
    let (tokens, max_model_len) = tokens.await?;
    Ok(Json(Tokenized {
        count: tokens.len(),
        tokens,
        max_model_len,
    }))
}

/// The text of token ids.
#[utoipa::path(post, path = "/detokenize", tag = "tokens", request_body = DetokenizeRequest,
    responses((status = 200, body = Detokenized), (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn detokenize(
    State(engine): State<Arc<dyn Service>>,
    request: Request,
) -> Result<Json<Detokenized>> {
    let asked: DetokenizeRequest = body::read(request).await?;
    let front = engine.front()?;
    let planner = front.planner();
    let ids = planner.vocab_size;
    if let Some(id) = asked.tokens.iter().find(|id| **id as usize >= ids) {
        let allowed = format!("token ids from 0 to {}", ids - 1);
        return Err(Invalid::new("tokens", id, allowed, "leave it out").into());
    }
    let prompt = planner.tokenizer.decode_with_special(&asked.tokens);
    Ok(Json(Detokenized { prompt }))
}

/// The special tokens and the chat template.
#[utoipa::path(get, path = "/tokenizer_info", tag = "tokens",
    responses((status = 200, body = TokenizerInfo), (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn info(State(engine): State<Arc<dyn Service>>) -> Result<Json<TokenizerInfo>> {
    let front = engine.front()?;
    let planner = front.planner();
    let text = |id| planner.tokenizer.token_text(id);
    let eos = text(planner.special.eos_id);
    Ok(Json(TokenizerInfo {
        pad_token: eos.clone(),
        eos_token: eos,
        bos_token: None,
        mask_token: text(planner.special.mask_id),
        eos_token_id: planner.special.eos_id,
        mask_token_id: planner.special.mask_id,
        chat_template: planner.template.source().to_owned(),
    }))
}
