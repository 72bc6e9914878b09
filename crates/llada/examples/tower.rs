//! Times LLaDA-V's vision tower at its real size, over random weights: the other half of `bench/tower.py`.
//!
//! Says `ready`; then, for each line that it reads, shows the tower so many tiles and prints the milliseconds that took.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use llada::WeightType;
use llada::architecture::vision::Vision;
use llada::architecture::{Rows, TensorSpec};
use llada::checkpoint::random::RandomTensors;
use llada::vision::tower::CpuTower;
use llada::vision::{Raster, Tiles, Tiling};

/// Width of LLaDA-8B's residual stream.
const WIDTH: usize = 4096;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let vision = Vision::published();
    let random = RandomTensors::new(1);
    let kernels = kernels::Kernels::best().ok_or("there are no kernels for this processor")?;
    let tower = CpuTower::build(&vision, WIDTH, kernels, (WeightType::Bf16, true), |spec| {
        let spec = TensorSpec {
            name: format!("{:?}", spec.slot),
            shape: spec.shape.clone(),
            role: spec.role,
        };
        Ok::<_, io::Error>(Rows::Values(random.values(&spec)))
    })?;
    // A square picture of two by two tiles, with the whole picture as one more.
    let side = 2 * vision.tower.image;
    let pixels = (0..side * side * 3)
        .map(|at| (at * 7919 % 251) as u8)
        .collect();
    let picture = Raster::new(side, side, pixels).ok_or("the picture has no pixels")?;
    let tiles = Tiles::cut(&picture, &Tiling::of(&vision, (side, side)));
    eprintln!("{} tiles, {} kernels", tiles.len(), kernels.name());
    println!("ready");
    for line in io::stdin().lock().lines() {
        line?;
        let begun = Instant::now();
        let features = tower.encode(&tiles);
        let spent = begun.elapsed().as_secs_f64() * 1000.0;
        assert!(features.iter().all(|value| value.is_finite()));
        println!("{spent:.1}");
        io::stdout().flush()?;
    }
    Ok(())
}
