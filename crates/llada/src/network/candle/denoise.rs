//! Passes as the sampler asks for them: one by one, since attention is the larger part of this backend's time.

use candle_core::{DType, Tensor};

use super::{Network, NetworkError, View};
use crate::architecture;
use crate::choice::Choice;
use crate::denoiser::{
    Cache, DenoiseError, Denoiser, Element, Item, Logits, Pass, Sequence, Window,
};

/// Keys and values of every block, `[batch, positions, kv_heads, head_dim]`, of one run.
#[derive(Debug, Default)]
struct Kept(Vec<(Tensor, Tensor)>);

impl Network {
    /// Logits `[rows, vocab_size]` of the wanted rows, on the device; and, under guidance, those of the canvas without what
    /// was given.
    fn tensors(
        &self,
        pass: &Pass<'_>,
        cache: &mut Cache,
    ) -> Result<(Tensor, Option<Tensor>), NetworkError> {
        let length = pass.check(self.limits())?;
        let sequences: Vec<Sequence<'_>> = pass.sequences().collect();
        let window = pass.window.positions(length);
        let (start, end) = (window.start, window.end);
        let x = self.embed(&sequences, window)?;
        let mut view = View {
            start,
            length,
            keys: length,
            // A pass that only fills the cache still ends somewhere.
            rows: Some(if pass.rows.is_empty() {
                &[start]
            } else {
                pass.rows
            }),
        };
        let hidden = match pass.window {
            Window::Full => self.blocks_of(x, view, |_, k, v| Ok((k, v)))?,
            Window::Keep => {
                let mut kept = Vec::with_capacity(self.blocks.len());
                let hidden = self.blocks_of(x, view, |_, k, v| {
                    kept.push((k.clone(), v.clone()));
                    Ok((k, v))
                })?;
                *cache.store() = Kept(kept);
                hidden
            }
            Window::Part { .. } => {
                // Where the pass fails, nothing is kept.
                let Kept(mut kept) = std::mem::take(cache.store());
                let known = self.known(&kept, sequences.len())?;
                let seen = self.model.visible(end - 1, length);
                if start > known || known > length || seen > known.max(end) {
                    return Err(NetworkError::NothingKept);
                }
                view.keys = known.max(end);
                let replaced = |old: &Tensor, new: Tensor| {
                    let mut parts = vec![old.narrow(1, 0, start)?, new];
                    if known > end {
                        parts.push(old.narrow(1, end, known - end)?);
                    }
                    Tensor::cat(&parts, 1)
                };
                let hidden = self.blocks_of(x, view, |index, k, v| {
                    let (old_k, old_v) = &kept[index];
                    kept[index] = (replaced(old_k, k)?, replaced(old_v, v)?);
                    Ok(kept[index].clone())
                })?;
                *cache.store() = Kept(kept);
                hidden
            }
        };
        let logits = self.head(&hidden)?;
        let unconditional = (sequences.len() > 1).then(|| logits.get(1)).transpose()?;
        Ok((logits.get(0)?, unconditional))
    }

    /// How many positions' keys and values of so many sequences are there, in every block.
    fn known(&self, kept: &[(Tensor, Tensor)], sequences: usize) -> Result<usize, NetworkError> {
        let first = kept.first().ok_or(NetworkError::NothingKept)?;
        let known = first.0.dim(1)?;
        let fits = |(block, (k, _)): (&architecture::Block, &(Tensor, Tensor))| {
            let attention = &block.attention;
            let expected = (sequences, known, attention.kv_heads, attention.head_dim);
            matches!(k.dims4(), Ok(found) if found == expected)
        };
        if kept.len() == self.blocks.len() && self.model.blocks.iter().zip(kept).all(fits) {
            return Ok(known);
        }
        Err(NetworkError::NothingKept)
    }

    /// The residual stream at the positions of a window, `[batch, positions, d_model]`.
    fn embed(
        &self,
        sequences: &[Sequence<'_>],
        window: std::ops::Range<usize>,
    ) -> Result<Tensor, NetworkError> {
        let width = self.model.width;
        let shape = (sequences.len(), window.len(), width);
        let elements = sequences
            .iter()
            .flat_map(|sequence| sequence.elements(window.clone()));
        let elements: Vec<Element<'_>> = elements.collect();
        let token = |element: &Element<'_>| match element {
            Element::Token(id) => *id,
            Element::Embedding(_) => 0,
        };
        let ids: Vec<u32> = elements.iter().map(token).collect();
        let ids = Tensor::from_vec(ids, elements.len(), &self.device)?;
        let mut x = self.wte.index_select(&ids, 0)?.to_dtype(self.activations)?;
        let mut at = 0;
        for run in elements.chunk_by(|a, b| is_row(a) == is_row(b)) {
            if is_row(&run[0]) {
                let rows = run.iter().flat_map(|element| match element {
                    Element::Embedding(row) => *row,
                    Element::Token(_) => &[],
                });
                let rows = Tensor::from_vec(
                    rows.copied().collect::<Vec<f32>>(),
                    (run.len(), width),
                    &self.device,
                )?;
                let rows = rows.to_dtype(self.activations)?;
                x = x.slice_assign(&[at..at + run.len(), 0..width], &rows)?;
            }
            at += run.len();
        }
        Ok(x.reshape(shape)?)
    }

    /// As [`Denoiser::denoise`] for one pass, choosing on the device: logits do not travel. The rule's noise is not drawn.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed, or its logits are no numbers.
    pub(super) fn choose(
        &mut self,
        pass: &Pass<'_>,
        cache: &mut Cache,
    ) -> Result<Vec<Choice>, DenoiseError> {
        let (conditional, unconditional) = self.tensors(pass, cache)?;
        if pass.rows.is_empty() {
            return Ok(Vec::new());
        }
        let choices = self
            .selector
            .choose(&conditional, unconditional.as_ref(), &pass.rule)
            .map_err(NetworkError::from)?;
        let positions = pass.rows.iter().zip(choices);
        positions
            .map(|(&position, choice)| choice.ok_or(DenoiseError::NotFinite { position }))
            .collect()
    }

    fn pass_logits(&self, pass: &Pass<'_>, cache: &mut Cache) -> Result<Logits, DenoiseError> {
        let (conditional, unconditional) = self.tensors(pass, cache)?;
        if pass.rows.is_empty() {
            return Ok(Logits {
                vocab: self.model.vocab_size,
                conditional: Vec::new(),
                unconditional: unconditional.map(|_| Vec::new()),
            });
        }
        let numbers = |logits: Tensor| -> Result<Vec<f32>, NetworkError> {
            Ok(logits.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?)
        };
        Ok(Logits {
            vocab: self.model.vocab_size,
            conditional: numbers(conditional)?,
            unconditional: unconditional.map(numbers).transpose()?,
        })
    }
}

const fn is_row(element: &Element<'_>) -> bool {
    matches!(element, Element::Embedding(_))
}

impl Denoiser for Network {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let passes = batch.iter_mut();
        passes
            .map(|(pass, cache)| self.pass_logits(pass, cache))
            .collect()
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        let passes = batch.iter_mut();
        let one = |(pass, cache): &mut Item<'_, '_>| {
            // On a CPU logits need not travel, and one reading of a row beats an operation after the other.
            if self.device.is_cpu() || pass.rule.needs_logits() {
                return self.pass_logits(pass, cache)?.choose(pass);
            }
            self.choose(pass, cache)
        };
        passes.map(one).collect()
    }
}
