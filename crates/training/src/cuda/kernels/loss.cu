// The loss. How matrices lie, and what "strided" means: rows.cu.

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
