//! Which of the models that run can be trained: dense LLaDA with as many key as query heads.

use llada::architecture::llada::Config;
use llada::architecture::{Dense, Model};

/// The configuration of a model that can be trained.
///
/// # Errors
/// What the model has that training lacks, in words.
pub(super) fn trained(model: &Model) -> Result<Config, String> {
    let lacking = |part: &str| format!("training does not know {part}, which this model has");
    let dense = Dense::of(model).map_err(lacking)?;
    if dense.n_kv_heads != dense.n_heads {
        return Err(lacking("fewer key and value heads than query heads"));
    }
    Config::of(model).ok_or_else(|| lacking("the tensor names of another family"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use llada::checkpoint::NamedShape;

    #[test]
    fn what_cannot_be_trained_is_named() {
        assert!(trained(&NamedShape::Tiny.model()).is_ok());
        for (shape, part) in [
            (NamedShape::LladaMoe7B, "a mixture of experts"),
            (NamedShape::Llada2Mini, "a mixture of experts"),
            (NamedShape::Llada1B, "fewer key and value heads"),
            (NamedShape::Illada8B, "fewer key and value heads"),
        ] {
            let refusal = trained(&shape.model()).unwrap_err();
            assert!(refusal.contains(part), "{shape}: {refusal}");
        }
    }
}
