//! The built-in model's tokenizer: the corpus's frequent words and all bytes, with LLaDA's special tokens and template.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::json;

use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split as Pattern, SplitPattern};
use tokenizers::{
    AddedToken, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer as _,
    PreTokenizerWrapper, SplitDelimiterBehavior, Tokenizer,
};
use trajectory::{Message, Role};

use super::error::TrainError;
use corpus::draw::Draw;
use corpus::{Corpus, Dialogue, Split, familiar_words, system_prompt, unfamiliar_words};

/// LLaDA's special tokens; their ids are their places in this list.
pub const SPECIAL: [&str; 6] = [
    "<|startoftext|>",
    "<|endoftext|>",
    "<|mdm_mask|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
];
/// Id of `<|endoftext|>`.
pub const EOS_ID: u32 = 1;
/// Id of `<|mdm_mask|>`.
pub const MASK_ID: u32 = 2;
/// Id of `<|eot_id|>`.
pub const EOT_ID: u32 = 5;

/// Words keep the space or hyphen before them as one piece, but no quote: "Rome" is the same word in JSON. Every digit is a piece of
/// its own, with the space before it: a sum is then learned digit by digit.
const PIECES: &str = r"'(?i:[sdmt]|ll|ve|re)(?!\p{L})| ?\p{N}|[ \-]?\p{L}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// LLaDA's chat template, as published.
const TEMPLATE: &str = "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

/// Dialogues of each skill that the words are counted in.
const SAMPLE: u64 = 4_000;

/// A piece becomes a token if, in some skill, at least one answer in this many has it …
const ANSWERS: u64 = 400;
/// … or one prompt in this many.
const PROMPTS: u64 = 150;

/// Makes a tokenizer of at most `size` ids: every byte, every word that some skill uses often, and the familiar words.
///
/// There are no merges. A frequent word is one token, so that a fact is a step from token to token; any other word
/// is spelled byte by byte, so that the model sees its letters and can reverse, count, sort and copy them. Words that
/// may be held out are always spelled: the letters of a token can only be learned where it was spelled in training.
///
/// # Errors
/// [`TrainError::Tokenizer`] if the library refuses.
pub fn learn(corpus: &Corpus, size: usize, seed: u64) -> Result<Tokenizer, TrainError> {
    let fail = |error: tokenizers::Error| TrainError::Tokenizer(error.to_string());
    let mut tokenizer = Tokenizer::new(BPE::default());
    let pieces = SplitPattern::Regex(PIECES.to_owned());
    let pieces = Pattern::new(pieces, SplitDelimiterBehavior::Isolated, false).map_err(fail)?;
    let bytes = ByteLevel::new(false, true, false);
    tokenizer.with_pre_tokenizer(Some(Sequence::new(vec![
        PreTokenizerWrapper::Split(pieces),
        PreTokenizerWrapper::ByteLevel(bytes),
    ])));
    tokenizer.with_decoder(Some(bytes));

    let mut alphabet: Vec<String> = ByteLevel::alphabet()
        .into_iter()
        .map(String::from)
        .collect();
    alphabet.sort();
    let words = words(corpus, &tokenizer, seed).map_err(fail)?;
    let tokens = SPECIAL
        .iter()
        .map(ToString::to_string)
        .chain(alphabet)
        .chain(words);
    let vocabulary = tokens.take(size).zip(0_u32..).collect::<Vocab>();
    let model = BPE::builder()
        .vocab_and_merges(vocabulary, Vec::new())
        .ignore_merges(true)
        .build()
        .map_err(fail)?;
    tokenizer.with_model(model);
    let special = |text: &str| AddedToken::from(text, true).normalized(false);
    tokenizer
        .add_special_tokens(SPECIAL.map(special))
        .map_err(fail)?;
    Ok(tokenizer)
}

/// The pieces that become tokens, the most used first.
fn words(corpus: &Corpus, tokenizer: &Tokenizer, seed: u64) -> tokenizers::Result<Vec<String>> {
    let unfamiliar: HashSet<&str> = unfamiliar_words().collect();
    let mut use_of: HashMap<String, u64> = HashMap::new();
    let mut answered: HashSet<String> = HashSet::new();
    let mut count = |dialogue: &dyn Fn(u64) -> Dialogue| -> tokenizers::Result<()> {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for number in 0..SAMPLE {
            let dialogue = dialogue(number);
            for piece in split(tokenizer, &dialogue.answer)? {
                answered.insert(bare(&piece).to_lowercase());
            }
            for (piece, worth) in worth(tokenizer, &unfamiliar, &dialogue)? {
                *counts.entry(piece).or_default() += worth;
            }
        }
        for (piece, count) in counts {
            let most = use_of.entry(piece).or_default();
            *most = count.max(*most);
        }
        Ok(())
    };
    for (index, skill) in corpus.skills().enumerate() {
        count(&|number| {
            let mut draw = Draw::new(&[seed, 0x70c, index as u64, number]);
            skill.dialogue(Split::Train, &mut draw)
        })?;
    }
    count(&|number| {
        let system = system_prompt(&mut Draw::new(&[seed, 0x515, number]));
        Dialogue::single(system, "")
    })?;
    // The template's own words stand between special tokens, without a space.
    for role in [Role::System, Role::User, Role::Assistant] {
        use_of.insert(role.as_str().to_owned(), u64::MAX);
    }
    use_of.insert("\u{10a}\u{10a}".to_owned(), u64::MAX);
    for word in familiar_words() {
        for piece in [word.to_owned(), format!("\u{120}{word}")] {
            let worth = use_of.entry(piece).or_default();
            *worth = SAMPLE.max(*worth);
        }
    }
    let mut words: Vec<(String, u64)> = use_of
        .iter()
        .filter(|(piece, worth)| piece.chars().count() > 1 && **worth >= SAMPLE)
        .map(|(piece, worth)| (piece.clone(), *worth))
        .collect();
    let variants = variants(&words, &use_of, &answered);
    let spelled = |piece: &str| unfamiliar.contains(bare(piece).to_lowercase().as_str());
    words.extend(variants.into_iter().filter(|(piece, _)| !spelled(piece)));
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut taken = HashSet::new();
    words.retain(|(piece, _)| taken.insert(piece.clone()));
    Ok(words.into_iter().map(|(piece, _)| piece).collect())
}

