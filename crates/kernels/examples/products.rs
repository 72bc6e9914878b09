//! How fast products are by the number of rows, beside the time in which their weights are read once.
//!
//! ```sh
//! cargo run --release -p kernels --example products -- q8_0,q4k,bf16 1,8,32,128,512 12288x4096 auto
//! ```
//!
//! Formats, rows, outputs x inputs, kernels; what is left out is as above. Each product takes another matrix of some that
//! together are larger than most caches.

use std::error::Error;
use std::time::Instant;

use kernels::ceilings::Memory;
use kernels::packed::{Format, PackedMatrix};
use kernels::panels::{PANEL, Panels};
use kernels::{Bytes, Encoded, KernelChoice, Kernels};

/// Products of each kind.
const TIMES: usize = 12;
/// Bytes of all matrices together, about.
const TOTAL: usize = 400 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |default: &str| arguments.next().unwrap_or_else(|| default.to_owned());
    let (formats, rows) = (next("q8_0,q4k,bf16"), next("1,8,32,128,512"));
    let shape = next("12288x4096");
    let (outputs, inputs) = shape.split_once('x').ok_or("a shape is OUTPUTSxINPUTS")?;
    let (outputs, inputs): (usize, usize) = (outputs.parse()?, inputs.parse()?);
    let choice: KernelChoice = next("auto").parse()?;
    let kernels = choice
        .resolve()?
        .ok_or("candle's kernels are not measured here")?;
    let rows: Vec<usize> = rows.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let memory = Memory::default();
    println!(
        "{} kernels, {outputs} outputs of {inputs} inputs",
        kernels.name()
    );
    println!(
        "format   rows   ms (median)   at best   GFLOP/s at best   memory GB/s   read once, ms"
    );
    for name in formats.split(',') {
        let matrices = matrices(format(name)?, outputs, inputs);
        for &rows in &rows {
            let gbs = memory.gbs();
            let (median, best) = measure(kernels, &matrices, rows);
            let gflops = 2.0 * (rows * outputs * inputs) as f64 / best / 1e6;
            let once = matrices[0].bytes().len() as f64 / gbs / 1e6;
            println!(
                "{name:<6} {rows:>6} {median:>13.2} {best:>9.2} {gflops:>17.0} {gbs:>13.1} {once:>15.2}"
            );
        }
    }
    Ok(())
}

fn format(name: &str) -> Result<Format, String> {
    match name {
        "f32" => Ok(Format::F32),
        "f16" => Ok(Format::F16),
        "bf16" => Ok(Format::Bf16),
        "q8_0" => Ok(Format::Q8_0),
        "q4k" => Ok(Format::Q4k),
        _ => Err(format!(
            "format is {name}; allowed: f32, f16, bf16, q8_0, q4k. Choose some of them"
        )),
    }
}

/// Matrices whose panels are all alike: quantising takes long.
fn matrices(format: Format, outputs: usize, inputs: usize) -> Vec<PackedMatrix> {
    let panel = PackedMatrix::pack(format, PANEL, inputs, |row, to| {
        let columns = to.iter_mut().enumerate();
        columns.for_each(|(column, to)| *to = ((row * 31 + column * 7) % 17) as f32 * 0.01 - 0.08);
    });
    let bytes = panel.bytes().repeat(outputs.div_ceil(PANEL));
    (0..(TOTAL / bytes.len()).clamp(2, 64))
        .filter_map(|_| PackedMatrix::from_bytes(format, outputs, inputs, Bytes::copied(&bytes)))
        .collect()
}

/// Milliseconds of a product: the median, and the best.
fn measure(kernels: Kernels, matrices: &[PackedMatrix], rows: usize) -> (f64, f64) {
    let (mut x, mut y, mut encoded) = (Panels::default(), Panels::default(), Encoded::default());
    x.reset(rows, matrices[0].inputs());
    let values = x.values_mut().iter_mut().enumerate();
    values.for_each(|(index, x)| *x = (index * 13 % 101) as f32 * 0.02 - 1.0);
    let mut times: Vec<f64> = Vec::with_capacity(TIMES);
    // On a thread of the pool, as a pass runs.
    rayon::scope(|_| {
        for matrix in matrices.iter().cycle().take(TIMES) {
            kernels.encode(&x, None, matrix, &mut encoded);
            let begun = Instant::now();
            kernels.linear(&encoded, matrix, &mut y);
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    });
    times.sort_by(f64::total_cmp);
    (times[TIMES / 2], times[0])
}
