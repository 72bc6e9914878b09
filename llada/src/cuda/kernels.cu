// The kernels of a pass beside its matrix products, for bf16 activations. Compiled when the program starts, for the
// device that is there; so nothing is included, and bf16 is handled by its bits: the upper half of an f32.
//
// Activations are rows of bf16, sequence by sequence. Every row of every buffer begins at a multiple of 16 bytes.
// Roundings are those of torch in bf16: every operation's result is rounded to the nearest, ties to even, unless a comment
// says that it stays in f32.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define DEVICE __device__ __forceinline__
#define KERNEL extern "C" __global__ void
#define INFINITE __int_as_float(0x7f800000)
#define NOT_A_NUMBER __int_as_float(0x7fc00000)
#define EVERYONE 0xffffffffu

// ---- bf16 ------------------------------------------------------------------------------------------------------------

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

// ---- reductions ------------------------------------------------------------------------------------------------------

DEVICE float warp_sum(float x) {
    for (int lanes = 16; lanes > 0; lanes /= 2) x += __shfl_xor_sync(EVERYONE, x, lanes);
    return x;
}

// The sum over a block of whole warps, at every thread.
DEVICE float block_sum(float x) {
    __shared__ float sums[32];
    x = warp_sum(x);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = x;
    __syncthreads();
    x = threadIdx.x % 32 < blockDim.x / 32 ? sums[threadIdx.x % 32] : 0.0f;
    return warp_sum(x);
}

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

// ---- attention -------------------------------------------------------------------------------------------------------

DEVICE u32 shared_address(const void *pointer) { return (u32)__cvta_generic_to_shared(pointer); }

// 16 bytes from global to shared memory while the program goes on; zeros where not `there`.
DEVICE void fetch(void *to, const void *from, bool there) {
    const int size = there ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(to)), "l"(from), "r"(size));
}
DEVICE void close_group() { asm volatile("cp.async.commit_group;"); }
// Waits until all but the `OPEN` youngest groups are there.
template <int OPEN> DEVICE void await_groups() { asm volatile("cp.async.wait_group %0;" ::"n"(OPEN) : "memory"); }

// Four 8 × 8 matrices; each lane names the row of one of them.
DEVICE void load_matrices(u32 *to, const void *row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
                 : "r"(shared_address(row)) : "memory");
}
DEVICE void load_transposed(u32 *to, const void *row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
                 : "r"(shared_address(row)) : "memory");
}

