//! Pictures in a conversation: from a file to rows of the language model's residual stream.
//!
//! | module | idea |
//! |---|---|
//! | [`data_url`], [`picture`] | a file in a message; a file as pixels, within limits |
//! | [`raster`], [`resample`] | pixels; their bicubic resampling, bit for bit as Pillow's |
//! | [`tiling`], [`tiles`] | into which tiles a picture is cut, and how many tokens it becomes; the tiles themselves |
//! | [`prepared`], [`kept`] | a picture of a message, checked and cut; what was made of the last ones |
//! | [`tower`] | tiles to features, on our own kernels and on candle |
//! | [`join`](mod@join), [`encoder`] | features of tiles to the rows that stand for the picture; once for each picture |

pub mod data_url;
pub mod encoder;
pub mod join;
pub mod kept;
pub mod picture;
pub mod prepared;
pub mod raster;
pub mod resample;
pub mod tiles;
pub mod tiling;
pub mod tower;

pub use encoder::PictureEncoder;
pub use picture::PictureError;
pub use prepared::{Prepared, Preparer};
pub use raster::Raster;
pub use tiles::Tiles;
pub use tiling::Tiling;
pub use tower::VisionTower;
