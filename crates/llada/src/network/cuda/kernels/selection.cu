// What a row of logits chooses.

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

// Σ exp(l − most) over all logits but one that is `most`: beside its 1 the others would be rounded away.
struct Softmax {
    float most, rest;
};

DEVICE void merge(Softmax &a, float most, float rest) {
    const bool higher = most > a.most;
    const float top = higher ? most : a.most, low = higher ? a.most : most;
    if (top == -INFINITE) return;
    const float kept = higher ? rest : a.rest, other = higher ? a.rest : rest;
    if (low > -INFINITE) a.rest = kept + (other + 1.0f) * __expf(low - top);
    else a.rest = kept;
    a.most = top;
}

#define NOBODY 0x7fffffff

// A block a row of logits, rows `stride` numbers apart (a multiple of 8). Ids are chosen by the logits c, or, where
// `hidden` is given, by u + factor (c − u), computed in f32, with the rows of `hidden` as u.
//
// The first `never` of `ids` are not chosen, the `uncounted` ones after them not part of the softmax. Six numbers a row:
// the highest logit and its id, the second highest and its (−∞ where there is none), the highest counted logit, and
// Σ exp(l − highest) over the counted ones but that one, which is NaN where a logit is one.
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
            float rest = -1.0f; // One of those that are `most` is not counted.
            float below = 0.0f;
#pragma unroll
            for (int i = 0; i < 8; i++) {
                if (!(counted >> i & 1)) continue;
                if (values[i] == most) rest += 1.0f;
                else below += __expf(values[i] - most);
            }
            merge(softmax, most, rest + below);
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
            const float rest = __shfl_xor_sync(EVERYONE, softmax.rest, lanes);
            offer(top, best, id);
            offer(top, second, second_id);
            merge(softmax, most, rest);
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
        to[4] = softmax.most, to[5] = wrong ? NOT_A_NUMBER : softmax.rest;
    }
}

// blockIdx.x is a row. Logits as f32 without the padding of their rows.
KERNEL widen(const u16 *logits, float *out, int vocab, int stride) {
    const int at = blockIdx.y * blockDim.x + threadIdx.x;
    if (at < vocab) out[(u64)blockIdx.x * vocab + at] = wide(logits[(u64)blockIdx.x * stride + at]);
}
