//! What a model computes of a picture, as data: the vision tower, the projector, and into which tiles a picture is cut.

use serde_json::{Map, Value, json};

use super::keys::Keys;
use super::{ConfigError, Model, Role, Slot, WeightSpec, slot::spec};

/// Vision beside a language model.
#[derive(Debug, Clone, PartialEq)]
pub struct Vision {
    /// What sees a tile.
    pub tower: Tower,
    /// Widths and heights that a picture may be fitted into, in multiples of a tile's side; of equals the first is taken.
    pub resolutions: Vec<(usize, usize)>,
    /// The features of the tiles are shrunk to about those of so many tiles; never for none.
    pub max_tiles: Option<usize>,
}

/// A `SigLIP` encoder: patches and their positions, pre-norm blocks of full attention and a tanh-GELU network, all with
/// biases. Its output is that of the last block, without a norm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tower {
    /// Width of its residual stream.
    pub width: usize,
    /// Width of the feed-forward network.
    pub hidden: usize,
    /// Blocks that are computed.
    pub layers: usize,
    /// Heads of attention.
    pub heads: usize,
    /// Side of a tile in pixels.
    pub image: usize,
    /// Side of a patch in pixels.
    pub patch: usize,
    /// ε of every LayerNorm.
    pub eps: f64,
}

/// A weight of the vision tower, the projector, or what joins tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VisionSlot {
    /// The patches' projection, `[width, 3 · patch · patch]` under another shape, or its bias.
    Patch(Part),
    /// What is added at each place of a tile.
    Positions,
    /// Something of a block.
    Layer(usize, VisionLayer, Part),
    /// One of the projector's two matrices, or its bias.
    Projector(Stage, Part),
    /// What ends each row of features.
    Newline,
}

/// What a block of the tower has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the usual names")]
pub enum VisionLayer {
    Norm1,
    Q,
    K,
    V,
    Out,
    Norm2,
    Up,
    Down,
}

/// A matrix (or a norm's gain), or its bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the usual names")]
pub enum Part {
    Weight,
    Bias,
}

/// Which of the projector's matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// From the tower's width to the language model's; an erf-GELU follows.
    First,
    /// Within the language model's width.
    Second,
}

impl VisionLayer {
    /// All, in the order in which they are asked for.
    pub const ALL: [Self; 8] = [
        Self::Norm1,
        Self::Q,
        Self::K,
        Self::V,
        Self::Out,
        Self::Norm2,
        Self::Up,
        Self::Down,
    ];
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Weight, Self::Bias];

    /// How tensors are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Bias => "bias",
        }
    }
}

impl Tower {
    /// Patches along a side; what is left of the tile is not seen.
    #[must_use]
    pub const fn grid(&self) -> usize {
        self.image / self.patch
    }

    /// Positions: patches of a tile.
    #[must_use]
    pub const fn positions(&self) -> usize {
        self.grid() * self.grid()
    }

    /// Numbers of a patch.
    #[must_use]
    pub const fn patch_size(&self) -> usize {
        3 * self.patch * self.patch
    }

    /// Width of a head.
    #[must_use]
    pub const fn head_dim(&self) -> usize {
        self.width / self.heads
    }
}

impl Vision {
    /// google/siglip2-so400m-patch14-384 without its last block, and the tiling of the published LLaDA-V.
    #[must_use]
    pub fn published() -> Self {
        Self {
            tower: Tower {
                width: 1152,
                hidden: 4304,
                layers: 26,
                heads: 16,
                image: 384,
                patch: 14,
                eps: 1e-6,
            },
            resolutions: grids((1, 1), (6, 6), 384),
            max_tiles: Some(4),
        }
    }