// sum += A B, with A 16 × 16, B 16 × 8, sums in f32.
DEVICE void multiply(float *sum, const u32 *a, u32 b0, u32 b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

DEVICE float power_of_two(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// The shared memory that a launch asks for.
extern __shared__ __align__(1024) u8 memory[];

#define WARPS 4

// softmax(q kᵀ · scale) v of a tile of queries of one head: blockIdx.x is the tile, blockIdx.y the head, blockIdx.z the
// sequence. Each of the block's 4 warps has 16 · TILES queries; keys come in tiles of KEYS, the next one on its way while one
// is worked on. Scores, maxima and sums stay in f32; weights are rounded for the product with the values and divided by
// their sum at the end. `scale_log2` is scale · log₂ e.
//
// `q` has a head's numbers at head · HEAD_DIM of each row, rows `q_stride` numbers apart; keys and values are
// `[sequence][kv_heads][length][HEAD_DIM]`; `out` is `[sequence][rows][heads][HEAD_DIM]`.
template <int HEAD_DIM, int TILES, int KEYS>
DEVICE void attend(const u16 *q, const u16 *keys, const u16 *values, u16 *out, int rows, int length, int q_stride,
                   int kv_heads, float scale_log2) {
    constexpr int QUERIES = WARPS * 16 * TILES;
    constexpr int STRIDE = HEAD_DIM + 8; // Rows of a matrix then lie in different banks.
    constexpr int PIECES_OF_ROW = HEAD_DIM / 8;
    constexpr int STEPS = HEAD_DIM / 16;
    constexpr int COLUMNS = KEYS / 8;
    u16 *queries = (u16 *)memory;
    u16 *stage = queries + QUERIES * STRIDE; // Two of them, keys and values in each.

    const int thread = threadIdx.x, warp = thread / 32, lane = thread % 32;
    const int heads = gridDim.y, head = blockIdx.y, first = blockIdx.x * QUERIES;
    const int kv = head / (heads / kv_heads);
    q += (u64)blockIdx.z * rows * q_stride + (u64)head * HEAD_DIM;
    keys += ((u64)blockIdx.z * kv_heads + kv) * length * HEAD_DIM;
    values += ((u64)blockIdx.z * kv_heads + kv) * length * HEAD_DIM;

    auto fetch_tile = [&](int tile) {
        u16 *to = stage + (tile % 2) * 2 * KEYS * STRIDE;
        for (int task = thread; task < KEYS * PIECES_OF_ROW; task += WARPS * 32) {
            const int row = task / PIECES_OF_ROW, piece = task % PIECES_OF_ROW;
            const int key = tile * KEYS + row;
            const u64 from = (u64)min(key, length - 1) * HEAD_DIM + piece * 8;
            fetch(to + row * STRIDE + piece * 8, keys + from, key < length);
            fetch(to + (KEYS + row) * STRIDE + piece * 8, values + from, key < length);
        }
        close_group();
    };
    for (int task = thread; task < QUERIES * PIECES_OF_ROW; task += WARPS * 32) {
        const int row = task / PIECES_OF_ROW, piece = task % PIECES_OF_ROW;
        const int query = first + row;
        fetch(queries + row * STRIDE + piece * 8, q + (u64)min(query, rows - 1) * q_stride + piece * 8, query < rows);
    }
    fetch_tile(0);

    float sums[TILES][STEPS * 2][4] = {};
    float most[TILES][2], total[TILES][2];
#pragma unroll
    for (int t = 0; t < TILES; t++) most[t][0] = most[t][1] = -INFINITE, total[t][0] = total[t][1] = 0.0f;
    const u16 *own = queries + (warp * 16 * TILES + lane % 16) * STRIDE + lane / 16 * 8;

    const int tiles = (length + KEYS - 1) / KEYS;
    for (int tile = 0; tile < tiles; tile++) {
        if (tile + 1 < tiles) {
            fetch_tile(tile + 1);
            await_groups<1>();
        } else {
            await_groups<0>();
        }
        __syncthreads();
        const u16 *k = stage + (tile % 2) * 2 * KEYS * STRIDE, *v = k + KEYS * STRIDE;

        float scores[TILES][COLUMNS][4] = {};
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            u32 a[TILES][4];
#pragma unroll
            for (int t = 0; t < TILES; t++) load_matrices(a[t], own + t * 16 * STRIDE + step * 16);
#pragma unroll
            for (int column = 0; column < COLUMNS; column += 2) {
                u32 b[4];
                load_matrices(b, k + (column * 8 + lane % 8 + lane / 16 * 8) * STRIDE + step * 16 + lane / 8 % 2 * 8);
#pragma unroll
                for (int t = 0; t < TILES; t++) {
                    multiply(scores[t][column], a[t], b[0], b[1]);
                    multiply(scores[t][column + 1], a[t], b[2], b[3]);
                }
            }
        }
        const int left = length - tile * KEYS;
        if (left < KEYS) {
#pragma unroll
            for (int column = 0; column < COLUMNS; column++)
#pragma unroll
                for (int i = 0; i < 4; i++)
                    if (column * 8 + lane % 4 * 2 + i % 2 >= left)
#pragma unroll
                        for (int t = 0; t < TILES; t++) scores[t][column][i] = -INFINITE;
        }
        // A lane has the scores of two queries, 8 apart, and shares each with the three lanes beside it.
#pragma unroll
        for (int t = 0; t < TILES; t++) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float top = most[t][half];
#pragma unroll
                for (int column = 0; column < COLUMNS; column++)
                    top = fmaxf(top, fmaxf(scores[t][column][2 * half], scores[t][column][2 * half + 1]));
                top = fmaxf(top, __shfl_xor_sync(EVERYONE, top, 1));
                top = fmaxf(top, __shfl_xor_sync(EVERYONE, top, 2));
                const float base = top == -INFINITE ? 0.0f : top * scale_log2;
                const float shrink = power_of_two(most[t][half] * scale_log2 - base);
                most[t][half] = top;
                float sum = 0.0f;
#pragma unroll
                for (int column = 0; column < COLUMNS; column++)
#pragma unroll
                    for (int i = 2 * half; i < 2 * half + 2; i++) {
                        const float weight = power_of_two(scores[t][column][i] * scale_log2 - base);
                        scores[t][column][i] = weight;
                        sum += weight;
                    }
                total[t][half] = total[t][half] * shrink + sum;
#pragma unroll
                for (int column = 0; column < STEPS * 2; column++) {
                    sums[t][column][2 * half] *= shrink;
                    sums[t][column][2 * half + 1] *= shrink;
                }
            }
        }
#pragma unroll
        for (int step = 0; step < COLUMNS / 2; step++) {
            u32 a[TILES][4];
#pragma unroll
            for (int t = 0; t < TILES; t++)
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    const float *pair = &scores[t][2 * step + i / 2][i % 2 * 2];
                    a[t][i] = packed(pair[0], pair[1]);
                }
#pragma unroll
            for (int column = 0; column < STEPS * 2; column += 2) {
                u32 b[4];
                load_transposed(b, v + (step * 16 + lane % 16) * STRIDE + column * 8 + lane / 16 * 8);
#pragma unroll
                for (int t = 0; t < TILES; t++) {
                    multiply(sums[t][column], a[t], b[0], b[1]);
                    multiply(sums[t][column + 1], a[t], b[2], b[3]);
                }
            }
        }
        __syncthreads();
    }
