//! Where the model runs.

use std::fmt;
use std::str::FromStr;

use candle_core::Device;

/// The device asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A GPU if this build supports one and one is there, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The NVIDIA GPU of this number.
    Cuda(usize),
    /// Apple's GPU.
    Metal,
}

/// Why a device is not to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// No such device.
    #[error("device is {0}; allowed: auto, cpu, cuda, cuda:N, metal. Choose one of them")]
    Unknown(String),
    /// This build has no such backend.
    #[error(
        "device is {device}, but this program was built without {feature}; allowed here: cpu. Build it with --features {feature}, or use --device cpu"
    )]
    NotBuilt {
        /// The device.
        device: DeviceChoice,
        /// The Cargo feature.
        feature: &'static str,
    },
    /// The device does not answer.
    #[error(
        "device is {device}, which cannot be used: {reason}. Check its driver, or use --device cpu"
    )]
    Unavailable {
        /// The device.
        device: DeviceChoice,
        /// The driver's reason.
        reason: String,
    },
}

impl DeviceChoice {
    /// Opens the device.
    ///
    /// # Errors
    /// [`DeviceError`]: not built in, or not there.
    pub fn open(self) -> Result<Device, DeviceError> {
        match self {
            Self::Cpu => Ok(Device::Cpu),
            Self::Auto => Ok(Self::gpu().unwrap_or(Device::Cpu)),
            Self::Cuda(_) if !cfg!(feature = "cuda") => Err(self.not_built("cuda")),
            Self::Metal if !cfg!(feature = "metal") => Err(self.not_built("metal")),
            Self::Cuda(number) => {
                Device::new_cuda(number).map_err(|error| self.unavailable(&error))
            }
            Self::Metal => Device::new_metal(0).map_err(|error| self.unavailable(&error)),
        }
    }

    fn gpu() -> Option<Device> {
        if cfg!(feature = "cuda") {
            Device::new_cuda(0).ok()
        } else if cfg!(feature = "metal") {
            Device::new_metal(0).ok()
        } else {
            None
        }
    }

    const fn not_built(self, feature: &'static str) -> DeviceError {
        DeviceError::NotBuilt {
            device: self,
            feature,
        }
    }

    fn unavailable(self, error: &candle_core::Error) -> DeviceError {
        // The first line: what follows may be a backtrace.
        let reason = error.to_string();
        DeviceError::Unavailable {
            device: self,
            reason: reason.lines().next().unwrap_or_default().to_owned(),
        }
    }
}

/// The name of an open device: `cpu`, `cuda:0`, `metal`.
#[must_use]
pub fn device_name(device: &Device) -> String {
    match device.location() {
        candle_core::DeviceLocation::Cpu => "cpu".to_owned(),
        candle_core::DeviceLocation::Cuda { gpu_id } => format!("cuda:{gpu_id}"),
        candle_core::DeviceLocation::Metal { .. } => "metal".to_owned(),
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
            Self::Metal => f.write_str("metal"),
        }
    }
}

impl FromStr for DeviceChoice {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let number = text.strip_prefix("cuda:").map(str::parse);
        match (text, number) {
            ("auto", _) => Ok(Self::Auto),
            ("cpu", _) => Ok(Self::Cpu),
            ("cuda", _) => Ok(Self::Cuda(0)),
            ("metal", _) => Ok(Self::Metal),
            (_, Some(Ok(number))) => Ok(Self::Cuda(number)),
            _ => Err(DeviceError::Unknown(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!("cuda:1".parse(), Ok(DeviceChoice::Cuda(1)));
        assert_eq!("cuda".parse(), Ok(DeviceChoice::Cuda(0)));
        for text in ["gpu", "cuda:", "cuda:x"] {
            assert_eq!(
                text.parse::<DeviceChoice>(),
                Err(DeviceError::Unknown(text.to_owned()))
            );
        }
        assert_eq!(device_name(&DeviceChoice::Cpu.open().unwrap()), "cpu");
    }
}
