// Tiles of attention: products in TF32, and what is read and written of a sequence.

DEVICE float binary_logarithm(float x) {
    float y;
    asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

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