#pragma unroll
    for (int t = 0; t < TILES; t++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float sum = total[t][half];
            sum += __shfl_xor_sync(EVERYONE, sum, 1);
            sum += __shfl_xor_sync(EVERYONE, sum, 2);
            const float by = 1.0f / sum;
            const int row = first + (warp * TILES + t) * 16 + half * 8 + lane / 4;
            if (row >= rows) continue;
            u16 *to = out + (((u64)blockIdx.z * rows + row) * heads + head) * HEAD_DIM + lane % 4 * 2;
#pragma unroll
            for (int column = 0; column < STEPS * 2; column++)
                *(u32 *)(to + column * 8) = packed(sums[t][column][2 * half] * by, sums[t][column][2 * half + 1] * by);
        }
}

#define ATTENTION(name, HEAD_DIM, TILES, KEYS)                                                                             \
    extern "C" __global__ void __launch_bounds__(WARPS * 32)                                                               \
        name(const u16 *q, const u16 *keys, const u16 *values, u16 *out, int rows, int length, int q_stride, int kv_heads,  \
             float scale_log2) {                                                                                           \
        attend<HEAD_DIM, TILES, KEYS>(q, keys, values, out, rows, length, q_stride, kv_heads, scale_log2);                  \
    }

ATTENTION(attention_32, 32, 1, 64)
ATTENTION(attention_64, 64, 1, 64)
ATTENTION(attention_96, 96, 1, 64)
ATTENTION(attention_128, 128, 1, 64)
// Twice the queries in a block: half the reading of keys and values, for passes with enough of them to fill the device.
ATTENTION(attention_64_long, 64, 2, 64)
ATTENTION(attention_128_long, 128, 2, 64)

// ---- attention by warp groups (Hopper) -------------------------------------------------------------------------------

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)

