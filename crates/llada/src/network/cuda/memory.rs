//! Memory on the device, and views of it that know how much they see.

use std::marker::PhantomData;
use std::sync::Arc;

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{CudaSlice, CudaStream, DevicePtr, result};
use candle_core::{Result, bail};

/// A buffer of a stream. What it holds at first is anything.
#[derive(Debug)]
pub(super) struct Memory {
    stream: Arc<CudaStream>,
    address: u64,
    bytes: usize,
    /// Gives the memory back, behind the work that the stream still has.
    _owned: CudaSlice<u8>,
}

/// Some of a buffer, or of a tensor. Kernels are handed no address that did not come out of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    address: u64,
    bytes: usize,
    memory: PhantomData<&'a ()>,
}

impl Memory {
    /// A buffer of so many bytes.
    pub(super) fn new(stream: &Arc<CudaStream>, bytes: usize) -> Result<Self> {
        // SAFETY: the bytes are not initialised, and nothing on the host reads them before a kernel, a product or a copy has
        // written them: any bit pattern is a number of every type that is kept in them.
        let owned = unsafe { stream.alloc::<u8>(bytes.max(16)) }.w()?;
        let address = owned.device_ptr(stream).0;
        Ok(Self {
            stream: stream.clone(),
            address,
            bytes,
            _owned: owned,
        })
    }

    /// Bytes it has room for.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// All of it.
    pub(super) const fn span(&self) -> Span<'_> {
        Span {
            address: self.address,
            bytes: self.bytes,
            memory: PhantomData,
        }
    }

    /// Copies numbers to its beginning, behind the work that the stream has; `values` may be let go at once.
    pub(super) fn upload<T: bytemuck::Pod>(&mut self, values: &[T]) -> Result<()> {
        let to = self.span().of::<T>(values.len())?;
        self.stream.context().bind_to_thread().w()?;
        // SAFETY: `of` has checked that the buffer holds them. The driver has read pageable memory when it returns.
        unsafe { result::memcpy_htod_async(to, values, self.stream.cu_stream()) }.w()
    }

    /// The numbers at its beginning, when the stream has done all its work: the only place where a pass waits.
    pub(super) fn download<T: bytemuck::Pod>(&self, count: usize) -> Result<Vec<T>> {
        let from = self.span().of::<T>(count)?;
        let mut values = vec![T::zeroed(); count];
        self.stream.context().bind_to_thread().w()?;
        // SAFETY: `of` has checked that the buffer holds them; `values` outlives the copy, which is waited for.
        let copied =
            unsafe { result::memcpy_dtoh_async(&mut values, from, self.stream.cu_stream()) };
        self.stream.synchronize().w()?;
        copied.w()?;
        Ok(values)
    }
}

impl<'a> Span<'a> {
    /// What a tensor's storage holds from `address` on; `owner` keeps it.
    pub(super) const fn of_tensor<T>(_owner: &'a T, address: u64, bytes: usize) -> Self {
        Self {
            address,
            bytes,
            memory: PhantomData,
        }
    }

    /// Where it begins.
    pub(super) const fn address(self) -> u64 {
        self.address
    }

    /// Its address, if it holds so many numbers of type T.
    pub(super) fn of<T>(self, count: usize) -> Result<u64> {
        let wanted = count * size_of::<T>();
        if wanted > self.bytes {
            bail!(
                "a kernel needs {wanted} bytes of a buffer that has {}. This is a bug",
                self.bytes
            );
        }
        Ok(self.address)
    }

    /// What follows after so many bytes.
    pub(super) fn after(self, bytes: usize) -> Result<Self> {
        self.of::<u8>(bytes)?;
        Ok(Self {
            address: self.address + bytes as u64,
            bytes: self.bytes - bytes,
            memory: PhantomData,
        })
    }
}
