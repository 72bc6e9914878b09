// The kernels of training beside its matrix products, all in f32. Compiled when the program starts, for the device that is
// there; so nothing is included. Needs compute capability 8.0 or newer, for the products of attention in TF32.
//
// Matrices are row by row. Sequences of different lengths lie one after another without padding: sequence s has the tokens
// from starts[s] on, lens[s] of them. Every buffer that is a matrix begins at a multiple of 16 bytes, and widths of rows are
// multiples of 32 (of 4 for swiglu; the vocabulary has any size).
//
// "Strided" in a kernel's comment means: any number of blocks in x of 256 threads, which share the work. As many as there are
// pieces of it (elements, or four elements where the comment says so) over 256 is best, and some 1000 at most where sums
// come out. No two arrays of a kernel overlap.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define DEVICE __device__ __forceinline__
#define KERNEL extern "C" __global__ void
#define INFINITE __int_as_float(0x7f800000)
#define EVERYONE 0xffffffffu

// ---- reductions ------------------------------------------------------------------------------------------------------

DEVICE float warp_sum(float x) {
    for (int lanes = 16; lanes > 0; lanes /= 2) x += __shfl_xor_sync(EVERYONE, x, lanes);
    return x;
}

// The sum over a block of whole warps, at every thread. Once in a kernel only: nothing waits before the sums are used again.
DEVICE float block_sum(float x) {
    __shared__ float sums[32];
    x = warp_sum(x);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = x;
    __syncthreads();
    x = threadIdx.x % 32 < blockDim.x / 32 ? sums[threadIdx.x % 32] : 0.0f;
    return warp_sum(x);
}

DEVICE float dot(float4 a, float4 b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }

DEVICE float power_of_two(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

DEVICE float binary_logarithm(float x) {
    float y;
    asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// Where a strided kernel's thread begins, and how far it goes each time.
DEVICE u64 first_piece() { return (u64)blockIdx.x * blockDim.x + threadIdx.x; }
DEVICE u64 stride() { return (u64)gridDim.x * blockDim.x; }

// ---- rows ------------------------------------------------------------------------------------------------------------

// to[i] = from[rows[i]]; strided, pieces of four.
DEVICE void copy_from(float *to, const float *from, const u32 *rows, int count, int width) {
    const u32 pieces = width / 4;
    const u64 all = (u64)count * pieces;
    for (u64 at = first_piece(); at < all; at += stride()) {
        const u32 row = (u32)(at / pieces), piece = (u32)(at % pieces);
        ((float4 *)to)[at] = ((const float4 *)from)[(u64)rows[row] * pieces + piece];
    }
}

// x[t] = table[ids[t]]. Strided, pieces of four.
KERNEL embed(const u32 *ids, const float *table, float *x, int tokens, int width) {
    copy_from(x, table, ids, tokens, width);
}

// to[i] = from[rows[i]] for `count` rows. Strided, pieces of four.
KERNEL gather_rows(float *to, const float *from, const u32 *rows, int count, int width) {
    copy_from(to, from, rows, count, width);
}

// to[rows[i]] = from[i] for `count` rows; the others stay. Strided, pieces of four.
KERNEL scatter_rows(float *to, const float *from, const u32 *rows, int count, int width) {
    const u32 pieces = width / 4;
    const u64 all = (u64)count * pieces;
    for (u64 at = first_piece(); at < all; at += stride()) {
        const u32 row = (u32)(at / pieces), piece = (u32)(at % pieces);
        ((float4 *)to)[(u64)rows[row] * pieces + piece] = ((const float4 *)from)[at];
    }
}

// Tokens of a block of embed_back.
#define CHUNK 32

// d_table[ids[t]] += d_x[t]. A block has CHUNK tokens, a thread every blockDim.x-th column: ceil(tokens / 32) blocks in x of
// min(width, 1024) threads. Rows of the token `common`, of which there are many, are summed first, so that they do not wait
// for one another at the same few addresses.
KERNEL embed_back(const u32 *ids, const float *__restrict__ d_x, float *__restrict__ d_table, int tokens, int width,
                  u32 common) {
    __shared__ u32 own[CHUNK];
    const int first = blockIdx.x * CHUNK;
    const int count = min(CHUNK, tokens - first);
    for (int i = threadIdx.x; i < count; i += blockDim.x) own[i] = ids[first + i];
    __syncthreads();
    for (int column = threadIdx.x; column < width; column += blockDim.x) {
        const float *from = d_x + (u64)first * width + column;
        float sum = 0.0f;
        bool any = false;
        for (int i = 0; i < count; i += 8) {
            // Eight at a time, on their way together.
            float x[8];
#pragma unroll
            for (int j = 0; j < 8; j++) x[j] = i + j < count ? from[(u64)(i + j) * width] : 0.0f;
#pragma unroll
            for (int j = 0; j < 8; j++) {
                if (i + j >= count) break;
                if (own[i + j] == common) {
                    sum += x[j];
                    any = true;
                } else {
                    atomicAdd(d_table + (u64)own[i + j] * width + column, x[j]);
                }
            }
        }
        if (any) atomicAdd(d_table + (u64)common * width + column, sum);
    }
}

// ---- norm ------------------------------------------------------------------------------------------------------------

// A lane of a warp keeps up to PIECES pieces of four numbers of a row.
template <int PIECES> DEVICE void norm_row(const float4 *x, const float4 *w, float4 *y, int pieces, float eps) {
    const int lane = threadIdx.x % 32;
    float4 held[PIECES];
    float sum = 0.0f;
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        const int at = lane + i * 32;
        held[i] = at < pieces ? x[at] : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
        sum += dot(held[i], held[i]);
    }
    const float r = 1.0f / sqrtf(warp_sum(sum) / (float)(pieces * 4) + eps);
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
        const int at = lane + i * 32;
        if (at < pieces) {
            const float4 by = w[at];
            y[at] = make_float4(held[i].x * r * by.x, held[i].y * r * by.y, held[i].z * r * by.z, held[i].w * r * by.w);
        }
    }
}