// A matrix in shared memory as wgmma reads it: rows of 128 bytes whose 16-byte pieces are swizzled within groups of 8 rows.
// `leading` is the distance between its halves where the product runs along its columns.
DEVICE u64 describe(u32 address, u32 leading) {
    return (u64)(address >> 4 & 0x3fff) | (u64)(leading >> 4) << 16 | (u64)(1024 >> 4) << 32 | 1ull << 62;
}
DEVICE void open_products() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
DEVICE void close_products() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
// Waits until all but the `OPEN` youngest groups of products are done.
template <int OPEN> DEVICE void await_products() { asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(OPEN) : "memory"); }

// scores = a bᵀ, or += for `more`: 64 queries, 64 keys, 16 numbers of each.
DEVICE void score(float (&to)[32], u64 a, u64 b, int more) {
    asm volatile("{.reg .pred p; setp.ne.b32 p, %34, 0;\n"
                 "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 {"
                 "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
                 "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
                 "}, %32, %33, p, 1, 1, 0, 0;}"
                 : "+f"(to[0]), "+f"(to[1]), "+f"(to[2]), "+f"(to[3]),
                   "+f"(to[4]), "+f"(to[5]), "+f"(to[6]), "+f"(to[7]),
                   "+f"(to[8]), "+f"(to[9]), "+f"(to[10]), "+f"(to[11]),
                   "+f"(to[12]), "+f"(to[13]), "+f"(to[14]), "+f"(to[15]),
                   "+f"(to[16]), "+f"(to[17]), "+f"(to[18]), "+f"(to[19]),
                   "+f"(to[20]), "+f"(to[21]), "+f"(to[22]), "+f"(to[23]),
                   "+f"(to[24]), "+f"(to[25]), "+f"(to[26]), "+f"(to[27]),
                   "+f"(to[28]), "+f"(to[29]), "+f"(to[30]), "+f"(to[31])
                 : "l"(a), "l"(b), "r"(more));
}

// mixed += a b: 64 queries, 16 keys, 128 numbers of their values.
DEVICE void mix(float (&to)[64], const u32 *a, u64 b) {
    asm volatile("{.reg .pred p; setp.ne.b32 p, %69, 0;\n"
                 "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {"
                 "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
                 "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
                 "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
                 "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
                 "}, {%64, %65, %66, %67}, %68, p, 1, 1, 1;}"
                 : "+f"(to[0]), "+f"(to[1]), "+f"(to[2]), "+f"(to[3]),
                   "+f"(to[4]), "+f"(to[5]), "+f"(to[6]), "+f"(to[7]),
                   "+f"(to[8]), "+f"(to[9]), "+f"(to[10]), "+f"(to[11]),
                   "+f"(to[12]), "+f"(to[13]), "+f"(to[14]), "+f"(to[15]),
                   "+f"(to[16]), "+f"(to[17]), "+f"(to[18]), "+f"(to[19]),
                   "+f"(to[20]), "+f"(to[21]), "+f"(to[22]), "+f"(to[23]),
                   "+f"(to[24]), "+f"(to[25]), "+f"(to[26]), "+f"(to[27]),
                   "+f"(to[28]), "+f"(to[29]), "+f"(to[30]), "+f"(to[31]),
                   "+f"(to[32]), "+f"(to[33]), "+f"(to[34]), "+f"(to[35]),
                   "+f"(to[36]), "+f"(to[37]), "+f"(to[38]), "+f"(to[39]),
                   "+f"(to[40]), "+f"(to[41]), "+f"(to[42]), "+f"(to[43]),
                   "+f"(to[44]), "+f"(to[45]), "+f"(to[46]), "+f"(to[47]),
                   "+f"(to[48]), "+f"(to[49]), "+f"(to[50]), "+f"(to[51]),
                   "+f"(to[52]), "+f"(to[53]), "+f"(to[54]), "+f"(to[55]),
                   "+f"(to[56]), "+f"(to[57]), "+f"(to[58]), "+f"(to[59]),
                   "+f"(to[60]), "+f"(to[61]), "+f"(to[62]), "+f"(to[63])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(1));
}

