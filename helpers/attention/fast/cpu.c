/* A gate's work on whole feature maps, for one CPU thread: float32, (N, C, H, W) without gaps.

   P = H * W places.  w: (N, C) weights of channels, s: (N, P) weights of places; NULL where there are none.
   LANES sums run side by side, because a compiler may not change the order of one sum by itself. */

#include <math.h>
#include <stddef.h>
#include <string.h>

#define LANES 32 /* with fewer, gcc unrolls these loops before it sees that they are vectors: five times slower */

static float total(const float *lanes) {
    float sum = 0;
    for (int l = 0; l < LANES; l++) sum += lanes[l];
    return sum;
}

/* Every channel to its mean and its maximum, in one read.  at: where the maximum stands, if it is asked for. */
void pool_places(const float *x, float *mean, float *top, int *at, long N, long C, long P) {
    for (long m = 0; m < N * C; m++, x += P) {
        float sums[LANES] = {0}, tops[LANES], sum, most = -INFINITY;
        long p = 0;
        for (int l = 0; l < LANES; l++) tops[l] = -INFINITY;
        for (; p + LANES <= P; p += LANES)
            for (int l = 0; l < LANES; l++) {
                sums[l] += x[p + l];
                tops[l] = x[p + l] > tops[l] ? x[p + l] : tops[l];
            }
        sum = total(sums);
        for (int l = 0; l < LANES; l++) most = tops[l] > most ? tops[l] : most;
        for (; p < P; p++) {
            sum += x[p];
            most = x[p] > most ? x[p] : most;
        }
        mean[m] = sum / P;
        top[m] = sum == sum ? most : sum; /* no number: it is told, not hidden */
        if (at) {
            for (p = 0; p < P - 1 && x[p] != most; p++);
            at[m] = p;
        }
    }
}

/* Every place of x * w to its mean and its maximum over channels, (N, 2, P), in one read.
   at: the maximum's channel, if it is asked for.  Without it four channels are joined at a time: then the sums
   and maxima of the places are read and written once for all four. */
void pool_channels(const float *x, const float *w, float *pooled, int *at, long N, long C, long P) {
    for (long n = 0; n < N; n++) {
        float *mean = pooled + 2 * n * P, *top = mean + P;
        int *from = at ? at + n * P : NULL;
        long c = 0;
        for (long p = 0; p < P; p++) {
            mean[p] = 0;
            top[p] = -INFINITY;
            if (from) from[p] = 0;
        }
        for (; !from && c + 4 <= C; c += 4, x += 4 * P) {
            const float *x1 = x + P, *x2 = x1 + P, *x3 = x2 + P, *of = w + n * C + c;
            float w0 = w ? of[0] : 1, w1 = w ? of[1] : 1, w2 = w ? of[2] : 1, w3 = w ? of[3] : 1;
            for (long p = 0; p < P; p++) {
                float v0 = x[p] * w0, v1 = x1[p] * w1, v2 = x2[p] * w2, v3 = x3[p] * w3;
                float most = v0 > v1 ? v0 : v1, other = v2 > v3 ? v2 : v3;
                most = most > other ? most : other;
                mean[p] += v0 + v1 + v2 + v3;
                top[p] = most > top[p] ? most : top[p];
            }
        }
        for (; c < C; c++, x += P) {
            float weight = w ? w[n * C + c] : 1;
            for (long p = 0; p < P; p++) {
                float value = x[p] * weight;
                mean[p] += value;
                if (from) from[p] = value > top[p] ? c : from[p];
                top[p] = value > top[p] ? value : top[p];
            }
        }
        for (long p = 0; p < P; p++) {
            top[p] = mean[p] == mean[p] ? top[p] : mean[p];
            mean[p] /= C;
        }
    }
}