// y = x / √(mean(x²) + ε) · w. A warp a row: ceil(rows / 8) blocks in x of 256 threads. Width up to 1024.
KERNEL rms_norm(const float *x, const float *w, float *y, int rows, int width, float eps) {
    const int row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
    if (row >= rows) return;
    const u64 at = (u64)row * width;
    if (width <= 256) {
        norm_row<2>((const float4 *)(x + at), (const float4 *)w, (float4 *)(y + at), width / 4, eps);
    } else {
        norm_row<8>((const float4 *)(x + at), (const float4 *)w, (float4 *)(y + at), width / 4, eps);
    }
}

template <int PIECES>
DEVICE void norm_back(float *__restrict__ d_x, float *__restrict__ d_w, const float *__restrict__ d_y,
                      const float *__restrict__ x, const float *__restrict__ w, int rows, int pieces, float eps,
                      float4 *sums) {
    const float4 none = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
    const float over = 1.0f / (float)(pieces * 4);
    float4 gain[PIECES];
#pragma unroll
    for (int i = 0; i < PIECES; i++) gain[i] = none;
    for (u64 row = (u64)blockIdx.x * warps + warp; row < rows; row += (u64)gridDim.x * warps) {
        const float4 *from = (const float4 *)x + row * pieces, *above = (const float4 *)d_y + row * pieces;
        float4 *to = (float4 *)d_x + row * pieces;
        float4 held[PIECES], grad[PIECES];
        float squares = 0.0f, product = 0.0f;
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            const int at = lane + i * 32;
            const bool there = at < pieces;
            held[i] = there ? from[at] : none;
            grad[i] = there ? above[at] : none;
        }
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            const int at = lane + i * 32;
            const float4 by = at < pieces ? ((const float4 *)w)[at] : none;
            const float4 scaled = make_float4(grad[i].x * by.x, grad[i].y * by.y, grad[i].z * by.z, grad[i].w * by.w);
            squares += dot(held[i], held[i]);
            product += dot(scaled, held[i]);
        }
        squares = warp_sum(squares);
        product = warp_sum(product);
        const float r = 1.0f / sqrtf(squares * over + eps);
        const float back = product * r * over * r;
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            const int at = lane + i * 32;
            if (at < pieces) {
                const float4 by = ((const float4 *)w)[at];
                gain[i].x += grad[i].x * held[i].x * r;
                gain[i].y += grad[i].y * held[i].y * r;
                gain[i].z += grad[i].z * held[i].z * r;
                gain[i].w += grad[i].w * held[i].w * r;
                float4 d = to[at];
                d.x += r * (grad[i].x * by.x - held[i].x * back);
                d.y += r * (grad[i].y * by.y - held[i].y * back);
                d.z += r * (grad[i].z * by.z - held[i].z * back);
                d.w += r * (grad[i].w * by.w - held[i].w * back);
                to[at] = d;
            }
        }
    }
    // The warps' sums one after another, then one addition to memory for each number.
    for (int turn = 0; turn < warps; turn++) {
        if (turn == warp) {
#pragma unroll
            for (int i = 0; i < PIECES; i++) {
                const int at = lane + i * 32;
                if (at < pieces) {
                    float4 sum = turn == 0 ? none : sums[at];
                    sum.x += gain[i].x;
                    sum.y += gain[i].y;
                    sum.z += gain[i].z;
                    sum.w += gain[i].w;
                    sums[at] = sum;
                }
            }
        }
        __syncthreads();
    }
    for (int at = threadIdx.x; at < pieces * 4; at += blockDim.x) atomicAdd(d_w + at, ((const float *)sums)[at]);
}

// With n = x r, r = 1 / √(mean(x²) + ε): d_w += Σ_rows d_y n; d_x += r (d_y w − n mean(d_y w n)).
// A warp a row at a time: min(ceil(rows / 8), two for each multiprocessor) blocks in x of 256 threads, which share the rows.
// Width up to 1024.
extern "C" __global__ void __launch_bounds__(256, 2)
rms_norm_back(float *__restrict__ d_x, float *__restrict__ d_w, const float *__restrict__ d_y, const float *__restrict__ x,
              const float *__restrict__ w, int rows, int width, float eps) {
    __shared__ float4 sums[256];
    if (width <= 256) {
        norm_back<2>(d_x, d_w, d_y, x, w, rows, width / 4, eps, sums);
    } else {
        norm_back<8>(d_x, d_w, d_y, x, w, rows, width / 4, eps, sums);
    }
}

// ---- gated MLP -------------------------------------------------------------------------------------------------------

DEVICE float sigmoid(float x) { return __fdividef(1.0f, 1.0f + __expf(-x)); }

DEVICE float gated(float gate, float up) { return gate * sigmoid(gate) * up; }