// What products under way have written, or still read, is not touched before this: the compiler does not know of them.
template <int COUNT> DEVICE void settle(float (&numbers)[COUNT]) {
#pragma unroll
    for (int i = 0; i < COUNT; i++) asm volatile("" : "+f"(numbers[i])::"memory");
}

#define GROUPS 2
#define STAGES 5
#define TILE 64
#define HALF (TILE * 128)

// As `attend`, for head dimension 128: two groups of 4 warps with 64 queries each. While the values of one tile of keys are
// added up, the weights of the next are worked out.
// Shared memory: GROUPS · 16 KB + STAGES · 32 KB, and 1 KB to begin at a multiple of 1024.
extern "C" __global__ void __launch_bounds__(GROUPS * 128, 1)
    attention_128_groups(const u16 *q, const u16 *keys, const u16 *values, u16 *out, int rows, int length, int q_stride,
                         int kv_heads, float scale_log2) {
    const u32 queries = (shared_address(memory) + 1023) / 1024 * 1024, stages = queries + GROUPS * 2 * HALF;
    const int thread = threadIdx.x, group = thread / 128, lane = thread % 32;
    const int heads = gridDim.y, head = blockIdx.y, first = blockIdx.x * GROUPS * 64;
    const int kv = head / (heads / kv_heads);
    q += (u64)blockIdx.z * rows * q_stride + (u64)head * 128;
    keys += ((u64)blockIdx.z * kv_heads + kv) * length * 128;
    values += ((u64)blockIdx.z * kv_heads + kv) * length * 128;
    const int tiles = (length + TILE - 1) / TILE;

    // Where a row's piece of 16 bytes lies in a matrix of 64 rows: its two halves of 128 bytes below one another.
    auto place = [](int row, int piece) { return piece / 8 * HALF + row * 128 + (piece % 8 ^ row % 8) * 16; };
    auto fetch_to = [](u32 to, const void *from, bool there) {
        const int size = there ? 16 : 0;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(size) : "memory");
    };
    auto fetch_tile = [&](int tile) {
        if (tile < tiles) {
            const u32 to = stages + tile % STAGES * 4 * HALF;
#pragma unroll
            for (int turn = 0; turn < TILE * 16 / (GROUPS * 128); turn++) {
                const int task = thread + turn * GROUPS * 128, row = task / 16, piece = task % 16, key = tile * TILE + row;
                const u64 from = (u64)min(key, length - 1) * 128 + piece * 8;
                fetch_to(to + place(row, piece), keys + from, key < length);
                fetch_to(to + 2 * HALF + place(row, piece), values + from, key < length);
            }
        }
        close_group();
    };
