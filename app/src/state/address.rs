//! The page's address: `?q=…&steps=16&len=32&block=16&seed=7` fills in message and settings.

use super::settings::Settings;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The message to start with.
    pub question: Option<String>,
    numbers: Vec<(&'static str, String)>,
}

impl Asked {
    /// Reads the part of the address after the question mark, with or without it.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut asked = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value);
            if value.trim().is_empty() {
                continue;
            }
            match name {
                "q" => asked.question = Some(value),
                "len" | "gen_length" => asked.numbers.push(("gen_length", value)),
                "steps" => asked.numbers.push(("steps", value)),
                "block" | "block_length" => asked.numbers.push(("block_length", value)),
                "temperature" => asked.numbers.push(("temperature", value)),
                "cfg" | "cfg_scale" => asked.numbers.push(("cfg_scale", value)),
                "seed" => asked.numbers.push(("seed", value)),
                _ => {}
            }
        }
        asked
    }

    /// Types what the address asks for into the settings; numbers beyond the simple ranges switch Lab mode on.
    pub fn fill(&self, settings: &mut Settings) {
        for (field, value) in &self.numbers {
            if *field == "seed" {
                settings.seed.clone_from(value);
                settings.seed_locked = true;
            } else {
                settings.set_number(field, value.clone());
            }
        }
        if !settings.lab && settings.params().is_err() {
            let lab = Settings {
                lab: true,
                ..settings.clone()
            };
            settings.lab = lab.params().is_ok();
        }
    }
}

/// Percent-decoding, a plus being a space; what is no encoding stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let hex = tail
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn message_and_numbers() {
        let asked = Asked::from_query("?q=Who+are%20you%3F&steps=16&len=32&block=16&seed=7&x=1");
        assert_eq!(asked.question.as_deref(), Some("Who are you?"));
        let mut settings = Settings::default();
        asked.fill(&mut settings);
        let params = settings.params().unwrap();
        assert_eq!(
            (params.steps, params.gen_length, params.block_length),
            (16, 32, 16)
        );
        assert_eq!(params.seed, Some(7));
        assert!(!settings.lab);
    }

    #[test]
    fn large_numbers_switch_lab_mode_on_and_nonsense_is_shown_as_typed() {
        let mut settings = Settings::default();
        Asked::from_query("len=512").fill(&mut settings);
        assert!(settings.lab);
        let mut settings = Settings::default();
        Asked::from_query("steps=many").fill(&mut settings);
        assert!(!settings.lab);
        assert_eq!(settings.params().unwrap_err()[0].field, "steps");
    }

    proptest! {
        #[test]
        fn any_address_is_read(query in ".{0,60}") {
            Asked::from_query(&query).fill(&mut Settings::default());
        }
    }
}