// The gradients of gate and up, in place.
DEVICE void gated_back(float &gate, float &up, float d) {
    const float s = sigmoid(gate);
    const float d_up = d * gate * s;
    gate = d * up * s * (1.0f + gate * (1.0f - s));
    up = d_up;
}

// `both` has rows of mlp numbers of the gate and as many of the up projection; out = silu(gate) · up. Strided, pieces of four.
KERNEL swiglu(const float *both, float *out, int rows, int mlp) {
    const u32 pieces = mlp / 4;
    const u64 all = (u64)rows * pieces;
    for (u64 at = first_piece(); at < all; at += stride()) {
        const u64 row = at / pieces;
        const float4 *from = (const float4 *)both + at + row * pieces;
        const float4 gate = from[0], up = from[pieces];
        ((float4 *)out)[at] =
            make_float4(gated(gate.x, up.x), gated(gate.y, up.y), gated(gate.z, up.z), gated(gate.w, up.w));
    }
}

// `both`, as it went into swiglu, becomes its gradient. Strided, pieces of four.
KERNEL swiglu_back(float *both, const float *d_out, int rows, int mlp) {
    const u32 pieces = mlp / 4;
    const u64 all = (u64)rows * pieces;
    for (u64 at = first_piece(); at < all; at += stride()) {
        const u64 row = at / pieces;
        float4 *to = (float4 *)both + at + row * pieces;
        float4 gate = to[0], up = to[pieces];
        const float4 d = ((const float4 *)d_out)[at];
        gated_back(gate.x, up.x, d.x);
        gated_back(gate.y, up.y, d.y);
        gated_back(gate.z, up.z, d.z);
        gated_back(gate.w, up.w, d.w);
        to[0] = gate;
        to[pieces] = up;
    }
}

// ---- attention -------------------------------------------------------------------------------------------------------

// Rounded to TF32, to the nearest: the tensor cores cut off what is over.
DEVICE u32 tf32(float x) {
    u32 bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return bits;
}

DEVICE float4 tf32(float4 x) {
    return make_float4(__uint_as_float(tf32(x.x)), __uint_as_float(tf32(x.y)), __uint_as_float(tf32(x.z)),
                       __uint_as_float(tf32(x.w)));
}

// sum += A B, with A 16 × 8, B 8 × 8. With g = lane / 4 and t = lane % 4 a lane has of A (g, t), (g + 8, t), (g, t + 4),
// (g + 8, t + 4), of B (t, g), (t + 4, g), of the sum (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1).
DEVICE void multiply(float *sum, const u32 *a, u32 b0, u32 b1) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// A block of attention: so many threads, and so many queries or keys at a time, 16 for each warp.
#define THREADS 128
#define TILE 64

#define LOG2_E 1.4426950408889634f
#define LN_2 0.6931471805599453f

// One head of one sequence, in rows of `width` numbers.
struct Rows {
    const float *from;
    u64 width;
    DEVICE const float *row(int at) const { return from + at * width; }
};