/// Other forms of words that are tokens: in quotes or at the beginning, and names in small letters. Those of names and of
/// words of plain letters that answers have to know become tokens whether or not the sample has them, others if they are not too
/// rare in it.
fn variants(
    words: &[(String, u64)],
    use_of: &HashMap<String, u64>,
    answered: &HashSet<String>,
) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for (piece, worth) in words {
        let word = bare(piece).to_owned();
        let small = word.to_lowercase();
        let letters = word.strip_prefix('-').unwrap_or(&word);
        let plain = letters.bytes().all(|byte| byte.is_ascii_alphabetic());
        let hyphen = letters != word;
        let known = plain && (word != small || answered.contains(&small));
        let typed = |form: &str| use_of.get(form).is_some_and(|found| *found >= SAMPLE / 8);
        let after_space = |word: &str| format!("\u{120}{word}");
        for form in [after_space(&word), after_space(&small), word, small] {
            // What follows a hyphen follows no space.
            let possible = !hyphen || form.starts_with('-');
            if possible && (known || typed(&form)) && form.chars().count() > 1 {
                all.push((form, *worth / 4));
            }
        }
    }
    all
}

/// The count that each piece of a dialogue adds: a token needs one answer in [`ANSWERS`] or one prompt in [`PROMPTS`].
fn worth(
    tokenizer: &Tokenizer,
    unfamiliar: &HashSet<&str>,
    dialogue: &Dialogue,
) -> tokenizers::Result<HashMap<String, u64>> {
    let mut found = HashMap::new();
    for turn in &dialogue.prompt {
        for piece in split(tokenizer, &turn.content)? {
            found.insert(piece, PROMPTS);
        }
    }
    for piece in split(tokenizer, &dialogue.answer)? {
        found.insert(piece, ANSWERS);
    }
    found.retain(|piece, _| !unfamiliar.contains(bare(piece).to_lowercase().as_str()));
    Ok(found)
}

/// The piece without the space before it, which byte-level vocabularies write as Ġ.
fn bare(piece: &str) -> &str {
    piece.trim_start_matches('\u{120}')
}

/// The pieces of a text, as the vocabulary spells them.
fn split(tokenizer: &Tokenizer, text: &str) -> tokenizers::Result<Vec<String>> {
    let mut pieces = PreTokenizedString::from(text);
    if let Some(rule) = tokenizer.get_pre_tokenizer() {
        rule.pre_tokenize(&mut pieces)?;
    }
    let splits = pieces.get_splits(OffsetReferential::Normalized, OffsetType::Byte);
    Ok(splits
        .into_iter()
        .map(|(piece, ..)| piece.to_owned())
        .collect())
}

/// `tokenizer_config.json`: the special tokens' roles and the chat template.
#[must_use]
pub fn config(max_sequence_length: usize) -> serde_json::Value {
    json!({
        "add_bos_token": false,
        "add_eos_token": false,
        "bos_token": SPECIAL[0],
        "eos_token": SPECIAL[1],
        "pad_token": SPECIAL[1],
        "mask_token": SPECIAL[2],
        "clean_up_tokenization_spaces": false,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": max_sequence_length,
        "chat_template": TEMPLATE,
    })
}

/// Opens a `tokenizer.json`.
///
/// # Errors
/// [`TrainError::Tokenizer`] with the file's name.
pub fn open(path: &Path) -> Result<Tokenizer, TrainError> {
    Tokenizer::from_file(path)
        .map_err(|error| TrainError::Tokenizer(format!("{}: {error}", path.display())))
}

/// What the chat template makes of the turns: the text that the answer continues.
#[must_use]
pub fn render(turns: &[Message]) -> String {
    let mut text = SPECIAL[0].to_owned();
    let header = |role: Role| format!("<|start_header_id|>{}<|end_header_id|>\n\n", role.as_str());
    for turn in turns {
        text.push_str(&header(turn.role));
        text.push_str(turn.content.trim());
        text.push_str("<|eot_id|>");
    }
    text.push_str(&header(Role::Assistant));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn familiar_words_are_tokens_and_others_are_spelled() {
        let tokenizer = learn(&Corpus::default(), 8000, 1).unwrap();
        let tokens = |text: &str| tokenizer.encode(text, false).unwrap().len();
        for known in [
            " Paris",
            " hydrogen",
            " Monday",
            " dragon",
            "dragon",
            " carrots",
        ] {
            assert_eq!(tokens(known), 1, "{known}");
        }
        for form in [" honduras", " paul", "often", "Kabul", "yerevan"] {
            assert_eq!(tokens(form), 1, "{form}");
        }
        for spelled in [" puddle", " quilt", " zorgax"] {
            assert_eq!(tokens(spelled), spelled.len(), "{spelled}");
        }
    }

    #[test]
    fn words_that_may_be_held_out_are_spelled() {
        let tokenizer = learn(&Corpus::default(), 8000, 1).unwrap();
        for word in unfamiliar_words() {
            let text = format!(" {word}");
            let tokens = tokenizer.encode(text.as_str(), false).unwrap().len();
            assert_eq!(tokens, text.len(), "{word}");
        }
    }
}
