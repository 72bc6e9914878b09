//! A run in another engine's terms. What it cannot do is refused, as a parameter out of bounds is: by name, with what to do.

use llada::session::planner::draw_seed;
use serde_json::{Map, Value, json};
use trajectory::api::{ApiError, GenerateRequest, Preview};
use trajectory::plan::Layout;
use trajectory::{
    Block, Family, Head, Invalid, Message, ModelInfo, Params, PartialParams, Plan, Version,
};

use super::CONTEXT;
use super::client::Served;
use super::kind::Kind;

/// The parameters that OpenAI's API has.
const COMMON: [(&str, &str); 4] = [
    ("gen_length", "max_tokens"),
    ("temperature", "temperature"),
    ("seed", "seed"),
    ("stop", "stop"),
];

/// Stands for a position where nothing is decided. No engine tells its own, and no tokenizer has so many tokens.
pub(super) const MASK: u32 = u32::MAX;
/// Stands for the end of the text, which engines leave out.
pub(super) const END: u32 = u32::MAX - 1;

/// A run, checked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    messages: Vec<Message>,
    params: Params,
    /// The parameters that the request holds, by our names.
    sent: Map<String, Value>,
    plan: Plan,
    alternatives: bool,
    model: String,
    kind: Kind,
    context: usize,
}

impl Asked {
    /// Checks a run for what an engine serves.
    ///
    /// # Errors
    /// The engine cannot make it.
    pub(super) fn new(request: &GenerateRequest, served: &Served) -> Result<Self, ApiError> {
        let kind = &served.kind;
        let family = &served.family;
        if request.resume.is_some() {
            let allowed = format!(
                "nothing, since {} begins every answer with masks",
                kind.name
            );
            let remedy = "ask for a new answer";
            return Err(Invalid::new("resume", "given", allowed, remedy).into());
        }
        if request
            .messages
            .iter()
            .all(|message| message.content.trim().is_empty())
        {
            let remedy = "write a message";
            return Err(Invalid::new("messages", "empty", "a message of the user", remedy).into());
        }
        let mut params = resolve(&request.params, family, kind)?;
        params.seed.get_or_insert_with(draw_seed);
        let context = served.context.unwrap_or(CONTEXT);
        // The engine counts the prompt.
        params.check_fit(0, context)?;
        Ok(Self {
            messages: request.messages.clone(),
            plan: plan(&params, family, kind),
            sent: sent(&params, family, kind)?,
            params,
            alternatives: request.alternatives,
            model: served.id.clone(),
            kind: kind.clone(),
            context,
        })
    }

    /// What the run would do, as far as can be known without the engine's tokenizer.
    pub(super) fn preview(self) -> Result<Preview, ApiError> {
        Ok(Preview {
            prompt_tokens: 0,
            context: self.context,
            dropped_turns: 0,
            plan: self.plan,
            constraints: Vec::new(),
            vocab: trajectory::Vocab::default(),
            mask_id: MASK,
            images: Vec::new(),
        })
    }

    /// The head of its record.
    pub(super) fn head(&self, model: ModelInfo) -> Head {
        let lines = self.messages.iter();
        let lines = lines.map(|message| format!("{}: {}", message.role.as_str(), message.content));
        Head {
            version: Version::default(),
            model,
            mask_id: MASK,
            eos_id: END,
            prompt_ids: Vec::new(),
            prompt: lines.collect::<Vec<_>>().join("\n"),
            params: self.params.clone(),
            plan: self.plan.clone(),
            constraints: Vec::new(),
            parent: None,
            initial: Vec::new(),
            images: Vec::new(),
        }
    }

    /// The body of the request.
    pub(super) fn body(&self) -> Value {
        let mut body = self.kind.always.clone();
        body.insert("model".to_owned(), json!(self.model));
        let messages: Vec<Value> = self.messages.iter().map(message).collect();
        body.insert("messages".to_owned(), json!(messages));
        body.insert("stream".to_owned(), json!(true));
        let usage = json!({"include_usage": true});
        body.insert("stream_options".to_owned(), usage);
        if self.alternatives {
            body.insert("logprobs".to_owned(), json!(true));
            body.insert("top_logprobs".to_owned(), json!(5));
        }
        let own = self.kind.parameters.iter();
        let own = own.map(|(name, theirs)| (name.as_str(), theirs.as_str()));
        for (name, theirs) in COMMON.into_iter().chain(own) {
            if let Some(value) = self.sent.get(name) {
                put(&mut body, theirs, value.clone());
            }
        }
        Value::Object(body)
    }
}

/// Puts a field into an object; a point in its name leads into an object.
fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        Some((outer, inner)) => {
            let object = body.entry(outer).or_insert_with(|| json!({}));
            if let Value::Object(object) = object {
                put(object, inner, value);
            }
        }
        None => {
            body.insert(name.to_owned(), value);
        }
    }
}

/// A message as OpenAI's API has it: pictures before the text, as parts.
fn message(message: &Message) -> Value {
    let role = message.role.as_str();
    if message.images.is_empty() {
        return json!({"role": role, "content": message.content});
    }
    let images = message.images.iter();
    let parts = images
        .map(|image| json!({"type": "image_url", "image_url": {"url": image.url()}}))
        .chain([json!({"type": "text", "text": message.content})]);
    json!({"role": role, "content": parts.collect::<Vec<_>>()})
}

/// The parameters by their names, those that have a value.
fn fields(params: &Params) -> Map<String, Value> {
    match serde_json::to_value(PartialParams::from(params)) {
        Ok(Value::Object(fields)) => fields,
        // Parameters have names, and their values are numbers and texts.
        _ => Map::new(),
    }
}

