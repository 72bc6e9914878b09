// Attention by tiles, and for head dimensions that have none.

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