// A tile's rows in shared memory are HEAD_DIM + 4 numbers apart. Reading parts of matrices as `multiply` wants them then
// takes every bank once, whichever of the two directions is summed over.
//
// What is summed over may come in any order, if it is the same for both factors: sums over the numbers of a head take
// step · 4 + t and HEAD_DIM / 2 + step · 4 + t as (t, t + 4); sums over the rows of a tile take 2t and 2t + 1, because that
// is where a lane's results of a product before are.
template <int HEAD_DIM> struct Tile {
    static constexpr int HALF = HEAD_DIM / 2;
    static constexpr int STRIDE = HEAD_DIM + 4;
    static constexpr int SIZE = TILE * STRIDE;
    static constexpr int STEPS = HEAD_DIM / 8;

    // Rows first .. first + count, turned by their positions, times `scale`; zeros up to the next multiple of 16 rows.
    static DEVICE void load_turned(float *to, Rows rows, int first, int count, float scale, const float *__restrict__ cos,
                                   const float *__restrict__ sin) {
        constexpr int PIECES = HALF / 4;
        const int tasks = (count + 15) / 16 * 16 * PIECES;
#pragma unroll 4
        for (int task = threadIdx.x; task < tasks; task += THREADS) {
            const int row = task / PIECES, i = task % PIECES * 4;
            float4 low = make_float4(0.0f, 0.0f, 0.0f, 0.0f), high = low;
            if (row < count) {
                const float *from = rows.row(first + row) + i;
                const float4 a = *(const float4 *)from, b = *(const float4 *)(from + HALF);
                const float4 c = *(const float4 *)(cos + (first + row) * HALF + i);
                const float4 s = *(const float4 *)(sin + (first + row) * HALF + i);
                low = make_float4((a.x * c.x - b.x * s.x) * scale, (a.y * c.y - b.y * s.y) * scale,
                                  (a.z * c.z - b.z * s.z) * scale, (a.w * c.w - b.w * s.w) * scale);
                high = make_float4((b.x * c.x + a.x * s.x) * scale, (b.y * c.y + a.y * s.y) * scale,
                                   (b.z * c.z + a.z * s.z) * scale, (b.w * c.w + a.w * s.w) * scale);
            }
            *(float4 *)(to + row * STRIDE + i) = tf32(low);
            *(float4 *)(to + row * STRIDE + HALF + i) = tf32(high);
        }
    }

    // Rows as they are; zeros up to the next multiple of 16 rows.
    static DEVICE void load(float *to, Rows rows, int first, int count) {
        constexpr int PIECES = HEAD_DIM / 4;
        const int tasks = (count + 15) / 16 * 16 * PIECES;
#pragma unroll 4
        for (int task = threadIdx.x; task < tasks; task += THREADS) {
            const int row = task / PIECES, i = task % PIECES * 4;
            float4 x = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
            if (row < count) x = *(const float4 *)(rows.row(first + row) + i);
            *(float4 *)(to + row * STRIDE + i) = tf32(x);
        }
    }

    // The same, and each row's product with the row of `others`. Whole warps take part: a row has 8 or 16 lanes.
    static DEVICE void load_with_products(float *to, float *products, Rows rows, Rows others, int first, int count) {
        constexpr int PIECES = HEAD_DIM / 4;
        const int tasks = (count + 15) / 16 * 16 * PIECES;
#pragma unroll 2
        for (int task = threadIdx.x; task < tasks; task += THREADS) {
            const int row = task / PIECES, i = task % PIECES * 4;
            float4 x = make_float4(0.0f, 0.0f, 0.0f, 0.0f), y = x;
            if (row < count) {
                x = *(const float4 *)(rows.row(first + row) + i);
                y = *(const float4 *)(others.row(first + row) + i);
            }
            *(float4 *)(to + row * STRIDE + i) = tf32(x);
            float product = dot(x, y);
#pragma unroll
            for (int lanes = PIECES / 2; lanes > 0; lanes /= 2) product += __shfl_xor_sync(EVERYONE, product, lanes);
            if (i == 0) products[row] = product;
        }
    }

    // 16 rows as the left factor of products that sum over the numbers of a head.
    static DEVICE void left(u32 (*a)[4], const float *rows, int g, int t) {
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            const float *at = rows + g * STRIDE + step * 4 + t;
            a[step][0] = __float_as_uint(at[0]);
            a[step][1] = __float_as_uint(at[8 * STRIDE]);
            a[step][2] = __float_as_uint(at[HALF]);
            a[step][3] = __float_as_uint(at[8 * STRIDE + HALF]);
        }
    }

    // sums[0] and sums[1] += left · rowsᵀ for rows 0 .. 8 and 8 .. 16.
    static DEVICE void scores(float (*sums)[4], const u32 (*a)[4], const float *rows, int g, int t) {
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
#pragma unroll
            for (int n = 0; n < 2; n++) {
                const float *at = rows + (n * 8 + g) * STRIDE + step * 4 + t;
                multiply(sums[n], a[step], __float_as_uint(at[0]), __float_as_uint(at[HALF]));
            }
        }
    }

    // sums += weights · rows, for weights of 16 × 8 as a product left them, and 8 rows.
    static DEVICE void mix(float (*sums)[4], const float *weights, const float *rows, int g, int t) {
        const u32 a[4] = {tf32(weights[0]), tf32(weights[2]), tf32(weights[1]), tf32(weights[3])};
        const float *at = rows + 2 * t * STRIDE + g;
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            multiply(sums[step], a, __float_as_uint(at[step * 8]), __float_as_uint(at[STRIDE + step * 8]));
        }
    }

    // One row of what `mix` has summed, times `scale`, to memory: from sums[..][pair], sums[..][pair + 1].
    static DEVICE void store(float *to, const float (*sums)[4], int pair, float scale, int t) {
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            *(float2 *)(to + step * 8 + 2 * t) = make_float2(sums[step][pair] * scale, sums[step][pair + 1] * scale);
        }
    }

    // The same, turned back from its position, whose cosines and sines are given.
    static DEVICE void store_turned_back(float *to, const float (*sums)[4], int pair, float scale, int t, const float *cos,
                                         const float *sin) {
#pragma unroll
        for (int step = 0; step < STEPS / 2; step++) {
            const int at = step * 8 + 2 * t;
            const float2 c = *(const float2 *)(cos + at), s = *(const float2 *)(sin + at);
            const float a = sums[step][pair] * scale, b = sums[step + STEPS / 2][pair] * scale;
            const float a1 = sums[step][pair + 1] * scale, b1 = sums[step + STEPS / 2][pair + 1] * scale;
            *(float2 *)(to + at) = make_float2(a * c.x + b * s.x, a1 * c.y + b1 * s.y);
            *(float2 *)(to + HALF + at) = make_float2(b * c.x - a * s.x, b1 * c.y - a1 * s.y);
        }
    }
};

