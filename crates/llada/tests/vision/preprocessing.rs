//! Tiles and pixels, bit for bit.

use llada::vision::{Tiles, Tiling, picture, raster::CHANNELS, tiles::normalized};
use sha2::{Digest, Sha256};

use super::{file, pair, pictures, stored, vision};

#[test]
fn tilings_are_those_of_the_reference() {
    for (name, expected) in pictures() {
        let size = picture::size(&file(&name)).unwrap();
        assert_eq!(size, pair(&expected["size"]), "{name}");
        let tiling = Tiling::of(&vision(), size);
        assert_eq!(tiling.grid, pair(&expected["grid"]), "{name}");
        assert_eq!(tiling.tiles() as u64, expected["tiles"], "{name}");
        assert_eq!(
            tiling.unpadded(),
            pair(&expected["unpadded_grid"]),
            "{name}"
        );
        let joined = pair(&expected["joined_grid_with_newline"]);
        assert_eq!(tiling.joined(), joined, "{name}");
        assert_eq!(tiling.tokens() as u64, expected["image_tokens"], "{name}");
    }
}

#[test]
fn pixels_are_those_of_the_reference_bit_for_bit() {
    for (name, expected) in pictures() {
        let raster = picture::open(&file(&name)).unwrap();
        let tiling = Tiling::of(&vision(), (raster.width(), raster.height()));
        let tiles = Tiles::cut(&raster, &tiling);
        let hashes = expected["pixels_sha256_u8"].as_array().unwrap();
        assert_eq!(tiles.len(), hashes.len());
        let rows = expected["pixel_rows"].as_array().unwrap();
        let pixels = stored(&format!("{name}.pixels"));
        let mut pixels = pixels.chunks_exact(384);
        for (index, (tile, hash)) in tiles.rasters().iter().zip(hashes).enumerate() {
            let digest = Sha256::digest(tile.bytes());
            let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, *hash, "{name}, tile {index}");
            for channel in 0..CHANNELS {
                for row in rows {
                    let start = row.as_u64().unwrap() as usize * 384 * CHANNELS;
                    let row = &tile.bytes()[start..][..384 * CHANNELS];
                    let found = row.iter().skip(channel).step_by(CHANNELS);
                    let found: Vec<f32> = found.map(|value| normalized(*value)).collect();
                    assert_eq!(found, pixels.next().unwrap(), "{name}, tile {index}");
                }
            }
        }
        assert!(pixels.next().is_none());
    }
}