#pragma unroll
    for (int turn = 0; turn < 8; turn++) {
        const int task = thread + turn * GROUPS * 128, row = task / 16, piece = task % 16, query = first + row;
        const u16 *from = q + (u64)min(query, rows - 1) * q_stride + piece * 8;
        fetch_to(queries + row / 64 * 2 * HALF + place(row % 64, piece), from, query < rows);
    }
    for (int tile = 0; tile < STAGES - 1; tile++) fetch_tile(tile);

    float scores[32], mixed[64] = {}, most[2] = {-INFINITE, -INFINITE}, total[2] = {0.0f, 0.0f}, shrink[2];
    u32 weights[16];
    const u32 own = queries + group * 2 * HALF;
    // Every thread's copies into shared memory have to be seen by the tensor cores of every group.
    auto arrived = [&] {
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
        __syncthreads();
    };
    auto score_tile = [&](int tile) {
        const u32 k = stages + tile % STAGES * 4 * HALF;
#pragma unroll
        for (int step = 0; step < 8; step++) {
            const u32 at = step / 4 * HALF + step % 4 * 32;
            score(scores, describe(own + at, 16), describe(k + at, 16), step > 0);
        }
        close_products();
    };
    auto mix_tile = [&](int tile) {
        const u32 v = stages + tile % STAGES * 4 * HALF + 2 * HALF;
#pragma unroll
        for (int step = 0; step < 4; step++) mix(mixed, weights + 4 * step, describe(v + step * 2048, HALF));
        close_products();
    };
    // Scores to weights, not yet rounded.
    auto weigh = [&](int tile) {
        const int left = length - tile * TILE;
        if (left < TILE) {
#pragma unroll
            for (int i = 0; i < 32; i++)
                if (i / 4 * 8 + lane % 4 * 2 + i % 2 >= left) scores[i] = -INFINITE;
        }
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float top = most[half];
#pragma unroll
            for (int i = 2 * half; i < 32; i += 4) top = fmaxf(top, fmaxf(scores[i], scores[i + 1]));
            top = fmaxf(top, __shfl_xor_sync(EVERYONE, top, 1));
            top = fmaxf(top, __shfl_xor_sync(EVERYONE, top, 2));
            const float base = top == -INFINITE ? 0.0f : top * scale_log2;
            shrink[half] = power_of_two(most[half] * scale_log2 - base);
            most[half] = top;
            float sum = 0.0f;
#pragma unroll
            for (int i = 2 * half; i < 32; i += 4)
#pragma unroll
                for (int j = i; j < i + 2; j++) {
                    scores[j] = power_of_two(fmaf(scores[j], scale_log2, -base));
                    sum += scores[j];
                }
            total[half] = total[half] * shrink[half] + sum;
        }
    };
    auto round_weights = [&] {
#pragma unroll
        for (int i = 0; i < 16; i++) weights[i] = packed(scores[2 * i], scores[2 * i + 1]);
    };

    await_groups<STAGES - 2>();
    arrived();
    open_products();
    score_tile(0);
    await_products<0>();
    settle(scores);
    weigh(0);
    round_weights();
    for (int tile = 1; tile < tiles; tile++) {
        // This tile is there, and no group needs anything any more of the one before the last.
        await_groups<STAGES - 3>();
        arrived();
        fetch_tile(tile + STAGES - 2);
        open_products();
        score_tile(tile);
        mix_tile(tile - 1);
        await_products<1>();
        settle(scores);
        weigh(tile);
        await_products<0>();
        settle(scores);
        settle(mixed);
#pragma unroll
        for (int i = 0; i < 64; i++) mixed[i] *= shrink[i / 2 % 2];
        round_weights();
    }
    open_products();
    mix_tile(tiles - 1);
    await_products<0>();
    settle(mixed);
#pragma unroll
    for (int half = 0; half < 2; half++) {
        float sum = total[half];
        sum += __shfl_xor_sync(EVERYONE, sum, 1);
        sum += __shfl_xor_sync(EVERYONE, sum, 2);
        const float by = 1.0f / sum;
        const int row = first + thread / 32 * 16 + half * 8 + lane / 4;
        if (row >= rows) continue;
        u16 *to = out + (((u64)blockIdx.z * rows + row) * heads + head) * 128 + lane % 4 * 2;
#pragma unroll
        for (int i = 0; i < 16; i++)
            *(u32 *)(to + i * 8) = packed(mixed[4 * i + 2 * half] * by, mixed[4 * i + 2 * half + 1] * by);
    }
}

#endif