template <int HEAD_DIM>
DEVICE void attend(const float *__restrict__ qkv, float *__restrict__ out, const u32 *starts, const u32 *lens,
                   const float *__restrict__ cos, const float *__restrict__ sin, int n_heads, float *lse) {
    using T = Tile<HEAD_DIM>;
    extern __shared__ __align__(16) u8 memory[];
    float *q = (float *)memory, *k = q + T::SIZE, *v = k + T::SIZE;

    const int len = (int)lens[blockIdx.x], own = blockIdx.z * TILE, head = blockIdx.y;
    if (own >= len) return;
    const u64 start = starts[blockIdx.x], width = (u64)n_heads * HEAD_DIM;
    const int warp = threadIdx.x / 32, g = threadIdx.x % 32 / 4, t = threadIdx.x % 4;
    const float *from = qkv + start * 3 * width + head * HEAD_DIM;
    const Rows queries = {from, 3 * width}, keys = {from + width, 3 * width}, values = {from + 2 * width, 3 * width};
    const int mine = min(TILE, len - own);
    const bool active = warp * 16 < mine;

    // Scores come times log₂ e, for powers of two.
    const float scale = rsqrtf((float)HEAD_DIM) * LOG2_E;
    T::load_turned(q, queries, own, mine, scale, cos, sin);
    T::load_turned(k, keys, 0, min(TILE, len), 1.0f, cos, sin);
    T::load(v, values, 0, min(TILE, len));
    __syncthreads();

    u32 a[T::STEPS][4];
    float sums[T::STEPS][4] = {};
    float most[2] = {-INFINITE, -INFINITE}, total[2] = {0.0f, 0.0f};
    if (active) T::left(a, q + warp * 16 * T::STRIDE, g, t);

    for (int first = 0;;) {
        const int count = min(TILE, len - first);
        if (active) {
            float scores[TILE / 8][4];
            float top[2] = {most[0], most[1]};
#pragma unroll
            for (int n = 0; n < TILE / 8; n += 2) {
                if (n * 8 < count) {
#pragma unroll
                    for (int i = 0; i < 4; i++) scores[n][i] = scores[n + 1][i] = 0.0f;
                    T::scores(scores + n, a, k + n * 8 * T::STRIDE, g, t);
#pragma unroll
                    for (int i = 0; i < 8; i++) {
                        const int key = (n + i / 4) * 8 + 2 * t + i % 2;
                        float &score = scores[n + i / 4][i % 4];
                        if (key >= count) score = -INFINITE;
                        top[i % 4 / 2] = fmaxf(top[i % 4 / 2], score);
                    }
                }
            }
#pragma unroll
            for (int row = 0; row < 2; row++) {
                top[row] = fmaxf(top[row], __shfl_xor_sync(EVERYONE, top[row], 1));
                top[row] = fmaxf(top[row], __shfl_xor_sync(EVERYONE, top[row], 2));
                const float shrink = power_of_two(most[row] - top[row]);
                most[row] = top[row];
                total[row] *= shrink;
#pragma unroll
                for (int step = 0; step < T::STEPS; step++) {
                    sums[step][2 * row] *= shrink;
                    sums[step][2 * row + 1] *= shrink;
                }
            }
#pragma unroll
            for (int n = 0; n < TILE / 8; n++) {
                if (n * 8 < count) {
#pragma unroll
                    for (int i = 0; i < 4; i++) {
                        scores[n][i] = power_of_two(scores[n][i] - most[i / 2]);
                        total[i / 2] += scores[n][i];
                    }
                    T::mix(sums, scores[n], v + n * 8 * T::STRIDE, g, t);
                }
            }
        }
        first += TILE;
        if (first >= len) break;
        __syncthreads();
        T::load_turned(k, keys, first, min(TILE, len - first), 1.0f, cos, sin);
        T::load(v, values, first, min(TILE, len - first));
        __syncthreads();
    }
    if (!active) return;
#pragma unroll
    for (int row = 0; row < 2; row++) {
        total[row] += __shfl_xor_sync(EVERYONE, total[row], 1);
        total[row] += __shfl_xor_sync(EVERYONE, total[row], 2);
        const int query = warp * 16 + row * 8 + g;
        if (query < mine) {
            const u64 token = start + own + query;
            T::store(out + token * width + head * HEAD_DIM, sums, 2 * row, 1.0f / total[row], t);
            if (t == 0) lse[token * n_heads + head] = most[row] + binary_logarithm(total[row]);
        }
    }
}

