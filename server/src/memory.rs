//! How much memory this process takes.

/// The most memory that was ever resident, in bytes; none where the system does not tell.
#[must_use]
pub fn peak() -> Option<u64> {
    read("VmHWM:")
}

/// The memory that is resident now, in bytes; none where the system does not tell.
#[must_use]
pub fn resident() -> Option<u64> {
    read("VmRSS:")
}

fn read(field: &str) -> Option<u64> {
    from_status(&std::fs::read_to_string("/proc/self/status").ok()?, field)
}

fn from_status(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_line_is_read() {
        let status = "Name:\tunmask\nVmPeak:\t  9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 5 kB\n";
        assert_eq!(from_status(status, "VmHWM:"), Some(2 << 20));
        assert_eq!(from_status(status, "VmRSS:"), Some(5 << 10));
        assert_eq!(from_status("Name:\tunmask\n", "VmHWM:"), None);
    }
}
