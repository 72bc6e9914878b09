//! The events of a run, made of what another engine's stream says.
//!
//! An engine that tells its canvas after each pass is shown as it tells it. Of one that appends text, each piece of the stream
//! is a step that commits positions from left to right: the tokens, where log-probabilities name them, else the words.

use std::collections::HashMap;
use std::time::Instant;

use trajectory::event::Ending;
use trajectory::{Alternatives, Event, Head, Pick, Stats, Step, StepEvent, Vocab};

use super::reply::{Chunk, Snapshot, Token, Usage};
use super::request::{END, MASK};

/// A run as it is told.
pub(super) struct Canvas {
    head: Head,
    cells: Vec<u32>,
    /// Positions that appended text has filled.
    filled: usize,
    /// Ids that stand for texts, where the engine names no ids.
    ids: HashMap<String, u32>,
    /// Token ids whose texts were told.
    named: Vocab,
    text: String,
    /// Whether the engine tells its canvas.
    snapshots: bool,
    usage: Usage,
    steps: usize,
    committed: usize,
    times: Times,
}

/// When what happened.
struct Times {
    started: Instant,
    last: Instant,
    /// Milliseconds to the end of the first step.
    first_step_ms: Option<f64>,
}

/// A token as it was appended.
struct Appended<'c> {
    text: &'c str,
    confidence: f32,
    others: &'c [Token],
}

impl Canvas {
    pub(super) fn new(head: Head) -> Self {
        let now = Instant::now();
        Self {
            cells: head.initial_canvas(),
            head,
            filled: 0,
            ids: HashMap::new(),
            named: Vocab::default(),
            text: String::new(),
            snapshots: false,
            usage: Usage::default(),
            steps: 0,
            committed: 0,
            times: Times {
                started: now,
                last: now,
                first_step_ms: None,
            },
        }
    }

    /// The event before the first piece.
    pub(super) fn started(&self) -> Event {
        Event::Started {
            run: Box::new(self.head.clone()),
            vocab: Vocab::default(),
            dropped_turns: 0,
        }
    }

    /// Takes a piece in; the step that it makes, if it makes one.
    pub(super) fn apply(&mut self, chunk: &Chunk) -> Option<Event> {
        if let Some(usage) = chunk.usage {
            self.usage = usage;
        }
        let choice = chunk.choices.first();
        let content = choice.and_then(|choice| choice.delta.content.as_deref());
        let content = content.unwrap_or_default();
        self.text.push_str(content);
        let mut step = Step {
            step: self.steps,
            ..Step::default()
        };
        let mut vocab = Vocab::default();
        if let Some(snapshot) = &chunk.denoise {
            self.snapshots = true;
            self.compare(snapshot, &mut step, &mut vocab);
        } else if !self.snapshots {
            let logprobs = choice.and_then(|choice| choice.logprobs.as_ref());
            let tokens = logprobs.and_then(|logprobs| logprobs.content.as_deref());
            for appended in appended(content, tokens.unwrap_or_default()) {
                self.append(&appended, &mut step, &mut vocab);
            }
        }
        let changed = step.written().next().is_some() || !step.remasked.is_empty();
        (changed || chunk.denoise.is_some()).then(|| self.step(step, vocab))
    }

    /// The event at the end.
    pub(super) fn finished(self) -> Event {
        let wall_ms = milliseconds(self.times.started);
        let forwards = self.usage.nfe.unwrap_or(self.steps);
        let output_tokens = self.usage.completion_tokens.unwrap_or(self.committed);
        let per_forward = |value: f64| value / forwards.max(1) as f64;
        let mut response_ids = self.cells;
        response_ids.truncate(self.head.params.gen_length);
        Event::Finished(Ending {
            text: self.text,
            response_ids,
            stats: Stats {
                forwards,
                ms_per_forward: per_forward(wall_ms),
                first_step_ms: self.times.first_step_ms.unwrap_or(wall_ms),
                wall_ms,
                output_tokens,
                tokens_per_second: output_tokens as f64 * 1000.0 / wall_ms.max(f64::MIN_POSITIVE),
                tokens_per_forward: per_forward(self.committed as f64),
            },
        })
    }

    fn step(&mut self, mut step: Step, vocab: Vocab) -> Event {
        let first = step.written().map(|pick| pick.pos).min().unwrap_or(0);
        let blocks = &self.head.plan.blocks;
        let block = blocks.iter().position(|block| first < block.end);
        step.block = block.unwrap_or(blocks.len().saturating_sub(1));
        step.ms = milliseconds(self.times.last);
        self.times.last = Instant::now();
        let elapsed = milliseconds(self.times.started);
        self.times.first_step_ms.get_or_insert(elapsed);
        self.steps += 1;
        self.committed += step.committed.len();
        Event::Step(StepEvent { step, vocab })
    }