// With P the probabilities: dV = Pᵀ dO; dP = dO Vᵀ; dS = P ∘ (dP − rowsum(dO ∘ O)) / √dim; dQ = dS K; dK = dSᵀ Q.
// A block has a tile of the sequence: first as keys, with all queries, then as queries, with all keys. So nothing is added
// to memory by two blocks; a sequence of one tile is read once.
template <int HEAD_DIM>
DEVICE void attend_back(const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv,
                        const u32 *starts, const u32 *lens, const float *__restrict__ cos, const float *__restrict__ sin,
                        int n_heads, const float *__restrict__ lse, const float *__restrict__ out) {
    using T = Tile<HEAD_DIM>;
    extern __shared__ __align__(16) u8 memory[];
    float *q = (float *)memory, *k = q + T::SIZE, *v = k + T::SIZE, *d = v + T::SIZE;
    float *logs = d + T::SIZE, *means = logs + TILE;

    const int len = (int)lens[blockIdx.x], own = blockIdx.z * TILE, head = blockIdx.y;
    if (own >= len) return;
    const u64 start = starts[blockIdx.x], width = (u64)n_heads * HEAD_DIM;
    const int warp = threadIdx.x / 32, g = threadIdx.x % 32 / 4, t = threadIdx.x % 4;
    const float *from = qkv + start * 3 * width + head * HEAD_DIM;
    const Rows queries = {from, 3 * width}, keys = {from + width, 3 * width}, values = {from + 2 * width, 3 * width};
    const Rows grads = {d_out + start * width + head * HEAD_DIM, width};
    const Rows outs = {out + start * width + head * HEAD_DIM, width};
    float *to = d_qkv + (start + own) * 3 * width + head * HEAD_DIM;
    const int mine = min(TILE, len - own);
    const bool active = warp * 16 < mine;
    const float scale = rsqrtf((float)HEAD_DIM);

    // Queries come with everything that belongs to them. Those beyond the sequence are zero, and their P too.
    auto load_queries = [&](int first) {
        const int count = min(TILE, len - first);
        T::load_turned(q, queries, first, count, scale * LOG2_E, cos, sin);
        T::load_with_products(d, means, grads, outs, first, count);
        if (threadIdx.x < TILE) {
            const u64 token = start + first + threadIdx.x;
            logs[threadIdx.x] = threadIdx.x < count ? lse[token * n_heads + head] : INFINITE;
        }
    };
    auto load_keys = [&](int first) {
        T::load_turned(k, keys, first, min(TILE, len - first), 1.0f, cos, sin);
        T::load(v, values, first, min(TILE, len - first));
    };
    u32 a[T::STEPS][4], b[T::STEPS][4];

    load_keys(own);
    load_queries(0);
    __syncthreads();
    {
        float d_k[T::STEPS][4] = {}, d_v[T::STEPS][4] = {};
        if (active) {
            T::left(a, k + warp * 16 * T::STRIDE, g, t);
            T::left(b, v + warp * 16 * T::STRIDE, g, t);
        }
        for (int first = 0;;) {
            const int count = min(TILE, len - first);
            if (active) {
#pragma unroll 1
                for (int column = 0; column < count; column += 16) {
                    float p[2][4] = {}, ds[2][4] = {};
                    T::scores(p, a, q + column * T::STRIDE, g, t);
                    T::scores(ds, b, d + column * T::STRIDE, g, t);
#pragma unroll
                    for (int n = 0; n < 2; n++) {
                        const int query = column + n * 8 + 2 * t;
                        const float2 log = *(const float2 *)(logs + query), mean = *(const float2 *)(means + query);
#pragma unroll
                        for (int i = 0; i < 4; i++) {
                            p[n][i] = power_of_two(p[n][i] - (i % 2 ? log.y : log.x));
                            ds[n][i] = p[n][i] * (ds[n][i] - (i % 2 ? mean.y : mean.x));
                        }
                        T::mix(d_v, p[n], d + (column + n * 8) * T::STRIDE, g, t);
                        T::mix(d_k, ds[n], q + (column + n * 8) * T::STRIDE, g, t);
                    }
                }
            }
            first += TILE;
            if (first >= len) break;
            __syncthreads();
            load_queries(first);
            __syncthreads();
        }
#pragma unroll
        for (int row = 0; row < 2; row++) {
            const int key = warp * 16 + row * 8 + g;
            if (key < mine) {
                const u64 angles = (u64)(own + key) * T::HALF;
                // The queries at hand are over √dim already, but times log₂ e.
                T::store_turned_back(to + key * 3 * width + width, d_k, 2 * row, LN_2, t, cos + angles, sin + angles);
                T::store(to + key * 3 * width + 2 * width, d_v, 2 * row, 1.0f, t);
            }
        }
    }
    if (len > TILE) {
        __syncthreads();
        load_queries(own);
        load_keys(0);
        __syncthreads();
    }
    float d_q[T::STEPS][4] = {};
    float log[2], mean[2];
    if (active) {
        T::left(a, q + warp * 16 * T::STRIDE, g, t);
        T::left(b, d + warp * 16 * T::STRIDE, g, t);
#pragma unroll
        for (int row = 0; row < 2; row++) {
            log[row] = logs[warp * 16 + row * 8 + g];
            mean[row] = means[warp * 16 + row * 8 + g];
        }
    }
    for (int first = 0;;) {
        const int count = min(TILE, len - first);
        if (active) {
#pragma unroll 1
            for (int column = 0; column < count; column += 16) {
                float p[2][4] = {}, ds[2][4] = {};
                T::scores(p, a, k + column * T::STRIDE, g, t);
                T::scores(ds, b, v + column * T::STRIDE, g, t);
#pragma unroll
                for (int n = 0; n < 2; n++) {
#pragma unroll
                    for (int i = 0; i < 4; i++) {
                        const int key = column + n * 8 + 2 * t + i % 2;
                        const float weight = key < count ? power_of_two(p[n][i] - log[i / 2]) : 0.0f;
                        ds[n][i] = weight * (ds[n][i] - mean[i / 2]);
                    }
                    T::mix(d_q, ds[n], k + (column + n * 8) * T::STRIDE, g, t);
                }
            }
        }
        first += TILE;
        if (first >= len) break;
        __syncthreads();
        load_keys(first);
        __syncthreads();
    }
#pragma unroll
    for (int row = 0; row < 2; row++) {
        const int query = warp * 16 + row * 8 + g;
        if (query < mine) {
            const u64 angles = (u64)(own + query) * T::HALF;
            T::store_turned_back(to + query * 3 * width, d_q, 2 * row, scale, t, cos + angles, sin + angles);
        }
    }
}

// softmax(rot(q) rot(k)ᵀ / √head_dim) v of every head and sequence. `qkv` is [tokens][3][n_heads][head_dim], `out`
// [tokens][n_heads][head_dim], `cos` and `sin` [positions][head_dim / 2], positions counted in each sequence. `lse`,
// [tokens][n_heads], becomes log₂ Σ exp(scores), which the way back wants.
// Grid (sequences, n_heads, ceil(longest / 64)), 128 threads, 3 · 64 · (head_dim + 4) · 4 bytes of dynamic shared memory:
// 27648 for 32, 52224 for 64 (more than 48 KiB, so the function's limit has to be raised to it).
#define ATTENTION(HEAD_DIM, BLOCKS)                                                                                          \
    extern "C" __global__ void __launch_bounds__(THREADS, BLOCKS) attention_##HEAD_DIM(                                      \
        const float *qkv, float *out, const u32 *starts, const u32 *lens, const float *cos, const float *sin, int n_heads,   \
        float *lse) {                                                                                                        \
        attend<HEAD_DIM>(qkv, out, starts, lens, cos, sin, n_heads, lse);                                                    \
    }
