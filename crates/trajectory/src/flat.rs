//! How records, events and a model's state are read: all fields of an object side by side, each read once. Serde's own
//! flattening and tagging collect an object in a buffer first and read that; in a program for the browser every such reader is
//! there twice.

use serde::Deserialize;

use crate::api::ModelStatus;
use crate::event::{Ending, StepEvent};
use crate::record::{MAX_LENGTH, PromptImage};
use crate::{
    Alternatives, Event, FailureKind, Family, Finish, Head, ModelInfo, Params, Parent, Pick, Plan,
    Stats, Step, Trajectory, Version, Vocab,
};

/// A [`Trajectory`] as it stands in a file.
#[derive(Debug, Deserialize)]
pub(crate) struct FlatTrajectory {
    version: Version,
    model: ModelInfo,
    mask_id: u32,
    eos_id: u32,
    prompt_ids: Vec<u32>,
    prompt: String,
    params: Params,
    plan: Plan,
    #[serde(default)]
    constraints: Vec<(usize, u32)>,
    #[serde(default)]
    parent: Option<Parent>,
    #[serde(default)]
    initial: Vec<(usize, u32)>,
    #[serde(default)]
    images: Vec<PromptImage>,
    steps: Vec<Step>,
    #[serde(default)]
    vocab: Vocab,
    #[serde(default)]
    response_ids: Vec<u32>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    finish: Finish,
    #[serde(default)]
    stats: Stats,
}

impl From<FlatTrajectory> for Trajectory {
    fn from(flat: FlatTrajectory) -> Self {
        Self {
            head: Head {
                version: flat.version,
                model: flat.model,
                mask_id: flat.mask_id,
                eos_id: flat.eos_id,
                prompt_ids: flat.prompt_ids,
                prompt: flat.prompt,
                params: flat.params,
                plan: flat.plan,
                constraints: flat.constraints,
                parent: flat.parent,
                initial: flat.initial,
                images: flat.images,
            },
            steps: flat.steps,
            vocab: flat.vocab,
            response_ids: flat.response_ids,
            text: flat.text,
            finish: flat.finish,
            stats: flat.stats,
        }
    }
}

/// What an event says that it is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Queued,
    Started,
    Step,
    Finished,
    Stopped,
    Failed,
}

/// An [`Event`] as it stands in its line: the fields of all kinds.
#[derive(Debug, Deserialize)]
pub(crate) struct FlatEvent {
    event: Kind,
    position: Option<usize>,
    wait_ms: Option<u64>,
    run: Option<Box<Head>>,
    #[serde(default)]
    vocab: Vocab,
    #[serde(default)]
    dropped_turns: usize,
    step: Option<usize>,
    block: Option<usize>,
    #[serde(default)]
    committed: Vec<Pick>,
    #[serde(default)]
    edited: Vec<Pick>,
    #[serde(default)]
    remasked: Vec<usize>,
    #[serde(default)]
    candidates: Vec<Pick>,
    #[serde(default)]
    alternatives: Vec<Alternatives>,
    #[serde(default)]
    ms: f64,
    text: Option<String>,
    response_ids: Option<Vec<u32>>,
    stats: Option<Stats>,
    kind: Option<FailureKind>,
    message: Option<String>,
}

/// Why a line is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoEvent {
    /// A field that its kind has is not there.
    #[error("the event lacks its field \"{0}\"")]
    Lacks(&'static str),
    /// No view can draw the run that it begins.
    #[error("the run that begins has an answer of {0} tokens; allowed: at most {MAX_LENGTH}")]
    TooLong(usize),
}

impl TryFrom<FlatEvent> for Event {
    type Error = NoEvent;

    fn try_from(flat: FlatEvent) -> Result<Self, NoEvent> {
        Ok(match flat.event {
            Kind::Queued => Self::Queued {
                position: flat.position.ok_or(NoEvent::Lacks("position"))?,
                wait_ms: flat.wait_ms,
            },
            Kind::Started => Self::Started {
                run: short(flat.run.ok_or(NoEvent::Lacks("run"))?)?,
                vocab: flat.vocab,
                dropped_turns: flat.dropped_turns,
            },
            Kind::Step => Self::Step(StepEvent {
                step: Step {
                    step: flat.step.ok_or(NoEvent::Lacks("step"))?,
                    block: flat.block.ok_or(NoEvent::Lacks("block"))?,
                    committed: flat.committed,
                    edited: flat.edited,
                    remasked: flat.remasked,
                    candidates: flat.candidates,
                    alternatives: flat.alternatives,
                    ms: flat.ms,
                },
                vocab: flat.vocab,
            }),
            Kind::Finished => Self::Finished(flat.ending()?),
            Kind::Stopped => Self::Stopped(flat.ending()?),
            Kind::Failed => Self::Failed {
                kind: flat.kind.ok_or(NoEvent::Lacks("kind"))?,
                message: flat.message.ok_or(NoEvent::Lacks("message"))?,
            },
        })
    }
}

