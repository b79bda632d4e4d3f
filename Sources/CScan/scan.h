// What Swift's own vectors cannot do as fast: to find the first of sixteen bytes that ends or spoils plain text. Chosen at
// compile time; SSE2 and NEON are part of every x86-64 and aarch64.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#include <arm_neon.h>
#endif

// Whether a byte may stand in a JSON string as it is and is ASCII.
static inline int scan_is_plain(uint8_t byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

// Index of the first of the sixteen bytes at `bytes` that is not plain; 16 where all are.
static inline uint32_t scan_plain_16(const uint8_t *bytes) {
#if defined(__SSE2__)
    __m128i text = _mm_loadu_si128((const __m128i *)bytes);
    // Signed: bytes from 0x80 on are below 0x20 too.
    __m128i found = _mm_or_si128(
        _mm_cmplt_epi8(text, _mm_set1_epi8(0x20)),
        _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')), _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'))));
    uint32_t mask = (uint32_t)_mm_movemask_epi8(found);
    return mask ? (uint32_t)__builtin_ctz(mask) : 16;
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
    uint8x16_t text = vld1q_u8(bytes);
    uint8x16_t found = vorrq_u8(
        vcltq_s8(vreinterpretq_s8_u8(text), vdupq_n_s8(0x20)),
        vorrq_u8(vceqq_u8(text, vdupq_n_u8('"')), vceqq_u8(text, vdupq_n_u8('\\'))));
    // Four bits for each byte.
    uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(found), 4)), 0);
    return mask ? (uint32_t)__builtin_ctzll(mask) >> 2 : 16;
#else
    uint32_t index = 0;
    while (index < 16 && scan_is_plain(bytes[index])) index++;
    return index;
#endif
}

// Whether two texts of `count` bytes are the same.
static inline int scan_is_same(const uint8_t *left, const uint8_t *right, size_t count) {
    if (count > 32) return memcmp(left, right, count) == 0;
    if (count >= 16) {
        uint64_t a[4], b[4];
        memcpy(a, left, 16);
        memcpy(b, right, 16);
        memcpy(a + 2, left + count - 16, 16);
        memcpy(b + 2, right + count - 16, 16);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
    }
    if (count >= 8) {
        uint64_t a[2], b[2];
        memcpy(a, left, 8);
        memcpy(b, right, 8);
        memcpy(a + 1, left + count - 8, 8);
        memcpy(b + 1, right + count - 8, 8);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
    }
    if (count < 4) {
        for (size_t index = 0; index < count; index++)
            if (left[index] != right[index]) return 0;
        return 1;
    }
    uint32_t a[2], b[2];
    memcpy(a, left, 4);
    memcpy(b, right, 4);
    memcpy(a + 1, left + count - 4, 4);
    memcpy(b + 1, right + count - 4, 4);
    return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
}

// strtod(3) of a number that ends before the text does. The program leaves the locale at "C".
static inline double scan_strtod(const uint8_t *text) { return strtod((const char *)text, NULL); }
