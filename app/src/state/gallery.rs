//! Recordings that ship with the page, each chosen because it shows something, and the guided tour over one of them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use super::page::{Page, Panel};
use super::reading::read;

/// A recording of the gallery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its file below `/recordings`.
    pub file: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What to look at.
    pub shows: &'static str,
}

/// The recordings, made by the built-in model.
pub const PIECES: [Piece; 11] = [
    Piece {
        file: "capital",
        title: word!("A short answer"),
        shows: word!(
            "“What is the capital of France?” in 16 steps. The last word of the sentence is among the first to come."
        ),
    },
    Piece {
        file: "story",
        title: word!("Guesses that change"),
        shows: word!(
            "A story, one token a step. The end comes first, and hundreds of guesses are given up before they are shown."
        ),
    },
    Piece {
        file: "sort-32",
        title: word!("Many steps …"),
        shows: word!(
            "Five words to sort, one token a step. It forgets one word, but each of the others is right."
        ),
    },
    Piece {
        file: "sort-4",
        title: word!("… and few"),
        shows: word!(
            "The same question in 4 steps: tokens that are revealed together do not know of each other, and words fall apart."
        ),
    },
    Piece {
        file: "acrostic",
        title: word!("An acrostic"),
        shows: word!(
            "First letters that spell MOON. Letters and line breaks frame the answer before the words are there."
        ),
    },
    Piece {
        file: "constraint",
        title: word!("Words given in advance"),
        shows: word!(
            "“Once” and “upon” stand in the answer from the start; the sentence is built around them."
        ),
    },
    Piece {
        file: "word-problem",
        title: word!("Known before it is shown"),
        shows: word!(
            "A word problem. Colour by “Known since”: the whole calculation is the best guess after the first pass, and is then revealed token by token."
        ),
    },
    Piece {
        file: "random",
        title: word!("Random order"),
        shows: word!(
            "Positions drawn by lot instead of the surest first. Compare the confidence with that of the other runs."
        ),
    },
    Piece {
        file: "blocks",
        title: word!("Blocks"),
        shows: word!("Blocks of eight tokens, finished from left to right, at temperature 0.6."),
    },
    Piece {
        file: "guidance",
        title: word!("Guidance"),
        shows: word!(
            "Each pass is compared with one that cannot see the prompt; what the prompt makes likelier is preferred."
        ),
    },
    Piece {
        file: "diffusion",
        title: word!("One token a step"),
        shows: word!("The model on itself, in 32 steps for 32 tokens."),
    },
];

/// A stop of the tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Its name.
    pub title: &'static str,
    /// What there is to see, in plain words.
    pub text: &'static str,
    /// The step that is shown.
    pub step: usize,
    /// The position that is pointed at.
    pub spot: Option<usize>,
    /// What is outlined.
    pub target: &'static str,
}

const CANVAS: &str = "[data-testid=opened] [data-testid=answer-canvas]";
const INSPECTOR: &str = "[data-testid=inspector]";
const HEATMAP: &str = "[data-testid=heatmap]";

/// The recording that the tour is about.
pub const TOUR: &str = "tour";

/// The stops of the tour, in order.
pub const STOPS: [Stop; 9] = [
    Stop {
        title: word!("Masks"),
        text: word!(
            "The answer begins as 48 masks: places for tokens, and nothing in them. A token is a word, a part of one, or a sign."
        ),
        step: 0,
        spot: None,
        target: CANVAS,
    },
    Stop {
        title: word!("A forward pass"),
        text: word!(
            "In one forward pass the model reads the question and all masks at once, and makes a best guess for every mask. The pale words are guesses."
        ),
        step: 1,
        spot: Some(5),
        target: CANVAS,
    },
    Stop {
        title: word!("Why the end comes first"),
        text: word!(
            "The surest guesses are revealed first. After three passes they are all EOS, “end of text”, at the back: the model knows how long the story will be before it has a word of it."
        ),
        step: 3,
        spot: Some(31),
        target: HEATMAP,
    },
    Stop {
        title: word!("Commit"),
        text: word!(
            "Each pass keeps its three surest guesses: they are committed and stay. The first word is “ball”, at position 9, in the middle of the sentence."
        ),
        step: 4,
        spot: Some(9),
        target: CANVAS,
    },
    Stop {
        title: word!("Re-masking"),
        text: word!(
            "All other guesses are masked again and made anew in the next pass, with more words around them. At position 8 the guess was “golden”; one pass later it is “shiny”."
        ),
        step: 6,
        spot: Some(8),
        target: INSPECTOR,
    },
    Stop {
        title: word!("Confidence"),
        text: word!(
            "How sure is the model? The probability of its guess, from 0 to 1. Under the picture, each bar of the inspector is a guess with its confidence."
        ),
        step: 11,
        spot: Some(8),
        target: INSPECTOR,
    },
    Stop {
        title: word!("Temperature"),
        text: word!(
            "With a temperature above 0, chance pushes each choice. The first word shows it: the likeliest token had 0.78, and the draw took another one with 0.24."
        ),
        step: 12,
        spot: Some(0),
        target: INSPECTOR,
    },
    Stop {
        title: word!("Blocks"),
        text: word!(
            "The answer is finished block by block. Only when the 32 tokens of block 1 were there did block 2 begin; here it holds nothing but the end of the text."
        ),
        step: 13,
        spot: Some(46),
        target: HEATMAP,
    },
    Stop {
        title: word!("Guidance"),
        text: word!(
            "One setting is left. With guidance each step compares two passes, one of which cannot see the question, and prefers what the question makes likelier. This run has none; the gallery has one that does. Now ask something yourself."
        ),
        step: 24,
        spot: None,
        target: HEATMAP,
    },
];