// The same for any head dimension, a query at a time: blockIdx.x is the query. Shared memory: `head_dim + length` floats.
KERNEL attention_any(const u16 *q, const u16 *keys, const u16 *values, u16 *out, int rows, int length, int q_stride,
                     int kv_heads, float scale_log2, int head_dim) {
    float *query = (float *)memory, *weights = query + head_dim;
    const int heads = gridDim.y, head = blockIdx.y, kv = head / (heads / kv_heads);
    q += ((u64)blockIdx.z * rows + blockIdx.x) * q_stride + (u64)head * head_dim;
    keys += ((u64)blockIdx.z * kv_heads + kv) * length * head_dim;
    values += ((u64)blockIdx.z * kv_heads + kv) * length * head_dim;
    for (int i = threadIdx.x; i < head_dim; i += blockDim.x) query[i] = wide(q[i]);
    __syncthreads();
    float most = -INFINITE;
    for (int key = threadIdx.x; key < length; key += blockDim.x) {
        float score = 0.0f;
        for (int i = 0; i < head_dim; i++) score += query[i] * wide(keys[(u64)key * head_dim + i]);
        weights[key] = score * scale_log2;
        most = fmaxf(most, weights[key]);
    }
    __shared__ float tops[32];
    for (int lanes = 16; lanes > 0; lanes /= 2) most = fmaxf(most, __shfl_xor_sync(EVERYONE, most, lanes));
    if (threadIdx.x % 32 == 0) tops[threadIdx.x / 32] = most;
    __syncthreads();
    for (int warp = 0; warp < blockDim.x / 32; warp++) most = fmaxf(most, tops[warp]);
    float sum = 0.0f;
    for (int key = threadIdx.x; key < length; key += blockDim.x) sum += weights[key] = power_of_two(weights[key] - most);
    sum = block_sum(sum);
    __syncthreads();
    for (int i = threadIdx.x; i < head_dim; i += blockDim.x) {
        float mixed = 0.0f;
        for (int key = 0; key < length; key++) mixed += weights[key] * wide(values[(u64)key * head_dim + i]);
        out[(((u64)blockIdx.z * rows + blockIdx.x) * heads + head) * head_dim + i] = narrow(mixed / sum);
    }
}

// ---- selection -------------------------------------------------------------------------------------------------------

// The two highest scores with their ids, of which the lower wins a tie.
struct Top {
    float best, second;
    int id, second_id;
};

DEVICE bool before(float a, int a_id, float b, int b_id) { return a > b || (a == b && a_id < b_id); }

DEVICE void offer(Top &top, float score, int id) {
    if (before(score, id, top.best, top.id)) {
        top.second = top.best, top.second_id = top.id;
        top.best = score, top.id = id;
    } else if (before(score, id, top.second, top.second_id)) {
        top.second = score, top.second_id = id;
    }
}

// Σ exp(l − most).
struct Softmax {
    float most, sum;
};

DEVICE void merge(Softmax &a, float most, float sum) {
    const float top = fmaxf(a.most, most);
    if (top == -INFINITE) return;
    a.sum = a.sum * __expf(a.most - top) + sum * __expf(most - top);
    a.most = top;
}

#define NOBODY 0x7fffffff

