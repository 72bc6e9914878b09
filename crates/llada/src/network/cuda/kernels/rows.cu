// A row at a time: embedding, residual stream, norm, rotary position embedding, gated MLP. All for bf16 activations, which are handled
// by their bits: the upper half of an f32.
//
// Activations are rows of bf16, sequence by sequence. Every row of every buffer begins at a multiple of 16 bytes.
// Roundings are those of torch in bf16: every operation's result is rounded to the nearest, ties to even, unless a comment
// says that it stays in f32.

DEVICE float low(u32 pair) { return __uint_as_float(pair << 16); }
DEVICE float high(u32 pair) { return __uint_as_float(pair & 0xffff0000u); }

// Two numbers, rounded, in one word: `a` in its lower half.
DEVICE u32 packed(float a, float b) {
    u32 pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(b), "f"(a));
    return pair;
}

DEVICE float wide(u16 bits) { return __uint_as_float((u32)bits << 16); }
DEVICE u16 narrow(float x) { return (u16)packed(x, 0.0f); }

// x rounded to bf16, as f32.
DEVICE float rounded(float x) { return low(packed(x, 0.0f)); }

// ---- embedding, residual stream, norm --------------------------------------------------------------------------------

// A thread keeps so many pieces of 8 numbers of its row: rows have up to 8 · 2 · 1024 numbers.
#define PIECES 2

// The norm of a row whose pieces the block's threads hold: in f32, rounded, times the gain, rounded.
DEVICE void norm_row(const uint4 *held, const uint4 *gain, uint4 *normed, int pieces, float eps) {
    float sum = 0.0f;
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        if (threadIdx.x + i * blockDim.x < pieces) {
            const u32 words[4] = {held[i].x, held[i].y, held[i].z, held[i].w};
#pragma unroll
            for (int j = 0; j < 4; j++) sum += low(words[j]) * low(words[j]) + high(words[j]) * high(words[j]);
        }
    }
    const float scale = rsqrtf(block_sum(sum) / (float)(pieces * 8) + eps);
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        const int at = threadIdx.x + i * blockDim.x;
        if (at < pieces) {
            const uint4 by = gain[at];
            const u32 words[4] = {held[i].x, held[i].y, held[i].z, held[i].w};
            const u32 gains[4] = {by.x, by.y, by.z, by.w};
            u32 out[4];
#pragma unroll
            for (int j = 0; j < 4; j++) {
                const u32 unit = packed(low(words[j]) * scale, high(words[j]) * scale);
                out[j] = packed(low(unit) * low(gains[j]), high(unit) * high(gains[j]));
            }
            normed[at] = make_uint4(out[0], out[1], out[2], out[3]);
        }
    }
}

// A block a row. x[row] = table[ids[row]]; normed[row] = norm(x[row]).
KERNEL embed_norm(const u32 *ids, const uint4 *table, const uint4 *gain, uint4 *x, uint4 *normed, int pieces, float eps) {
    const uint4 *from = table + (u64)ids[blockIdx.x] * pieces;
    const u64 row = (u64)blockIdx.x * pieces;
    uint4 held[PIECES];
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        const int at = threadIdx.x + i * blockDim.x;
        if (at < pieces) x[row + at] = held[i] = from[at];
    }
    norm_row(held, gain, normed + row, pieces, eps);
}

// A block a row. x[row] += update[row]; normed[row] = norm(x[row]).
KERNEL add_norm(uint4 *x, const uint4 *update, const uint4 *gain, uint4 *normed, int pieces, float eps) {
    const u64 row = (u64)blockIdx.x * pieces;
    uint4 held[PIECES];
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        const int at = threadIdx.x + i * blockDim.x;
        if (at < pieces) {
            const uint4 a = x[row + at], b = update[row + at];
            held[i].x = packed(low(a.x) + low(b.x), high(a.x) + high(b.x));
            held[i].y = packed(low(a.y) + low(b.y), high(a.y) + high(b.y));
            held[i].z = packed(low(a.z) + low(b.z), high(a.z) + high(b.z));
            held[i].w = packed(low(a.w) + low(b.w), high(a.w) + high(b.w));
            x[row + at] = held[i];
        }
    }
    norm_row(held, gain, normed + row, pieces, eps);
}