    /// Writes a token behind those before. What is longer than the canvas is in the text only.
    fn append(&mut self, token: &Appended<'_>, step: &mut Step, vocab: &mut Vocab) {
        let pos = self.filled;
        if pos >= self.cells.len() {
            return;
        }
        let id = self.id(token.text, vocab);
        self.cells[pos] = id;
        self.filled += 1;
        step.committed.push(Pick {
            pos,
            id,
            confidence: token.confidence,
        });
        if !token.others.is_empty() {
            let others = token.others.iter();
            let likeliest =
                others.map(|other| (self.id(&other.token, vocab), probability(other.logprob)));
            step.alternatives.push(Alternatives {
                pos,
                likeliest: likeliest.collect(),
                entropy: entropy(token.others),
            });
        }
    }

    /// The id that stands for a text.
    fn id(&mut self, text: &str, vocab: &mut Vocab) -> u32 {
        let next = u32::try_from(self.ids.len()).unwrap_or(END - 1);
        let id = *self.ids.entry(text.to_owned()).or_insert(next);
        self.name(id, text, vocab);
        id
    }

    fn name(&mut self, id: u32, text: &str, vocab: &mut Vocab) {
        if self.named.insert(id, text.to_owned()) {
            vocab.insert(id, text.to_owned());
        }
    }

    /// What is different in the engine's canvas.
    fn compare(&mut self, snapshot: &Snapshot, step: &mut Step, vocab: &mut Vocab) {
        let length = self.cells.len();
        for (pos, id) in snapshot.canvas.iter().copied().enumerate().take(length) {
            let (before, now) = (self.cells[pos], id.unwrap_or(MASK));
            if before == now {
                continue;
            }
            self.cells[pos] = now;
            if now == MASK {
                step.remasked.push(pos);
                continue;
            }
            if let Some(Some(text)) = snapshot.texts.get(pos) {
                self.name(now, text, vocab);
            }
            let confidence = snapshot.confidences.get(pos).copied().flatten();
            let pick = Pick {
                pos,
                id: now,
                confidence: confidence.unwrap_or(1.0),
            };
            if before == MASK {
                step.committed.push(pick);
            } else {
                step.edited.push(pick);
            }
        }
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn probability(logprob: Option<f64>) -> f32 {
    logprob.map_or(1.0, |logprob| logprob.exp().clamp(0.0, 1.0) as f32)
}

/// Entropy in nats of the likeliest tokens, the rest of the distribution counted as one.
fn entropy(tokens: &[Token]) -> f32 {
    let shares: Vec<f64> = tokens
        .iter()
        .map(|token| f64::from(probability(token.logprob)))
        .collect();
    let rest = (1.0 - shares.iter().sum::<f64>()).max(0.0);
    let terms = shares
        .into_iter()
        .chain([rest])
        .filter(|share| *share > 0.0);
    terms.map(|share| -share * share.ln()).sum::<f64>() as f32
}

/// The tokens of a piece: as log-probabilities name them, else its words.
fn appended<'c>(content: &'c str, tokens: &'c [Token]) -> Vec<Appended<'c>> {
    if tokens.is_empty() {
        let words = words(content).into_iter();
        return words
            .map(|text| Appended {
                text,
                confidence: 1.0,
                others: &[],
            })
            .collect();
    }
    let tokens = tokens.iter();
    tokens
        .map(|token| Appended {
            text: &token.token,
            confidence: probability(token.logprob),
            others: &token.top_logprobs,
        })
        .collect()
}

/// The words of a text, each with the white space before it; of scripts that have no spaces, the characters.
fn words(text: &str) -> Vec<&str> {
    let is_word_alone = |c: char| c as u32 >= 0x2E80;
    let mut starts = vec![0];
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = match before {
            None => false,
            Some(last) if c.is_whitespace() => !char::is_whitespace(last) || c == '\n',
            Some(last) => !char::is_whitespace(last) && (is_word_alone(c) || is_word_alone(last)),
        };
        if begins {
            starts.push(at);
        }
        before = Some(c);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &text[*start..end]);
    pieces.filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use trajectory::{ModelInfo, Params, Plan, Recorder, Trajectory, Version};

    use super::*;

    fn head(length: usize) -> Head {
        let params = Params {
            gen_length: length,
            block_length: 4,
            seed: Some(1),
            ..Params::default()
        };
        Head {
            version: Version::default(),
            model: ModelInfo {
                id: "m".to_owned(),
                architecture: "sglang".to_owned(),
                device: "gpu:30000".to_owned(),
                dtype: "remote".to_owned(),
            },
            mask_id: MASK,
            eos_id: END,
            prompt_ids: Vec::new(),
            prompt: String::new(),
            plan: Plan::new(&params, &[]),
            params,
            constraints: Vec::new(),
            parent: None,
            initial: Vec::new(),
            images: Vec::new(),
        }
    }

    /// The record of a run whose stream has these pieces.
    fn record(length: usize, chunks: &[Value]) -> Trajectory {
        let mut canvas = Canvas::new(head(length));
        let mut recorder = Recorder::default();
        recorder.apply(&canvas.started());
        for chunk in chunks {
            let chunk: Chunk = serde_json::from_value(chunk.clone()).unwrap();
            if let Some(event) = canvas.apply(&chunk) {
                recorder.apply(&event);
            }
        }
        recorder.apply(&canvas.finished());
        recorder.into_trajectory().unwrap().check().unwrap()
    }

    fn content(text: &str) -> Value {
        json!({"choices": [{"index": 0, "delta": {"content": text}, "logprobs": null, "finish_reason": null}]})
    }

    #[test]
    fn appended_text_is_committed_from_left_to_right() {
        let usage = json!({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 7}});
        let run = record(
            8,
            &[
                content(""),
                content("Once upon"),
                content(" a time.\n"),
                usage,
            ],
        );
        assert_eq!(run.text, "Once upon a time.\n");
        let committed: Vec<Vec<usize>> = run
            .steps
            .iter()
            .map(|step| step.committed.iter().map(|pick| pick.pos).collect())
            .collect();
        assert_eq!(committed, [vec![0, 1], vec![2, 3, 4]]);
        assert_eq!((run.steps[0].block, run.steps[1].block), (0, 0));
        let texts: Vec<String> = run.response_ids[..5]
            .iter()
            .map(|id| run.token_text(*id))
            .collect();
        assert_eq!(texts, ["Once", " upon", " a", " time.", "\n"]);
        assert_eq!(run.response_ids[5..], [MASK; 3]);
        assert_eq!((run.stats.forwards, run.stats.output_tokens), (2, 7));
    }