/// A run that can be drawn: a canvas is made of what its head says.
fn short(head: Box<Head>) -> Result<Box<Head>, NoEvent> {
    match head.canvas_length() {
        length if length > MAX_LENGTH => Err(NoEvent::TooLong(length)),
        _ => Ok(head),
    }
}

impl FlatEvent {
    fn ending(self) -> Result<Ending, NoEvent> {
        Ok(Ending {
            text: self.text.ok_or(NoEvent::Lacks("text"))?,
            response_ids: self.response_ids.ok_or(NoEvent::Lacks("response_ids"))?,
            stats: self.stats.ok_or(NoEvent::Lacks("stats"))?,
        })
    }
}

/// What a model's state says that it is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Loading,
    Ready,
    Failed,
}

/// A [`ModelStatus`] as it stands in its object: the fields of all states.
#[derive(Debug, Deserialize)]
pub(crate) struct FlatStatus {
    state: State,
    id: Option<String>,
    stage: Option<String>,
    done: Option<u64>,
    total: Option<u64>,
    model: Option<ModelInfo>,
    context: Option<usize>,
    parameters: Option<u64>,
    #[serde(default)]
    family: Family,
    message: Option<String>,
}

/// A field that a model's state has is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model's state lacks its field \"{0}\"")]
pub(crate) struct NoStatus(&'static str);

impl TryFrom<FlatStatus> for ModelStatus {
    type Error = NoStatus;

    fn try_from(flat: FlatStatus) -> Result<Self, NoStatus> {
        Ok(match flat.state {
            State::Loading => Self::Loading {
                id: flat.id.ok_or(NoStatus("id"))?,
                stage: flat.stage.ok_or(NoStatus("stage"))?,
                done: flat.done.ok_or(NoStatus("done"))?,
                total: flat.total.ok_or(NoStatus("total"))?,
            },
            State::Ready => Self::Ready {
                model: flat.model.ok_or(NoStatus("model"))?,
                context: flat.context.ok_or(NoStatus("context"))?,
                parameters: flat.parameters.ok_or(NoStatus("parameters"))?,
                family: flat.family,
            },
            State::Failed => Self::Failed {
                id: flat.id.ok_or(NoStatus("id"))?,
                message: flat.message.ok_or(NoStatus("message"))?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_without_a_field_of_its_kind_is_refused() {
        let read = |json: &str| serde_json::from_str::<Event>(json);
        let queued = read(r#"{"event":"queued","position":2,"more":[1]}"#).unwrap();
        assert!(matches!(queued, Event::Queued { position: 2, .. }));
        for (json, field) in [
            (r#"{"event":"queued"}"#, "position"),
            (r#"{"event":"started"}"#, "run"),
            (r#"{"event":"step","step":1}"#, "block"),
            (r#"{"event":"failed","kind":"busy"}"#, "message"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(
                error.contains(&format!("lacks its field \"{field}\"")),
                "{error}"
            );
        }
        assert!(read(r#"{"position":2}"#).is_err());
    }

    #[test]
    fn a_models_state_is_read_as_it_is_written() {
        let model = ModelInfo {
            id: "m".to_owned(),
            architecture: "llada".to_owned(),
            device: "cpu".to_owned(),
            dtype: "f32".to_owned(),
        };
        let (id, message) = ("m".to_owned(), "No such folder".to_owned());
        for status in [
            ModelStatus::Loading {
                id: id.clone(),
                stage: "Reading".to_owned(),
                done: 1,
                total: 0,
            },
            ModelStatus::Ready {
                model,
                context: 4096,
                parameters: 8,
                family: Family::default(),
            },
            ModelStatus::Failed { id, message },
        ] {
            let json = serde_json::to_string(&status).unwrap();
            assert_eq!(serde_json::from_str::<ModelStatus>(&json).unwrap(), status);
        }
        let error = serde_json::from_str::<ModelStatus>(r#"{"state":"ready","context":1}"#);
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("lacks its field \"model\"")
        );
    }

    #[test]
    fn a_run_too_long_to_be_drawn_does_not_begin() {
        let started = |length: usize| {
            let run = serde_json::json!({
                "version": 2, "mask_id": 2, "eos_id": 1, "prompt_ids": [], "prompt": "",
                "model": {"id": "m", "architecture": "llada", "device": "cpu", "dtype": "f32"},
                "params": {"gen_length": length}, "plan": {"forwards": 0, "blocks": []},
            });
            let event = serde_json::json!({"event": "started", "run": run}).to_string();
            serde_json::from_str::<Event>(&event)
        };
        assert!(started(MAX_LENGTH).is_ok());
        let error = started(usize::MAX).unwrap_err().to_string();
        assert!(error.contains("at most 65536"), "{error}");
    }
}