impl Page {
    /// Shows a recording of the gallery in the picture.
    pub fn visit(&self, file: &'static str) {
        let page = *self;
        spawn_local(async move {
            let text = browser::text_of(&format!("recordings/{file}.json")).await;
            let record = text.and_then(|text| read(&text).ok());
            match record {
                Some(record) => {
                    page.guest.show(record);
                    page.panel.set(Panel::Picture);
                    match page.tour.get_untracked() {
                        Some(stop) => page.arrive(stop),
                        None => page.guest.play(),
                    }
                }
                None => page.tell(t!(
                    "The recording could not be loaded. Is the server still running?"
                )),
            }
        });
    }

    /// Begins the tour.
    pub fn take_tour(&self) {
        self.gallery.set(false);
        self.tour.set(Some(0));
        self.visit(TOUR);
    }

    /// Goes to a stop of the tour; beyond the last one it ends.
    pub fn go_to_stop(&self, stop: usize) {
        if stop < STOPS.len() {
            self.tour.set(Some(stop));
            self.arrive(stop);
        } else {
            self.end_tour();
        }
    }

    fn arrive(&self, stop: usize) {
        let Stop {
            step, spot, target, ..
        } = STOPS[stop.min(STOPS.len() - 1)];
        self.guest.seek(step);
        self.guest.spot.set(spot);
        // After the views have changed.
        set_timeout(
            move || browser::point_at(Some(target)),
            std::time::Duration::from_millis(60),
        );
    }

    /// Ends the tour, closes its recording, and lets the person ask.
    pub fn leave_tour(&self) {
        self.end_tour();
        self.guest.pause();
        self.guest.trajectory.set(None);
        self.panel.set(Panel::Chat);
        self.focus_composer();
    }

    /// Ends the tour; the recording stays open.
    pub fn end_tour(&self) {
        self.tour.set(None);
        browser::point_at(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(file: &str) -> trajectory::Trajectory {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/recordings");
        let text = std::fs::read_to_string(format!("{folder}/{file}.json")).unwrap();
        read(&text).unwrap()
    }

    #[test]
    fn every_piece_opens_and_is_complete() {
        for piece in PIECES {
            let record = recording(piece.file);
            assert_eq!(
                record.finish,
                trajectory::Finish::Complete,
                "{}",
                piece.file
            );
        }
    }

    #[test]
    fn the_tour_says_what_the_recording_shows() {
        let record = recording(TOUR);
        assert_eq!(record.length(), 48);
        let token = |step: usize, pos: usize| {
            let written = record.steps[step - 1].written();
            let pick = written.copied().find(|pick| pick.pos == pos).unwrap();
            (record.token_text(pick.id), pick.confidence)
        };
        let guess = |step: usize, pos: usize| {
            let guesses = &record.steps[step - 1].candidates;
            let pick = guesses.iter().find(|pick| pick.pos == pos).unwrap();
            (record.token_text(pick.id), pick.confidence)
        };
        for step in 1..=3 {
            assert!(
                record.steps[step - 1]
                    .committed
                    .iter()
                    .all(|pick| pick.id == record.head.eos_id)
            );
            assert_eq!(record.steps[step - 1].committed.len(), 3);
        }
        assert_eq!(token(4, 9).0, " ball");
        assert_eq!(
            (guess(5, 8).0, guess(6, 8).0),
            (" golden".into(), " shiny".into())
        );
        let (first, confidence) = token(12, 0);
        assert_eq!(
            (first.as_str(), format!("{confidence:.2}")),
            (" One", "0.24".into())
        );
        assert_eq!(format!("{:.2}", guess(11, 0).1), "0.78");
        assert_eq!((record.steps[11].block, record.steps[12].block), (0, 1));
        assert!(STOPS.iter().all(|stop| stop.step <= record.steps.len()));
    }
}