// A block a row of logits, rows `stride` numbers apart (a multiple of 8). Ids are chosen by the logits c, or, where
// `hidden` is given, by u + factor (c − u), computed in f32, with the rows of `hidden` as u.
//
// The first `never` of `ids` are not chosen, the `uncounted` ones after them not part of the softmax. Six numbers a row:
// the highest logit and its id, the second highest and its (−∞ where there is none), the highest counted logit, and
// Σ exp(l − highest), which is NaN where a logit is one.
extern "C" __global__ void __launch_bounds__(1024)
    select_row(const uint4 *logits, const uint4 *hidden, float factor, const int *ids, int never, int uncounted,
               float *numbers, int vocab, int stride) {
    const u64 row = (u64)blockIdx.x * (stride / 8);
    Top top = {-INFINITE, -INFINITE, NOBODY, NOBODY};
    Softmax softmax = {-INFINITE, 0.0f};
    bool wrong = false;
    for (int at = threadIdx.x; at * 8 < vocab; at += blockDim.x) {
        const uint4 word = logits[row + at];
        const u32 words[4] = {word.x, word.y, word.z, word.w};
        float values[8];
#pragma unroll
        for (int i = 0; i < 4; i++) values[2 * i] = low(words[i]), values[2 * i + 1] = high(words[i]);
        if (hidden) {
            const uint4 other = hidden[row + at];
            const u32 others[4] = {other.x, other.y, other.z, other.w};
#pragma unroll
            for (int i = 0; i < 8; i++) {
                const float u = i % 2 ? high(others[i / 2]) : low(others[i / 2]);
                values[i] = __fadd_rn(u, __fmul_rn(factor, __fsub_rn(values[i], u)));
            }
        }
#pragma unroll
        for (int i = 0; i < 8; i++) {
            if (at * 8 + i >= vocab) values[i] = -INFINITE;
            wrong |= values[i] != values[i];
        }
        u32 chosen = 255, counted = 255; // A bit for each of the 8.
        for (int i = 0; i < never + uncounted; i++) {
            const u32 slot = (u32)(ids[i] - at * 8);
            if (slot < 8) (i < never ? chosen : counted) &= ~(1u << slot);
        }
        float most = -INFINITE;
#pragma unroll
        for (int i = 0; i < 8; i++) {
            if (chosen >> i & 1 && values[i] > top.second) offer(top, values[i], at * 8 + i);
            if (counted >> i & 1) most = fmaxf(most, values[i]);
        }
        if (most > -INFINITE) {
            if (most > softmax.most) {
                softmax.sum *= __expf(softmax.most - most);
                softmax.most = most;
            }
#pragma unroll
            for (int i = 0; i < 8; i++)
                if (counted >> i & 1) softmax.sum += __expf(values[i] - softmax.most);
        }
    }
    // Within the warp, then over the warps.
    __shared__ Top tops[32];
    __shared__ Softmax parts[32];
    for (int turn = 0; turn < 2; turn++) {
        for (int lanes = 16; lanes > 0; lanes /= 2) {
            const float best = __shfl_xor_sync(EVERYONE, top.best, lanes);
            const float second = __shfl_xor_sync(EVERYONE, top.second, lanes);
            const int id = __shfl_xor_sync(EVERYONE, top.id, lanes);
            const int second_id = __shfl_xor_sync(EVERYONE, top.second_id, lanes);
            const float most = __shfl_xor_sync(EVERYONE, softmax.most, lanes);
            const float sum = __shfl_xor_sync(EVERYONE, softmax.sum, lanes);
            offer(top, best, id);
            offer(top, second, second_id);
            merge(softmax, most, sum);
        }
        if (turn == 1) break;
        if (threadIdx.x % 32 == 0) tops[threadIdx.x / 32] = top, parts[threadIdx.x / 32] = softmax;
        wrong = __syncthreads_or(wrong);
        if (threadIdx.x >= 32) return;
        const bool there = threadIdx.x < blockDim.x / 32;
        top = there ? tops[threadIdx.x] : Top{-INFINITE, -INFINITE, NOBODY, NOBODY};
        softmax = there ? parts[threadIdx.x] : Softmax{-INFINITE, 0.0f};
    }
    if (threadIdx.x == 0) {
        float *to = numbers + blockIdx.x * 6;
        to[0] = top.best, to[1] = (float)top.id;
        to[2] = top.second, to[3] = (float)top.second_id;
        to[4] = softmax.most, to[5] = wrong ? NOT_A_NUMBER : softmax.sum;
    }
}

// blockIdx.x is a row. Logits as f32 without the padding of their rows.
KERNEL widen(const u16 *logits, float *out, int vocab, int stride) {
    const int at = blockIdx.y * blockDim.x + threadIdx.x;
    if (at < vocab) out[(u64)blockIdx.x * vocab + at] = wide(logits[(u64)blockIdx.x * stride + at]);
}