    #[test]
    fn more_words_than_positions_are_in_the_text() {
        let run = record(2, &[content("one two three")]);
        assert_eq!(run.steps[0].committed.len(), 2);
        assert_eq!(run.text, "one two three");
    }

    #[test]
    fn log_probabilities_name_the_tokens() {
        let top = json!([{"token": "On", "logprob": -0.5}, {"token": "At", "logprob": -1.5}]);
        let chunk = json!({"choices": [{"delta": {"content": "Once"}, "logprobs": {"content": [
            {"token": "On", "logprob": -0.5, "top_logprobs": top}, {"token": "ce", "logprob": 0.0, "top_logprobs": []},
        ]}}]});
        let run = record(4, &[chunk]);
        let step = &run.steps[0];
        assert_eq!(run.token_text(step.committed[1].id), "ce");
        assert!((step.committed[0].confidence - 0.6065).abs() < 1e-3);
        let others = &step.alternatives[0];
        assert_eq!(run.token_text(others.likeliest[1].0), "At");
        assert!(others.entropy > 0.5, "{others:?}");
    }

    #[test]
    fn snapshots_are_shown_out_of_order() {
        let snapshot = |canvas: Value, texts: Value| {
            json!({"choices": [{"delta": {}}], "denoise": {"nfe": 1, "canvas": canvas, "texts": texts,
                "confidences": [null, 0.5, 0.9, null], "masks_left": 2}})
        };
        let end = json!({"choices": [{"delta": {"content": "one two"}, "finish_reason": "stop"}], "usage": {"nfe": 3}});
        let run = record(
            4,
            &[
                snapshot(
                    json!([null, null, 11, null]),
                    json!([null, null, " two", null]),
                ),
                snapshot(json!([7, 12, 11, null]), json!(["one", " 2", " two", null])),
                snapshot(
                    json!([7, null, 11, null]),
                    json!(["one", null, " two", null]),
                ),
                snapshot(
                    json!([8, null, 11, null]),
                    json!(["One", null, " two", null]),
                ),
                end,
            ],
        );
        let (first, second) = (&run.steps[0], &run.steps[1]);
        assert_eq!(
            (first.committed[0].pos, first.committed[0].confidence),
            (2, 0.9)
        );
        assert_eq!(second.committed.len(), 2);
        assert_eq!(run.steps[2].remasked, [1]);
        assert_eq!(
            (run.steps[3].edited[0].pos, run.steps[3].edited[0].id),
            (0, 8)
        );
        assert_eq!(run.text, "one two");
        assert_eq!((run.stats.forwards, run.steps.len()), (3, 4));
    }

    #[test]
    fn words_keep_the_space_before_them() {
        assert_eq!(words("Once upon"), ["Once", " upon"]);
        assert_eq!(words(" a  b\n\nc"), [" a", "  b", "\n", "\nc"]);
        assert_eq!(words("你好 x"), ["你", "好", " x"]);
        assert_eq!(words(""), Vec::<&str>::new());
        for text in ["  ", "\n", "a\n", "né\u{301}e! 你a好"] {
            assert_eq!(words(text).concat(), text);
        }
    }
}
