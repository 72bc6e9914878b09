// Attention by warp groups: Hopper only.

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