/* The same pools one at a time, so that lesson 14 can say what joining them saves. */
void mean_of_places(const float *x, float *mean, long N, long C, long P) {
    for (long m = 0; m < N * C; m++, x += P) {
        float sums[LANES] = {0};
        long p = 0;
        for (; p + LANES <= P; p += LANES)
            for (int l = 0; l < LANES; l++) sums[l] += x[p + l];
        mean[m] = total(sums);
        for (; p < P; p++) mean[m] += x[p];
        mean[m] /= P;
    }
}

void max_of_places(const float *x, float *top, long N, long C, long P) {
    for (long m = 0; m < N * C; m++, x += P) {
        float tops[LANES], most = -INFINITY;
        long p = 0;
        for (int l = 0; l < LANES; l++) tops[l] = -INFINITY;
        for (; p + LANES <= P; p += LANES)
            for (int l = 0; l < LANES; l++) tops[l] = x[p + l] > tops[l] ? x[p + l] : tops[l];
        for (int l = 0; l < LANES; l++) most = tops[l] > most ? tops[l] : most;
        for (; p < P; p++) most = x[p] > most ? x[p] : most;
        top[m] = most;
    }
}

void mean_of_channels(const float *x, float *mean, long N, long C, long P) {
    for (long n = 0; n < N; n++, mean += P) {
        long c = 0;
        for (long p = 0; p < P; p++) mean[p] = 0;
        for (; c + 4 <= C; c += 4, x += 4 * P)
            for (long p = 0; p < P; p++) mean[p] += x[p] + x[p + P] + x[p + 2 * P] + x[p + 3 * P];
        for (; c < C; c++, x += P)
            for (long p = 0; p < P; p++) mean[p] += x[p];
        for (long p = 0; p < P; p++) mean[p] /= C;
    }
}

void max_of_channels(const float *x, float *top, long N, long C, long P) {
    for (long n = 0; n < N; n++, top += P) {
        long c = 0;
        for (long p = 0; p < P; p++) top[p] = -INFINITY;
        for (; c + 4 <= C; c += 4, x += 4 * P)
            for (long p = 0; p < P; p++) {
                float most = x[p] > x[p + P] ? x[p] : x[p + P];
                float other = x[p + 2 * P] > x[p + 3 * P] ? x[p + 2 * P] : x[p + 3 * P];
                most = most > other ? most : other;
                top[p] = most > top[p] ? most : top[p];
            }
        for (; c < C; c++, x += P)
            for (long p = 0; p < P; p++) top[p] = x[p] > top[p] ? x[p] : top[p];
    }
}

/* y = x * w * s: one read and one write. */
void scale(const float *x, const float *w, const float *s, float *y, long N, long C, long P) {
    for (long m = 0; m < N * C; m++, x += P, y += P) {
        float weight = w ? w[m] : 1;
        const float *place = s ? s + m / C * P : NULL;
        if (place)
            for (long p = 0; p < P; p++) y[p] = x[p] * weight * place[p];
        else
            for (long p = 0; p < P; p++) y[p] = x[p] * weight;
    }
}

/* Backward.  What every place's weight gets: ds = sum over channels of dy * x * w. */
void to_places(const float *dy, const float *x, const float *w, float *ds, long N, long C, long P) {
    for (long n = 0; n < N; n++, ds += P) {
        for (long p = 0; p < P; p++) ds[p] = 0;
        for (long c = 0; c < C; c++, x += P, dy += P) {
            float weight = w ? w[n * C + c] : 1;
            for (long p = 0; p < P; p++) ds[p] += dy[p] * x[p] * weight;
        }
    }
}

/* The gradient of x * w at one place: through the scaling, the mean and the maximum over channels. */
#define SCALED(p) (dy[p] * place[p] + dmean[p] / C + (from[p] == c ? dtop[p] : 0))

