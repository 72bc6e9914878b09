//! Launches recorded once and replayed as a whole: a pass over a canvas of the same length launches the same kernels over the
//! same buffers.

use std::fmt;
use std::sync::Arc;

use candle_core::Result;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::sys::{
    CUgraphInstantiate_flags, CUstreamCaptureMode,
};
use candle_core::cuda_backend::cudarc::driver::{CudaGraph, CudaStream};

/// So many shapes are remembered; the one not used for longest is forgotten first.
const MOST: usize = 16;

/// The shapes of recent passes, the last one last. Whoever lets go of a buffer that they use has to forget them before.
#[derive(Default)]
pub(super) struct Graphs<K> {
    recent: Vec<(K, Recording)>,
}

/// What is known of a shape.
enum Recording {
    /// It ran once. The first time libraries load what they need, which cannot be recorded; and a shape that never returns is
    /// not worth it.
    Seen,
    /// It is replayed.
    Graph(CudaGraph),
    /// It could not be recorded, and is launched kernel by kernel.
    Refused,
}

// SAFETY: a graph is a handle of the driver's, which any thread may use, one at a time; launching takes `&mut self`.
unsafe impl<K: Send> Send for Graphs<K> {}
// SAFETY: nothing can be done with a graph behind a shared reference.
unsafe impl<K: Sync> Sync for Graphs<K> {}

impl<K: PartialEq> Graphs<K> {
    /// Runs `launch`, which puts the same work on the stream every time it is called for this key: records it when it comes for
    /// the second time, and replays it from then on.
    pub(super) fn run(
        &mut self,
        key: K,
        stream: &Arc<CudaStream>,
        launch: impl Fn() -> Result<()>,
    ) -> Result<()> {
        let known = self.recent.iter().position(|(known, _)| *known == key);
        let recording = match known.map(|index| self.recent.remove(index).1) {
            None => {
                launch()?;
                Recording::Seen
            }
            Some(Recording::Graph(graph)) => {
                graph.launch().w()?;
                Recording::Graph(graph)
            }
            Some(Recording::Seen) => match record(stream, &launch) {
                Ok(Some(graph)) => {
                    graph.launch().w()?;
                    Recording::Graph(graph)
                }
                _ => {
                    launch()?;
                    Recording::Refused
                }
            },
            Some(Recording::Refused) => {
                launch()?;
                Recording::Refused
            }
        };
        if self.recent.len() == MOST {
            self.recent.remove(0);
        }
        self.recent.push((key, recording));
        Ok(())
    }

    /// Forgets everything: the buffers are not what they were.
    pub(super) fn forget(&mut self) {
        self.recent.clear();
    }

    /// How many shapes are replayed.
    #[cfg(test)]
    pub(super) fn replayed(&self) -> usize {
        let graphs = self.recent.iter();
        graphs
            .filter(|(_, recording)| matches!(recording, Recording::Graph(_)))
            .count()
    }
}

/// What `launch` puts on the stream, as a graph; it does not run.
fn record(stream: &Arc<CudaStream>, launch: impl Fn() -> Result<()>) -> Result<Option<CudaGraph>> {
    stream
        .begin_capture(CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_RELAXED)
        .w()?;
    let launched = launch();
    // A stream that is recording is of no other use: so that is ended, whatever happened.
    let graph = stream.end_capture(CUgraphInstantiate_flags(0)).w();
    launched?;
    graph
}

impl<K: fmt::Debug> fmt::Debug for Graphs<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.recent.iter().map(|(key, _)| key))
            .finish()
    }
}
