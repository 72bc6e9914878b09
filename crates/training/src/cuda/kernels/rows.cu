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

DEVICE float dot(float4 a, float4 b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }

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

// Tokens of a block of embed_backward.
#define CHUNK 32

// d_table[ids[t]] += d_x[t]. A block has CHUNK tokens, a thread every blockDim.x-th column: ceil(tokens / 32) blocks in x of
// min(width, 1024) threads. Rows of the token `common`, of which there are many, are summed first, so that they do not wait
// for one another at the same few addresses.
KERNEL embed_backward(const u32 *ids, const float *__restrict__ d_x, float *__restrict__ d_table, int tokens, int width,
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
DEVICE void norm_backward(float *__restrict__ d_x, float *__restrict__ d_w, const float *__restrict__ d_y,
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
rms_norm_backward(float *__restrict__ d_x, float *__restrict__ d_w, const float *__restrict__ d_y, const float *__restrict__ x,
              const float *__restrict__ w, int rows, int width, float eps) {
    __shared__ float4 sums[256];
    if (width <= 256) {
        norm_backward<2>(d_x, d_w, d_y, x, w, rows, width / 4, eps, sums);
    } else {
        norm_backward<8>(d_x, d_w, d_y, x, w, rows, width / 4, eps, sums);
    }
}

// ---- gated MLP -------------------------------------------------------------------------------------------------------

DEVICE float sigmoid(float x) { return __fdividef(1.0f, 1.0f + __expf(-x)); }

DEVICE float gated(float gate, float up) { return gate * sigmoid(gate) * up; }

// The gradients of gate and up, in place.
DEVICE void gated_backward(float &gate, float &up, float d) {
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
KERNEL swiglu_backward(float *both, const float *d_out, int rows, int mlp) {
    const u32 pieces = mlp / 4;
    const u64 all = (u64)rows * pieces;
    for (u64 at = first_piece(); at < all; at += stride()) {
        const u64 row = at / pieces;
        float4 *to = (float4 *)both + at + row * pieces;
        float4 gate = to[0], up = to[pieces];
        const float4 d = ((const float4 *)d_out)[at];
        gated_backward(gate.x, up.x, d.x);
        gated_backward(gate.y, up.y, d.y);
        gated_backward(gate.z, up.z, d.z);
        gated_backward(gate.w, up.w, d.w);
        to[0] = gate;
        to[pieces] = up;
    }
}