/* What every channel's weight gets: dw = sum over places of x times the gradient of x * w. */
void to_channels(const float *dy, const float *x, const float *s, const float *dpooled, const int *at, float *dw,
                 long N, long C, long P) {
    for (long n = 0; n < N; n++) {
        const float *place = s ? s + n * P : NULL;
        const float *dmean = s ? dpooled + 2 * n * P : NULL, *dtop = s ? dmean + P : NULL;
        const int *from = s ? at + n * P : NULL;
        for (int c = 0; c < C; c++, x += P, dy += P) {
            float sums[LANES] = {0};
            long p = 0;
            for (; p + LANES <= P; p += LANES)
                for (int l = 0; l < LANES; l++) sums[l] += x[p + l] * (s ? SCALED(p + l) : dy[p + l]);
            float sum = total(sums);
            for (; p < P; p++) sum += x[p] * (s ? SCALED(p) : dy[p]);
            dw[n * C + c] = sum;
        }
    }
}

/* What x gets: w times the gradient of x * w, and what comes through the mean and maximum over places. */
void to_map(const float *dy, const float *w, const float *s, const float *dpooled, const int *at,
            const float *dmeans, const float *dtops, const int *where, float *dx, long N, long C, long P) {
    for (long n = 0; n < N; n++) {
        const float *place = s ? s + n * P : NULL;
        const float *dmean = s ? dpooled + 2 * n * P : NULL, *dtop = s ? dmean + P : NULL;
        const int *from = s ? at + n * P : NULL;
        for (int c = 0; c < C; c++, dy += P, dx += P) {
            long m = n * C + c;
            float weight = w ? w[m] : 1, add = w ? dmeans[m] / P : 0;
            if (s)
                for (long p = 0; p < P; p++) dx[p] = weight * SCALED(p) + add;
            else
                for (long p = 0; p < P; p++) dx[p] = weight * dy[p] + add;
            if (w) dx[where[m]] += dtops[m];
        }
    }
}

/* D maps to one score a place, (N, D, H, W) -> (N, H, W): a K x K kernel, zeros around the maps.
   padded: room for (H + K - 1) rows of (W + K - 1 + LANES) numbers a map, all of them 0. */
void convolve(const float *maps, const float *kernel, float *score, float *padded, long N, long D, long H, long W,
              long K) {
    long wide = W + K - 1 + LANES, high = H + K - 1;
    for (long n = 0; n < N; n++, score += H * W) {
        for (long r = 0; r < D * H; r++, maps += W)
            memcpy(padded + (r / H * high + r % H + K / 2) * wide + K / 2, maps, W * sizeof(float));
        for (long i = 0; i < H; i++)
            for (long j = 0; j < W; j += LANES) {
                float sums[LANES] = {0};
                for (long d = 0; d < D; d++)
                    for (long u = 0; u < K; u++)
                        for (long v = 0; v < K; v++) {
                            const float *from = padded + (d * high + i + u) * wide + j + v;
                            float weight = kernel[(d * K + u) * K + v];
                            for (int l = 0; l < LANES; l++) sums[l] += weight * from[l];
                        }
                memcpy(score + i * W + j, sums, (W - j < LANES ? W - j : LANES) * sizeof(float));
            }
    }
}

/* Backward.  What every number of the kernel gets: the maps, shifted, times the gradient of the score. */
void to_kernel(const float *maps, const float *dscore, float *dkernel, long N, long D, long H, long W, long K) {
    for (long k = 0; k < D * K * K; k++) {
        long d = k / (K * K), up = k / K % K - K / 2, shift = k % K - K / 2;
        float sums[W]; /* one for every column */
        memset(sums, 0, W * sizeof(float));
        for (long n = 0; n < N; n++)
            for (long i = up < 0 ? -up : 0; i < (up > 0 ? H - up : H); i++) {
                const float *row = maps + ((n * D + d) * H + i + up) * W + shift, *out = dscore + (n * H + i) * W;
                for (long j = shift < 0 ? -shift : 0; j < (shift > 0 ? W - shift : W); j++) sums[j] += row[j] * out[j];
            }
        dkernel[k] = 0;
        for (long j = 0; j < W; j++) dkernel[k] += sums[j];
    }
}
