//! The autodiff engine: loss and gradients of a step by candle's automatic differentiation of the inference network, on any
//! device that candle has.

use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::ops::log_softmax;

use super::batch::Batch;
use super::error::TrainError;
use super::ops::add;
use super::optimizer::Slot;
use super::weights::tensors;
use llada::architecture::llada::Config;
use llada::denoiser::NetworkError;
use llada::network::candle::{Gradients, Network, Weight};

/// The network with its variables on the device, in the order of [`tensors`].
pub(super) struct Autodiff {
    network: Network,
    vars: Vec<Var>,
    gradients: Vec<Vec<f32>>,
}

impl Autodiff {
    pub(super) fn new(config: &Config, device: &Device) -> Result<Self, TrainError> {
        let tensors = tensors(config);
        let mut vars = Vec::with_capacity(tensors.len());
        for (_, shape, _) in &tensors {
            vars.push(Var::zeros(shape.as_slice(), DType::F32, device)?);
        }
        let model = config.model();
        let network = Network::build(
            &model,
            device,
            DType::F32,
            Gradients::Tracked,
            |group| -> Result<Vec<Weight>, NetworkError> {
                let named = |name: &str| tensors.iter().position(|tensor| tensor.0 == name);
                Ok(group
                    .iter()
                    .filter_map(|spec| named(&model.stored(spec).0.name))
                    .map(|index| Weight::Dense(vars[index].as_tensor().clone()))
                    .collect())
            },
        )?;
        let gradients = vars.iter().map(|var| vec![0.0; var.elem_count()]).collect();
        Ok(Self {
            network,
            vars,
            gradients,
        })
    }

    /// Loss and gradients, summed over the batches.
    pub(super) fn gradients(
        &mut self,
        slots: &[Slot],
        batches: &[Batch],
    ) -> Result<(f32, &[Vec<f32>]), TrainError> {
        for (var, slot) in self.vars.iter().zip(slots) {
            let value = Tensor::from_slice(&slot.value, var.shape(), &Device::Cpu)?;
            var.set(&value.to_device(var.device())?)?;
        }
        self.gradients.iter_mut().for_each(|g| g.fill(0.0));
        let mut total = 0.0;
        for batch in batches.iter().filter(|batch| !batch.rows.is_empty()) {
            let loss = self.loss(batch)?;
            let gradients = loss.backward()?;
            total += loss.to_scalar::<f32>()?;
            for (sum, var) in self.gradients.iter_mut().zip(&self.vars) {
                if let Some(gradient) = gradients.get(var) {
                    add(sum, &gradient.flatten_all()?.to_vec1::<f32>()?);
                }
            }
        }
        Ok((total, &self.gradients))
    }

    /// Σ weight · cross entropy over the masked positions.
    fn loss(&self, batch: &Batch) -> Result<Tensor, TrainError> {
        let device = self.network.device();
        let count = batch.rows.len();
        let shape = (batch.ids.len() / batch.len, batch.len);
        let ids = Tensor::from_slice(&batch.ids, shape, device)?;
        let rows = Tensor::from_slice(&batch.rows, count, device)?;
        let targets = Tensor::from_slice(&batch.targets, (count, 1), device)?;
        let weights = Tensor::from_slice(&batch.weights, (count, 1), device)?;
        let hidden = self.network.hidden_of(&ids)?.flatten(0, 1)?;
        let masked = hidden.index_select(&rows, 0)?.unsqueeze(0)?;
        let logits = self.network.head(&masked)?.squeeze(0)?;
        let log_p = log_softmax(&logits, D::Minus1)?.gather(&targets, 1)?;
        Ok((log_p * weights)?.sum_all()?.neg()?)
    }
}