ATTENTION(32, 4)
ATTENTION(64, 4)

// The gradient of `qkv`, every number of it, from that of `out`; `lse` and `out` are what the way forth has left.
// The same grid and threads; 4 · 64 · (head_dim + 4) · 4 + 512 bytes of dynamic shared memory: 37376 for 32, 70144 for 64.
#define ATTENTION_BACK(HEAD_DIM, BLOCKS)                                                                                     \
    extern "C" __global__ void __launch_bounds__(THREADS, BLOCKS) attention_back_##HEAD_DIM(                                 \
        const float *qkv, const float *d_out, float *d_qkv, const u32 *starts, const u32 *lens, const float *cos,            \
        const float *sin, int n_heads, const float *lse, const float *out) {                                                 \
        attend_back<HEAD_DIM>(qkv, d_out, d_qkv, starts, lens, cos, sin, n_heads, lse, out);                                 \
    }
ATTENTION_BACK(32, 4)
ATTENTION_BACK(64, 3)

// ---- loss ------------------------------------------------------------------------------------------------------------

// A running maximum and the sum of exp(x − maximum).
DEVICE void merge(float &most, float &sum, float other_most, float other_sum) {
    const float top = fmaxf(most, other_most);
    // Nothing yet on both sides: −∞ − −∞ would be no number.
    if (top > -INFINITE) {
        sum = sum * __expf(most - top) + other_sum * __expf(other_most - top);
        most = top;
    }
}

DEVICE void count_in(float &most, float &sum, float4 x) {
    const float top = fmaxf(fmaxf(fmaxf(x.x, x.y), fmaxf(x.z, x.w)), most);
    if (top > -INFINITE) {
        sum = sum * __expf(most - top) + (__expf(x.x - top) + __expf(x.y - top)) + (__expf(x.z - top) + __expf(x.w - top));
        most = top;
    }
}

// A thread keeps so many pieces of four numbers of its row: a vocabulary of up to 8192 is read once by 512 threads.
#define HELD 4

DEVICE float4 weighed(float4 x, float most, float factor) {
    return make_float4(factor * __expf(x.x - most), factor * __expf(x.y - most), factor * __expf(x.z - most),
                       factor * __expf(x.w - most));
}

// loss += Σ weight · (log Σ exp(logits) − logits[target]); `logits`, [rows][vocab], become their gradient, weight ·
// (softmax − onehot). A block a row: `rows` blocks in x of 512 threads (any number of whole warps up to 1024).
extern "C" __global__ void __launch_bounds__(1024) cross_entropy(
    float *logits, const u32 *targets, const float *weights, float *loss, int rows, int vocab) {
    __shared__ float tops[32], sums[32];
    float *row = logits + (u64)blockIdx.x * vocab;
    const u32 target = targets[blockIdx.x];
    const float weight = weights[blockIdx.x], logit = row[target];
    // Rows of an odd vocabulary begin anywhere: single numbers until 16 bytes are aligned, fours, single numbers again.
    const int before = min(vocab, (int)((16 - ((u64)row & 15)) % 16 / 4));
    const int pieces = (vocab - before) / 4, after = before + pieces * 4;
    float4 *body = (float4 *)(row + before);

    float most = -INFINITE, sum = 0.0f;
    float4 held[HELD];
#pragma unroll
    for (int i = 0; i < HELD; i++) {
        const int at = threadIdx.x + i * blockDim.x;
        held[i] = at < pieces ? body[at] : make_float4(-INFINITE, -INFINITE, -INFINITE, -INFINITE);
    }
#pragma unroll
    for (int i = 0; i < HELD; i++) count_in(most, sum, held[i]);
    const int rest = threadIdx.x + HELD * blockDim.x;
    if (threadIdx.x < before) merge(most, sum, row[threadIdx.x], 1.0f);
    if (threadIdx.x < vocab - after) merge(most, sum, row[after + threadIdx.x], 1.0f);
#pragma unroll 4
    for (int at = rest; at < pieces; at += blockDim.x) count_in(most, sum, body[at]);
    for (int lanes = 16; lanes > 0; lanes /= 2) {
        merge(most, sum, __shfl_xor_sync(EVERYONE, most, lanes), __shfl_xor_sync(EVERYONE, sum, lanes));
    }
    if (threadIdx.x % 32 == 0) tops[threadIdx.x / 32] = most, sums[threadIdx.x / 32] = sum;
    __syncthreads();
    const bool there = threadIdx.x % 32 < blockDim.x / 32;
    most = there ? tops[threadIdx.x % 32] : -INFINITE;
    sum = there ? sums[threadIdx.x % 32] : 0.0f;
    for (int lanes = 16; lanes > 0; lanes /= 2) {
        merge(most, sum, __shfl_xor_sync(EVERYONE, most, lanes), __shfl_xor_sync(EVERYONE, sum, lanes));
    }

    const float factor = weight / sum;
    if (threadIdx.x < before) row[threadIdx.x] = factor * __expf(row[threadIdx.x] - most);
    if (threadIdx.x < vocab - after) row[after + threadIdx.x] = factor * __expf(row[after + threadIdx.x] - most);
#pragma unroll
    for (int i = 0; i < HELD; i++) {
        const int at = threadIdx.x + i * blockDim.x;
        if (at < pieces) body[at] = weighed(held[i], most, factor);
    }
    for (int at = rest; at < pieces; at += blockDim.x) body[at] = weighed(body[at], most, factor);
    __syncthreads();
    if (threadIdx.x == 0) {
        row[target] -= weight;
        atomicAdd(loss, weight * (most + logf(sum) - logit));
    }
}

