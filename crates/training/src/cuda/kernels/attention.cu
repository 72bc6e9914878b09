// Attention, forwards and backwards, by tiles. How matrices and sequences lie: rows.cu.

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
DEVICE void attend_backward(const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv,
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
    extern "C" __global__ void __launch_bounds__(THREADS, BLOCKS) attention_backward_##HEAD_DIM(                                 \
        const float *qkv, const float *d_out, float *d_qkv, const u32 *starts, const u32 *lens, const float *cos,            \
        const float *sin, int n_heads, const float *lse, const float *out) {                                                 \
        attend_backward<HEAD_DIM>(qkv, d_out, d_qkv, starts, lens, cos, sin, n_heads, lse, out);                                 \
    }
ATTENTION_BACK(32, 4)
ATTENTION_BACK(64, 3)
