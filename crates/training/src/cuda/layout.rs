//! Where each tensor lies among all weights, which are one buffer in the order of [`tensors`]: so query, key and value
//! projections are one matrix without being copied, and so are gate and up projection.

use std::ops::Range;

use super::gpu::{Numbers, View, ViewMut};
use crate::weights::{ATTN_NORM, ATTN_OUT, DOWN, FF_NORM, GATE, PER_BLOCK, Q, UP, V, tensors};
use llada::architecture::llada::Config;

/// The place of every tensor.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    places: Vec<Range<usize>>,
    tied: bool,
}

/// The places of a block's tensors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a>(&'a [Range<usize>]);

impl Layout {
    pub(super) fn new(config: &Config) -> Self {
        let mut end = 0;
        let place = |(_, shape, _): (String, Vec<usize>, Option<f32>)| {
            let start = end;
            end += shape.iter().product::<usize>();
            start..end
        };
        Self {
            places: tensors(config).into_iter().map(place).collect(),
            tied: config.weight_tying,
        }
    }

    /// How many weights there are.
    pub(super) fn count(&self) -> usize {
        self.places.last().map_or(0, |place| place.end)
    }

    /// The tensors' places, in order.
    pub(super) fn places(&self) -> &[Range<usize>] {
        &self.places
    }

    pub(super) fn block(&self, layer: usize) -> Block<'_> {
        Block(&self.places[1 + layer * PER_BLOCK..][..PER_BLOCK])
    }

    fn head_place(&self) -> usize {
        if self.tied { 0 } else { self.places.len() - 1 }
    }

    fn norm_place(&self) -> usize {
        self.places.len() - if self.tied { 1 } else { 2 }
    }
}

/// A view of some tensors for reading and one for writing.
macro_rules! views {
    ($of:ty: $($name:ident, $name_mut:ident = |$self:ident| $place:expr;)+) => {
        impl $of {
            $(
                pub(super) fn $name<'a>(&self, all: &'a Numbers) -> View<'a> {
                    let $self = self;
                    all.slice($place)
                }

                pub(super) fn $name_mut<'a>(&self, all: &'a mut Numbers) -> ViewMut<'a> {
                    let $self = self;
                    all.slice_mut($place)
                }
            )+
        }
    };
}

views!(Layout:
    table, table_mut = |at| at.places[0].clone();
    head, head_mut = |at| at.places[at.head_place()].clone();
    final_norm, final_norm_mut = |at| at.places[at.norm_place()].clone();
);

views!(Block<'_>:
    attn_norm, attn_norm_mut = |at| at.0[ATTN_NORM].clone();
    qkv, qkv_mut = |at| at.0[Q].start..at.0[V].end;
    attn_out, attn_out_mut = |at| at.0[ATTN_OUT].clone();
    ff_norm, ff_norm_mut = |at| at.0[FF_NORM].clone();
    gate_up, gate_up_mut = |at| at.0[GATE].start..at.0[UP].end;
    down, down_mut = |at| at.0[DOWN].clone();
);
