//! The tile instructions for processors that have none, so that their kernels are tested everywhere: a handler of illegal
//! instructions that carries them out as Intel's manual defines them (Software Developer's Manual, volume 2, chapter on AMX).
//!
//! Only what [`super::tiles`] consists of is known; everything else is as illegal as before.

use std::cell::RefCell;
use std::sync::Once;

use half::bf16;

/// The greg that holds each general register, by its number in instructions.
const REGISTERS: [libc::c_int; 16] = [
    libc::REG_RAX,
    libc::REG_RCX,
    libc::REG_RDX,
    libc::REG_RBX,
    libc::REG_RSP,
    libc::REG_RBP,
    libc::REG_RSI,
    libc::REG_RDI,
    libc::REG_R8,
    libc::REG_R9,
    libc::REG_R10,
    libc::REG_R11,
    libc::REG_R12,
    libc::REG_R13,
    libc::REG_R14,
    libc::REG_R15,
];

const ROWS: usize = 16;
const ROW_BYTES: usize = 64;

/// One tile register with its configuration.
#[derive(Clone, Copy)]
struct Tile {
    rows: usize,
    bytes: usize,
    values: [[u8; ROW_BYTES]; ROWS],
}

const UNSET: Tile = Tile {
    rows: 0,
    bytes: 0,
    values: [[0; ROW_BYTES]; ROWS],
};

thread_local! {
    /// A thread's tile registers; each handler runs on the thread whose instruction it carries out.
    static TILES: RefCell<[Tile; 8]> = const { RefCell::new([UNSET; 8]) };
}

/// Emulates tile instructions in this process from now on.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: an all-zero action is valid, and the handler is a function of the kind that SA_SIGINFO asks for.
        let failed = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_illegal as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_NODEFER;
            libc::sigaction(libc::SIGILL, &raw const action, std::ptr::null_mut())
        };
        assert_eq!(failed, 0, "the handler of illegal instructions is refused");
    });
}