// A block a wanted row of one sequence (blockIdx.y). The rows of two buffers, `count` of `rows` in each sequence.
KERNEL gather(const u32 *wanted, const uint4 *a, const uint4 *b, uint4 *to_a, uint4 *to_b, int rows, int pieces) {
    const u64 from = ((u64)blockIdx.y * rows + wanted[blockIdx.x]) * pieces;
    const u64 to = ((u64)blockIdx.y * gridDim.x + blockIdx.x) * pieces;
    for (int at = threadIdx.x; at < pieces; at += blockDim.x) {
        to_a[to + at] = a[from + at];
        to_b[to + at] = b[from + at];
    }
}

// ---- rotary position embedding ---------------------------------------------------------------------------------------

// blockIdx.x is a row of the window, blockIdx.y a sequence. `qkv` has a row of `q_heads` queries, `kv_heads` keys and as
// many values each. Queries are turned in place; keys are turned into `keys`, values copied into `values`, both
// `[sequence][kv_heads][length][head_dim]`, at the position `start + row`. `cos` and `sin` are `[position][head_dim / 2]`.
// A thread turns 4 pairs at a time: numbers i and i + head_dim / 2 of a head.
KERNEL rotary(uint2 *qkv, uint2 *keys, uint2 *values, const float4 *cos, const float4 *sin, int q_heads, int kv_heads,
              int head_dim, int start, int length) {
    const int quarters = head_dim / 4, half = head_dim / 8, heads = q_heads + 2 * kv_heads;
    const int position = start + blockIdx.x;
    uint2 *row = qkv + ((u64)blockIdx.y * gridDim.x + blockIdx.x) * heads * quarters;
    for (int task = threadIdx.x; task < heads * half; task += blockDim.x) {
        const int head = task / half, i = task % half;
        const uint2 a = row[head * quarters + i], b = row[head * quarters + half + i];
        uint2 *to = row + head * quarters;
        uint2 left = a, right = b;
        if (head >= q_heads) {
            const int kv = (head - q_heads) % kv_heads;
            to = head < q_heads + kv_heads ? keys : values;
            to += (((u64)blockIdx.y * kv_heads + kv) * length + position) * quarters;
        }
        if (head < q_heads + kv_heads) {
            const float4 c = cos[(u64)position * half + i], s = sin[(u64)position * half + i];
            left.x = packed(low(a.x) * c.x - low(b.x) * s.x, high(a.x) * c.y - high(b.x) * s.y);
            left.y = packed(low(a.y) * c.z - low(b.y) * s.z, high(a.y) * c.w - high(b.y) * s.w);
            right.x = packed(low(b.x) * c.x + low(a.x) * s.x, high(b.x) * c.y + high(a.x) * s.y);
            right.y = packed(low(b.y) * c.z + low(a.y) * s.z, high(b.y) * c.w + high(a.y) * s.w);
        }
        to[i] = left;
        to[half + i] = right;
    }
}

// ---- gated MLP -------------------------------------------------------------------------------------------------------

DEVICE float silu(float x) { return x / (1.0f + __expf(-x)); }

DEVICE u32 gated_pair(u32 gate, u32 up) {
    const u32 active = packed(silu(low(gate)), silu(high(gate)));
    return packed(low(active) * low(up), high(active) * high(up));
}

// blockIdx.x is a row. `both` has a row of `pieces` pieces of the gate and as many of the up projection each;
// out = silu(gate) · up.
KERNEL silu_mul(const uint4 *both, uint4 *out, int pieces) {
    const int at = blockIdx.y * blockDim.x + threadIdx.x;
    if (at >= pieces) return;
    const uint4 gate = both[(u64)blockIdx.x * 2 * pieces + at];
    const uint4 up = both[(u64)blockIdx.x * 2 * pieces + pieces + at];
    out[(u64)blockIdx.x * pieces + at] = make_uint4(gated_pair(gate.x, up.x), gated_pair(gate.y, up.y),
                                                    gated_pair(gate.z, up.z), gated_pair(gate.w, up.w));
}