    /// Every weight, in the order in which they are asked for; `width` is the language model's.
    #[must_use]
    pub fn weights(&self, width: usize) -> Vec<WeightSpec> {
        let tower = &self.tower;
        let both = |slot: &dyn Fn(Part) -> VisionSlot, shape: &[usize], role| {
            Part::ALL.map(|part| {
                let (shape, role) = match part {
                    Part::Weight => (shape, role),
                    Part::Bias => (&shape[..1], Role::VisionVector),
                };
                spec(Slot::Vision(slot(part)), shape, role)
            })
        };
        let patch = [tower.width, 3, tower.patch, tower.patch];
        let mut weights = both(&VisionSlot::Patch, &patch, Role::Vision).to_vec();
        let positions = [tower.positions(), tower.width];
        weights.push(spec(
            Slot::Vision(VisionSlot::Positions),
            positions,
            Role::VisionVector,
        ));
        for layer in 0..tower.layers {
            for kind in VisionLayer::ALL {
                let (d, hidden) = (tower.width, tower.hidden);
                let (shape, role) = match kind {
                    VisionLayer::Norm1 | VisionLayer::Norm2 => (vec![d], Role::VisionVector),
                    VisionLayer::Up => (vec![hidden, d], Role::Vision),
                    VisionLayer::Down => (vec![d, hidden], Role::Vision),
                    _ => (vec![d, d], Role::Vision),
                };
                weights.extend(both(
                    &|part| VisionSlot::Layer(layer, kind, part),
                    &shape,
                    role,
                ));
            }
        }
        for (stage, inputs) in [(Stage::First, tower.width), (Stage::Second, width)] {
            let slot = |part| VisionSlot::Projector(stage, part);
            weights.extend(both(&slot, &[width, inputs], Role::Vision));
        }
        weights.push(spec(
            Slot::Vision(VisionSlot::Newline),
            [width],
            Role::VisionVector,
        ));
        weights
    }

    /// Reads the vision part of LLaDA-V's `config.json`.
    pub(super) fn read(config: &Keys<'_>) -> Result<Self, ConfigError> {
        config.check_names(&[
            ("mm_projector_type", "mlp2x_gelu"),
            ("mm_patch_merge_type", "spatial_unpad"),
            ("mm_vision_select_feature", "patch"),
        ])?;
        config.check_switches(&[
            ("mm_use_im_start_end", false, false),
            ("mm_use_im_patch_token", false, false),
        ])?;
        let tower = read_tower(config)?;
        Ok(Self {
            tower,
            resolutions: read_resolutions(config, tower.image)?,
            max_tiles: read_max_tiles(config)?,
        })
    }

    /// Writes what [`Self::read`] reads.
    pub(super) fn write(&self, to: &mut Map<String, Value>) {
        let tower = &self.tower;
        let aspect = self.max_tiles.map_or_else(
            || "anyres".to_owned(),
            |tiles| format!("anyres_max_{tiles}"),
        );
        let pinpoints: Vec<[usize; 2]> = self.resolutions.iter().map(|(w, h)| [*w, *h]).collect();
        let keys = [
            (
                "mm_vision_tower",
                json!("google/siglip2-so400m-patch14-384"),
            ),
            ("mm_hidden_size", json!(tower.width)),
            ("mm_projector_type", json!("mlp2x_gelu")),
            ("mm_patch_merge_type", json!("spatial_unpad")),
            ("mm_vision_select_feature", json!("patch")),
            ("image_aspect_ratio", json!(aspect)),
            ("image_grid_pinpoints", json!(pinpoints)),
            (
                "vision_config",
                json!({
                    "hidden_size": tower.width,
                    "intermediate_size": tower.hidden,
                    // The published checkpoints leave the last one out.
                    "num_hidden_layers": tower.layers + 1,
                    "num_attention_heads": tower.heads,
                    "num_channels": 3,
                    "image_size": tower.image,
                    "patch_size": tower.patch,
                    "hidden_act": "gelu_pytorch_tanh",
                    "layer_norm_eps": tower.eps,
                }),
            ),
        ];
        to.extend(keys.map(|(key, value)| (key.to_owned(), value)));
    }
}