extern "C" fn on_illegal(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system hands the context of the interrupted thread to a handler of this kind.
    let registers = unsafe { &mut (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs };
    let at = registers[libc::REG_RIP as usize] as *const u8;
    // SAFETY: an instruction begins there; the shortest that is read further is ten bytes long with its successors, and
    // the kernel's code does not end with one of them.
    let code = unsafe { std::slice::from_raw_parts(at, 10) };
    match Instruction::decode(code) {
        Some(instruction) => {
            TILES.with_borrow_mut(|tiles| instruction.run(tiles, registers));
            registers[libc::REG_RIP as usize] += instruction.length as i64;
        }
        // Illegal indeed: it is met again, now without a handler.
        // SAFETY: the default action is always valid.
        None => unsafe {
            libc::signal(libc::SIGILL, libc::SIG_DFL);
        },
    }
}

/// A decoded instruction.
struct Instruction {
    operation: Operation,
    /// Bytes of its code.
    length: usize,
}

enum Operation {
    Configure(Address),
    Release,
    Zero(usize),
    Load(usize, Address),
    Store(usize, Address),
    /// destination, left, right
    Multiply(usize, usize, usize),
}

/// A memory operand: base + index · scale + displacement.
#[derive(Clone, Copy)]
struct Address {
    base: usize,
    index: Option<usize>,
    scale: i64,
    displacement: i64,
}

impl Address {
    fn base(self, registers: &[i64; 23]) -> *mut u8 {
        (registers[REGISTERS[self.base] as usize] + self.displacement) as *mut u8
    }

    /// The distance of two rows of a tile in memory.
    fn stride(self, registers: &[i64; 23]) -> usize {
        let index = self
            .index
            .map_or(0, |index| registers[REGISTERS[index] as usize]);
        (index * self.scale) as usize
    }
}

impl Instruction {
    /// Three bytes of VEX prefix (map 0F38, W 0, L 0), opcode, ModRM, SIB, displacement.
    fn decode(code: &[u8]) -> Option<Self> {
        let &[0xc4, extend, prefix, opcode, mod_rm, ref rest @ ..] = code else {
            return None;
        };
        if extend & 0x1f != 2 || prefix & 0x84 != 0 {
            return None;
        }
        let (mode, reg, rm) = (
            mod_rm >> 6,
            usize::from(mod_rm >> 3 & 7),
            usize::from(mod_rm & 7),
        );
        let third = usize::from(!(prefix >> 3) & 15);
        let short = |operation| {
            Some(Self {
                operation,
                length: 5,
            })
        };
        match (opcode, prefix & 3) {
            (0x49, 0) if mod_rm == 0xc0 => short(Operation::Release),
            (0x49, 3) if mode == 3 => short(Operation::Zero(reg)),
            (0x5c, 2) if mode == 3 => short(Operation::Multiply(reg, rm, third)),
            (0x49 | 0x4b, kind) if mode != 3 => {
                let (address, more) = Self::address(extend, mode, rm, rest)?;
                let operation = match (opcode, kind) {
                    (0x49, 0) => Operation::Configure(address),
                    (0x4b, 3) => Operation::Load(reg, address),
                    (0x4b, 2) => Operation::Store(reg, address),
                    _ => return None,
                };
                Some(Self {
                    operation,
                    length: 5 + more,
                })
            }
            _ => None,
        }
    }

    /// The memory operand and the number of bytes after ModRM that it takes.
    fn address(extend: u8, mode: u8, rm: usize, rest: &[u8]) -> Option<(Address, usize)> {
        let extended = |bit: u8| if extend & bit == 0 { 8 } else { 0 };
        let mut address = Address {
            base: rm + extended(0x20),
            index: None,
            scale: 1,
            displacement: 0,
        };
        let mut taken = 0;
        if rm == 4 {
            let sib = rest[0];
            taken = 1;
            address.base = usize::from(sib & 7) + extended(0x20);
            let index = usize::from(sib >> 3 & 7) + extended(0x40);
            address.index = (index != 4).then_some(index);
            address.scale = 1 << (sib >> 6);
        }
        match mode {
            // Without a base, or relative to the instruction: not in the kernel.
            0 if address.base % 8 == 5 => return None,
            0 => {}
            1 => {
                address.displacement = i64::from(rest[taken] as i8);
                taken += 1;
            }
            2 => {
                let four = rest.get(taken..taken + 4)?.try_into().ok()?;
                address.displacement = i64::from(i32::from_le_bytes(four));
                taken += 4;
            }
            _ => return None,
        }
        Some((address, taken))
    }

    fn run(&self, tiles: &mut [Tile; 8], registers: &[i64; 23]) {
        match self.operation {
            Operation::Configure(address) => {
                // SAFETY: the instruction reads 64 bytes there.
                let from = unsafe { std::slice::from_raw_parts(address.base(registers), 64) };
                assert!(from[0] == 1 && from[1..16].iter().all(|byte| *byte == 0));
                for (index, tile) in tiles.iter_mut().enumerate() {
                    let bytes = u16::from_le_bytes([from[16 + 2 * index], from[17 + 2 * index]]);
                    *tile = Tile {
                        rows: from[48 + index].into(),
                        bytes: bytes.into(),
                        ..UNSET
                    };
                }
            }
            Operation::Release => *tiles = [UNSET; 8],
            Operation::Zero(tile) => tiles[tile].values = UNSET.values,
            Operation::Load(tile, address) => {
                let tile = &mut tiles[tile];
                let from = address.base(registers);
                for row in 0..tile.rows {
                    // SAFETY: the instruction reads the configured bytes of every row.
                    unsafe {
                        let from = from.add(row * address.stride(registers));
                        from.copy_to(tile.values[row].as_mut_ptr(), tile.bytes);
                    }
                }
            }
            Operation::Store(tile, address) => {
                let tile = &tiles[tile];
                let to = address.base(registers);
                for row in 0..tile.rows {
                    // SAFETY: the instruction writes the configured bytes of every row.
                    unsafe {
                        let to = to.add(row * address.stride(registers));
                        to.copy_from(tile.values[row].as_ptr(), tile.bytes);
                    }
                }
            }
            Operation::Multiply(to, left, right) => {
                tiles[to] = multiplied(&tiles[to], &tiles[left], &tiles[right]);
            }
        }
    }
}

/// TDPBF16PS: rows of pairs of bf16 times pairs of rows, added to f32.
fn multiplied(to: &Tile, left: &Tile, right: &Tile) -> Tile {
    assert!(to.rows == left.rows && to.bytes == right.bytes && left.bytes == 4 * right.rows);
    let half = |row: &[u8; ROW_BYTES], index: usize| {
        bf16::from_le_bytes([row[2 * index], row[2 * index + 1]]).to_f32()
    };
    let mut sums = *to;
    for (sums, left) in sums.values[..to.rows].iter_mut().zip(&left.values) {
        for (n, sum) in sums[..to.bytes]
            .as_chunks_mut::<4>()
            .0
            .iter_mut()
            .enumerate()
        {
            let mut total = f32::from_le_bytes(*sum);
            for (k, right) in right.values[..right.rows].iter().enumerate() {
                total += half(left, 2 * k) * half(right, 2 * n);
                total += half(left, 2 * k + 1) * half(right, 2 * n + 1);
            }
            *sum = total.to_le_bytes();
        }
    }
    sums
}
