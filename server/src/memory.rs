//! How much memory this process takes, and how much it may take.

use std::fs;
use std::path::{Path, PathBuf};

/// The most memory that was ever resident, in bytes; none where the system does not tell.
#[must_use]
pub fn peak() -> Option<u64> {
    of_process("VmHWM:")
}

/// The memory that is resident now, in bytes; none where the system does not tell.
#[must_use]
pub fn resident() -> Option<u64> {
    of_process("VmRSS:")
}

fn of_process(field: &str) -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/self/status").ok()?, field)
}

/// The memory that can be taken without swapping, in bytes: what the system has left, or what this process's control
/// group leaves it if that is less. None where the system does not tell.
#[must_use]
pub fn available() -> Option<u64> {
    let system = kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:");
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = left_to_group(&groups, Path::new("/sys/fs/cgroup"));
    system.into_iter().chain(group).min()
}

/// A line of a file like `/proc/meminfo`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// What the limits of a control group and of those around it leave, by the lines of `/proc/self/cgroup`; none without a
/// limit.
fn left_to_group(groups: &str, root: &Path) -> Option<u64> {
    let path = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let mut folder: PathBuf = root.join(path.trim_start_matches('/'));
    let mut least: Option<u64> = None;
    while folder.starts_with(root) {
        least = least.into_iter().chain(left_in(&folder)).min();
        if !folder.pop() {
            break;
        }
    }
    least
}

/// What a group's own limit leaves. Memory that only caches files is given up when it is wanted.
fn left_in(folder: &Path) -> Option<u64> {
    let read = |file: &str| fs::read_to_string(folder.join(file)).ok();
    let number = |file: &str| read(file)?.trim().parse::<u64>().ok();
    let limit = number("memory.max")?;
    let used = number("memory.current")?;
    let statistics = read("memory.stat").unwrap_or_default();
    let cached = statistics
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file "));
    let cached = cached
        .and_then(|bytes| bytes.trim().parse().ok())
        .unwrap_or(0);
    Some(limit.saturating_sub(used.saturating_sub(cached)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_lines_are_read() {
        let status = "Name:\tunmask\nVmPeak:\t  9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 5 kB\n";
        assert_eq!(kilobytes(status, "VmHWM:"), Some(2 << 20));
        assert_eq!(kilobytes(status, "VmRSS:"), Some(5 << 10));
        assert_eq!(kilobytes("Name:\tunmask\n", "VmHWM:"), None);
    }

    #[test]
    fn the_narrowest_group_decides() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        let write =
            |folder: &Path, file: &str, text: &str| fs::write(folder.join(file), text).unwrap();
        let left = || left_to_group("1:name=systemd:/x\n0::/a/b\n", root.path());
        assert_eq!(left(), None);
        write(&inner, "memory.max", "max\n");
        write(&inner, "memory.current", "10\n");
        assert_eq!(left(), None);
        write(&inner, "memory.max", "100\n");
        assert_eq!(left(), Some(90));
        write(&inner, "memory.stat", "anon 3\ninactive_file 4\n");
        assert_eq!(left(), Some(94));
        let outer = root.path().join("a");
        write(&outer, "memory.max", "50\n");
        write(&outer, "memory.current", "20\n");
        assert_eq!(left(), Some(30));
        assert_eq!(left_to_group("", root.path()), None);
    }
}