/// The tower: of `vision_config`, else the published one, whose sizes the reference has in code.
fn read_tower(config: &Keys<'_>) -> Result<Tower, ConfigError> {
    let published = Vision::published().tower;
    let tower = match config.get("vision_config") {
        None => published,
        Some(Value::Object(keys)) => {
            let keys = Keys(keys);
            keys.check_names(&[("hidden_act", "gelu_pytorch_tanh")])?;
            let size = |key, default| Ok(keys.optional_size(key)?.unwrap_or(default));
            Tower {
                width: size("hidden_size", published.width)?,
                hidden: size("intermediate_size", published.hidden)?,
                layers: match keys.has("num_hidden_layers") {
                    true => keys.parts("num_hidden_layers")? - 1,
                    false => published.layers,
                },
                heads: size("num_attention_heads", published.heads)?,
                image: size("image_size", published.image)?,
                patch: size("patch_size", published.patch)?,
                eps: keys.positive_or("layer_norm_eps", published.eps)?,
            }
        }
        Some(other) => {
            return Err(ConfigError::Value {
                key: "vision_config",
                value: other.to_string(),
                allowed: "an object".to_owned(),
            });
        }
    };
    if let Some(width) = config
        .optional_size("mm_hidden_size")?
        .filter(|width| *width != tower.width)
    {
        let allowed = format!("{}, the width of the vision tower", tower.width);
        return Err(ConfigError::value("mm_hidden_size", width, allowed));
    }
    if !tower.width.is_multiple_of(tower.heads) {
        let allowed = format!("a divisor of the vision tower's width {}", tower.width);
        return Err(ConfigError::value(
            "num_attention_heads",
            tower.heads,
            allowed,
        ));
    }
    if tower.layers == 0 {
        let allowed = "at least 2, since the last one is not computed".to_owned();
        return Err(ConfigError::value("num_hidden_layers", 1, allowed));
    }
    if tower.patch > tower.image || tower.image > MAX_TILE {
        let allowed = format!(
            "at most {MAX_TILE}, and at least the patch_size {}",
            tower.patch
        );
        return Err(ConfigError::value("image_size", tower.image, allowed));
    }
    Ok(tower)
}

/// The largest side of a tile.
const MAX_TILE: usize = 4096;
/// The most resolutions and tiles along a side; bounds what a picture can cost.
const MAX_GRID: usize = 16;

const PINPOINTS: &str =
    "pairs of width and height in multiples of the tile's side, or \"(1x1),...,(6x6)\"";

/// The resolutions: pairs of pixels, or as text the smallest and the largest grid of tiles.
fn read_resolutions(config: &Keys<'_>, tile: usize) -> Result<Vec<(usize, usize)>, ConfigError> {
    let key = "image_grid_pinpoints";
    let Some(value) = config.get(key) else {
        return Err(ConfigError::Missing {
            key,
            allowed: PINPOINTS,
        });
    };
    let pairs = match value {
        Value::String(text) => grid_range(text).map(|(first, last)| grids(first, last, tile)),
        Value::Array(pairs) => pairs.iter().map(pair).collect(),
        _ => None,
    };
    let tiled = |side: &usize| (1..=MAX_GRID).contains(&(side / tile)) && side.is_multiple_of(tile);
    let allowed = |pairs: &Vec<(usize, usize)>| {
        !pairs.is_empty() && pairs.iter().all(|(w, h)| tiled(w) && tiled(h))
    };
    pairs.filter(allowed).ok_or_else(|| ConfigError::Value {
        key,
        value: value.to_string(),
        allowed: PINPOINTS.to_owned(),
    })
}

fn pair(value: &Value) -> Option<(usize, usize)> {
    match value.as_array()?.as_slice() {
        [width, height] => Some((
            usize::try_from(width.as_u64()?).ok()?,
            usize::try_from(height.as_u64()?).ok()?,
        )),
        _ => None,
    }
}

