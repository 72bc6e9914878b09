//! How records and events are read: all fields of an object side by side, each read once. Serde's own flattening and tagging
//! collect an object in a buffer first and read that; in a program for the browser every such reader is there twice.

use serde::Deserialize;

use crate::event::{Ending, StepEvent};
use crate::record::PromptImage;
use crate::{
    Alternatives, Event, FailureKind, Finish, Head, ModelInfo, Params, Parent, Pick, Plan, Stats,
    Step, Trajectory, Version, Vocab,
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

/// An event without a field that its kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event lacks its field \"{0}\"")]
pub(crate) struct Lacks(&'static str);

impl TryFrom<FlatEvent> for Event {
    type Error = Lacks;

    fn try_from(flat: FlatEvent) -> Result<Self, Lacks> {
        Ok(match flat.event {
            Kind::Queued => Self::Queued {
                position: flat.position.ok_or(Lacks("position"))?,
                wait_ms: flat.wait_ms,
            },
            Kind::Started => Self::Started {
                run: flat.run.ok_or(Lacks("run"))?,
                vocab: flat.vocab,
                dropped_turns: flat.dropped_turns,
            },
            Kind::Step => Self::Step(StepEvent {
                step: Step {
                    step: flat.step.ok_or(Lacks("step"))?,
                    block: flat.block.ok_or(Lacks("block"))?,
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
                kind: flat.kind.ok_or(Lacks("kind"))?,
                message: flat.message.ok_or(Lacks("message"))?,
            },
        })
    }
}

impl FlatEvent {
    fn ending(self) -> Result<Ending, Lacks> {
        Ok(Ending {
            text: self.text.ok_or(Lacks("text"))?,
            response_ids: self.response_ids.ok_or(Lacks("response_ids"))?,
            stats: self.stats.ok_or(Lacks("stats"))?,
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
}