// ---- optimizer -------------------------------------------------------------------------------------------------------

// *out += Σ x². Strided, pieces of four.
KERNEL sum_of_squares(const float *x, float *out, int n) {
    const int lead = min(n, (int)((16 - ((u64)x & 15)) % 16 / 4));
    const u64 pieces = (n - lead) / 4, after = lead + pieces * 4;
    const float4 *body = (const float4 *)(x + lead);
    float sum = 0.0f;
#pragma unroll 4
    for (u64 at = first_piece(); at < pieces; at += stride()) sum += dot(body[at], body[at]);
    if (blockIdx.x == 0) {
        if (threadIdx.x < lead) sum += x[threadIdx.x] * x[threadIdx.x];
        if (threadIdx.x < n - after) sum += x[after + threadIdx.x] * x[after + threadIdx.x];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) atomicAdd(out, sum);
}

// What a gradient is multiplied with, so that the norm of all of them together, whose square is given, is at most `clip`.
DEVICE float clipped(const float *norm2, float clip) { return fminf(clip / sqrtf(*norm2), 1.0f); }

// Adam's direction of one weight, from its two running means, which change, and its gradient.
DEVICE float adams_direction(float &mean, float &square, float g, float beta1, float beta2, float eps, float correct1,
                             float correct2) {
    const float m = mean = beta1 * mean + (1.0f - beta1) * g;
    const float v = square = beta2 * square + (1.0f - beta2) * g * g;
    return (m / correct1) / (sqrtf(v / correct2) + eps);
}

// AdamW's step of n weights and of their running average. `norm2` is the square of the norm of all gradients, `decay` the
// rate times the weight decay. Strided.
KERNEL adam(float *__restrict__ value, float *__restrict__ mean, float *__restrict__ square, float *__restrict__ average,
            const float *__restrict__ gradient, const float *norm2, int n, float rate, float decay, float clip, float beta1,
            float beta2, float eps, float correct1, float correct2, float keep) {
    const float by = clipped(norm2, clip);
    for (u64 at = first_piece(); at < n; at += stride()) {
        const float direction =
            adams_direction(mean[at], square[at], gradient[at] * by, beta1, beta2, eps, correct1, correct2);
        const float w = value[at];
        const float moved = w - (rate * direction + decay * w);
        value[at] = moved;
        average[at] = keep * average[at] + (1.0f - keep) * moved;
    }
}

// Each of n gradients becomes how far its weight moves by Adam's rule. Strided.
KERNEL movement(float *__restrict__ gradient, float *__restrict__ mean, float *__restrict__ square, const float *norm2, int n,
                float rate, float clip, float beta1, float beta2, float eps, float correct1, float correct2) {
    const float by = clipped(norm2, clip);
    for (u64 at = first_piece(); at < n; at += stride()) {
        gradient[at] =
            -rate * adams_direction(mean[at], square[at], gradient[at] * by, beta1, beta2, eps, correct1, correct2);
    }
}

// The Muon kernels work on a group of matrices of `size` numbers each: blockIdx.y is the matrix; strided in x. In the
// parameters' arrays a matrix begins at its offset, in the work arrays they lie side by side.

// Momentum, and Nesterov's look ahead; adds each matrix's Σ ahead² to its `squares`, which are zero before.
KERNEL muon_ahead(float *__restrict__ mean, const float *__restrict__ gradient, const float *norm2, const u32 *offsets,
                  float *__restrict__ ahead, float *squares, int size, float clip, float momentum) {
    const float by = clipped(norm2, clip);
    const u64 offset = offsets[blockIdx.y], work = (u64)blockIdx.y * size;
    float sum = 0.0f;
    for (u64 at = first_piece(); at < size; at += stride()) {
        const float g = gradient[offset + at] * by;
        const float m = momentum * mean[offset + at] + g;
        mean[offset + at] = m;
        const float x = g + momentum * m;
        ahead[work + at] = x;
        sum += x * x;
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) atomicAdd(squares + blockIdx.y, sum);
}

// x over its matrix's norm.
KERNEL muon_scale(float *x, const float *squares, int size) {
    const float by = 1.0f / (sqrtf(squares[blockIdx.y]) + 1e-7f);
    x += (u64)blockIdx.y * size;
    for (u64 at = first_piece(); at < size; at += stride()) x[at] *= by;
}

// The step of the weights by the orthogonal directions, and of their running average. `scale` is 0.2 √max(rows, columns),
// `decay` the rate times the weight decay.
KERNEL muon_update(float *__restrict__ value, float *__restrict__ average, const u32 *offsets,
                   const float *__restrict__ direction, int size, float rate, float scale, float decay, float keep) {
    const float by = rate * scale;
    const u64 offset = offsets[blockIdx.y], work = (u64)blockIdx.y * size;
    for (u64 at = first_piece(); at < size; at += stride()) {
        const float w = value[offset + at];
        const float moved = w - (by * direction[work + at] + decay * w);
        value[offset + at] = moved;
        average[offset + at] = keep * average[offset + at] + (1.0f - keep) * moved;
    }
}