/// The first and the last pair of `(1x1),...,(6x6)`.
fn grid_range(text: &str) -> Option<((usize, usize), (usize, usize))> {
    let mut pairs = text.split('(').skip(1).map(|part| {
        let (columns, rows) = part.split_once(')')?.0.split_once('x')?;
        let side = |text: &str| {
            text.trim()
                .parse()
                .ok()
                .filter(|side| (1..=MAX_GRID).contains(side))
        };
        Some((side(columns)?, side(rows)?))
    });
    let first = pairs.next()??;
    Some((first, pairs.last().unwrap_or(Some(first))?))
}

/// Every grid of tiles between two, wider ones last.
fn grids(first: (usize, usize), last: (usize, usize), tile: usize) -> Vec<(usize, usize)> {
    let columns = first.0..=last.0;
    columns
        .flat_map(|columns| (first.1..=last.1).map(move |rows| (columns * tile, rows * tile)))
        .collect()
}

/// `anyres_max_4`: four; `anyres`: no cap.
fn read_max_tiles(config: &Keys<'_>) -> Result<Option<usize>, ConfigError> {
    let key = "image_aspect_ratio";
    let value = config.get(key).and_then(Value::as_str).unwrap_or("square");
    let unsupported = ConfigError::Unsupported {
        key,
        value: value.to_owned(),
        implemented: "anyres_max_4",
    };
    match value.strip_prefix("anyres") {
        Some("") => Ok(None),
        Some(rest) => {
            let tiles = rest
                .strip_prefix("_max_")
                .and_then(|tiles| tiles.parse().ok());
            tiles
                .filter(|tiles| (1..=MAX_GRID * MAX_GRID).contains(tiles))
                .map(Some)
                .ok_or(unsupported)
        }
        None => Err(unsupported),
    }
}

impl Model {
    /// The weights of the vision part; none where the model sees no pictures.
    #[must_use]
    pub fn vision_weights(&self) -> Vec<WeightSpec> {
        self.vision
            .as_ref()
            .map(|vision| vision.weights(self.width))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(change: impl FnOnce(&mut Map<String, Value>)) -> Result<Vision, String> {
        let mut map = Map::new();
        Vision::published().write(&mut map);
        change(&mut map);
        Vision::read(&Keys(&map)).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(read(|_| {}).unwrap(), Vision::published());
        let without = read(|map| drop(map.remove("vision_config")));
        assert_eq!(without.unwrap(), Vision::published());
    }

    #[test]
    fn grids_may_be_written_as_a_range() {
        let ranged = read(|map| {
            map.insert("image_grid_pinpoints".to_owned(), json!("(1x1),...,(6x6)"));
        });
        assert_eq!(ranged.unwrap(), Vision::published());
        for wrong in [
            json!("6x6"),
            json!("(1x1),...,(600x6)"),
            json!([[384, 400]]),
            json!([]),
            json!(3),
        ] {
            let refused = read(|map| drop(map.insert("image_grid_pinpoints".to_owned(), wrong)));
            let refused = refused.unwrap_err();
            assert!(refused.contains("image_grid_pinpoints is"), "{refused}");
        }
    }

    #[test]
    fn other_ways_of_cutting_pictures_are_refused() {
        let with = |aspect: &str| {
            let aspect = json!(aspect);
            read(|map| drop(map.insert("image_aspect_ratio".to_owned(), aspect)))
        };
        assert_eq!(with("anyres").unwrap().max_tiles, None);
        assert_eq!(with("anyres_max_9").unwrap().max_tiles, Some(9));
        for aspect in ["pad", "anyres_max_", "anyres_max_0", "anyresort"] {
            assert!(with(aspect).unwrap_err().contains("anyres_max_4"));
        }
    }

    #[test]
    fn the_published_tower_has_so_many_parameters() {
        let weights = Vision::published().weights(4096);
        let projector = 1152 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096;
        let all: usize = weights.iter().map(WeightSpec::elements).sum();
        // 15.2 million a layer, the patches and the positions.
        assert_eq!(all - projector, 26 * 15_239_504 + 1152 * 589 + 729 * 1152);
    }
}