/// The parameters of a run. Those that the engine's requests cannot hold must be what they are anyway.
fn resolve(asked: &PartialParams, family: &Family, kind: &Kind) -> Result<Params, Invalid> {
    let params = family.resolve(asked)?;
    let usual = fields(&family.resolve(&PartialParams::default())?);
    let wanted = fields(&params);
    let can = |name: &str| {
        COMMON.iter().any(|(common, _)| *common == name) || kind.parameters.contains_key(name)
    };
    for name in PartialParams::NAMES {
        let (wanted, usual) = (wanted.get(name), usual.get(name));
        if wanted == usual || can(name) {
            continue;
        }
        let shown = |value: Option<&Value>| match value {
            None => "nothing".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        let allowed = format!(
            "{}, since {} takes it from no request",
            shown(usual),
            kind.name
        );
        let remedy = format!("leave it out, or set it {}", kind.place);
        return Err(Invalid::new(name, shown(wanted), allowed, &remedy));
    }
    Ok(params)
}

/// The parameters that a request holds: OpenAI's, and of the others those that are not as usual, since what is usual elsewhere
/// may be better there.
fn sent(params: &Params, family: &Family, kind: &Kind) -> Result<Map<String, Value>, Invalid> {
    let usual = fields(&family.resolve(&PartialParams::default())?);
    let is_common = |name: &str| COMMON.iter().any(|(common, _)| *common == name);
    let mut sent = fields(params);
    sent.retain(|name, value| {
        kind.plans_as_we_do || is_common(name) || usual.get(name) != Some(value)
    });
    Ok(sent)
}

/// The plan of a run. Of how another engine goes about it only the blocks are known, and that a pass commits a token at least.
fn plan(params: &Params, family: &Family, kind: &Kind) -> Plan {
    let layout = Layout::new(params, family, 0);
    let plan = Plan::of(params, &layout, |_| true);
    if kind.plans_as_we_do {
        return plan;
    }
    let blocks = plan.blocks.into_iter().map(|block| Block {
        commits: Vec::new(),
        ..block
    });
    Plan {
        forwards: params.gen_length,
        at_most: true,
        cached: false,
        blocks: blocks.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::family;
    use super::*;

    fn served(owned_by: &str, id: &str) -> Served {
        Served {
            id: id.to_owned(),
            context: Some(4096),
            kind: Kind::of(owned_by),
            family: family(id),
        }
    }

    fn request(params: PartialParams) -> GenerateRequest {
        GenerateRequest {
            messages: vec![Message::user("Hello")],
            params,
            ..GenerateRequest::default()
        }
    }

    fn params(value: Value) -> PartialParams {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn sglang_gets_what_its_requests_can_hold() {
        let served = served("sglang", "inclusionAI/LLaDA2.0-mini");
        let wanted =
            params(json!({"gen_length": 96, "temperature": 0.5, "seed": 7, "stop": ["END"]}));
        let asked = Asked::new(&request(wanted), &served).unwrap();
        assert_eq!(
            asked.body(),
            json!({
                "model": "inclusionAI/LLaDA2.0-mini", "messages": [{"role": "user", "content": "Hello"}],
                "stream": true, "stream_options": {"include_usage": true},
                "max_tokens": 96, "temperature": 0.5, "seed": 7, "stop": ["END"],
            })
        );
        assert_eq!(asked.plan.blocks.len(), 3);
        assert!(asked.plan.at_most);
    }

    #[test]
    fn each_engine_is_asked_by_its_own_names() {
        let wanted = params(json!({"steps": 16, "seed": 1}));
        for (owned_by, place) in [
            ("unmask", "/steps"),
            ("diffulex", "/max_nfe"),
            ("vllm", "/vllm_xargs/diffusion_max_steps"),
            ("dlmserve", "/num_denoising_steps"),
        ] {
            let asked = Asked::new(&request(wanted.clone()), &served(owned_by, "m")).unwrap();
            assert_eq!(asked.body().pointer(place), Some(&json!(16)), "{owned_by}");
        }
        let usual = request(PartialParams::default());
        let asked = Asked::new(&usual, &served("diffulex", "m")).unwrap();
        assert_eq!(asked.body().get("max_nfe"), None);
        let asked = Asked::new(&usual, &served("unmask", "m")).unwrap();
        let body = asked.body();
        assert_eq!(
            (&body["stream_mode"], &body["steps"]),
            (&json!("denoise"), &json!(32))
        );
    }

    #[test]
    fn what_an_engine_cannot_do_is_refused_by_name() {
        let refusal = |owned_by: &str, wanted: Value| {
            let asked = Asked::new(&request(params(wanted)), &served(owned_by, "LLaDA2.0-mini"));
            asked.unwrap_err()
        };
        let error = refusal("sglang", json!({"threshold": 0.8}));
        assert_eq!(error.field.as_deref(), Some("threshold"));
        assert_eq!(
            error.message,
            "threshold is 0.8; allowed: nothing, since SGLang takes it from no request. Leave it out, or set it in the file of --dllm-algorithm-config."
        );
        let error = refusal("sglang", json!({"constraints": "0:Once"}));
        assert_eq!(error.field.as_deref(), Some("constraints"));
        let error = refusal("vllm", json!({"remasking": "random"}));
        assert!(
            error
                .message
                .contains("allowed: low_confidence, since vLLM"),
            "{}",
            error.message
        );
        let usual = params(json!({"steps_per_block": 32, "ahead": 0.95}));
        assert!(Asked::new(&request(usual), &served("sglang", "LLaDA2.0-mini")).is_ok());
    }

    #[test]
    fn a_state_to_go_on_from_is_refused() {
        let mut branch = request(PartialParams::default());
        branch.resume = Some(trajectory::Resume::default());
        let error = Asked::new(&branch, &served("sglang", "m")).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("resume"));
    }
}
