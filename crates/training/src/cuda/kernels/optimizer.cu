// The optimizer. What "strided" means: rows.cu.

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
