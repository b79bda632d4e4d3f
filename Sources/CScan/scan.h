// What Swift's own vectors cannot do as fast: to look at 32 bytes of JSON text at once. Chosen at compile time: AVX2 where it is
// compiled for, SSE2 and NEON, which are part of every x86-64 and aarch64. Elsewhere, and where SCAN_PORTABLE is defined, it is
// done byte by byte. At the end stand the C library's ways from text to number and back.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(SCAN_PORTABLE)
#elif defined(__AVX2__)
#include <immintrin.h>
#define SCAN_AVX2 1
#elif defined(__SSE2__)
#include <emmintrin.h>
#define SCAN_SSE2 1
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#include <arm_neon.h>
#define SCAN_NEON 1
#endif

// Of 32 bytes a bit each, that of the first the lowest.
typedef uint32_t scan_bits;

// Whether a byte may stand in a JSON string as it is and is ASCII.
static inline int scan_is_plain(uint8_t byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

#if SCAN_AVX2

static inline __m256i scan_load(const uint8_t *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

static inline scan_bits scan_unplain_32(const uint8_t *bytes) {
    __m256i text = scan_load(bytes);
    // Signed: bytes from 0x80 on are below 0x20 too.
    return (scan_bits)_mm256_movemask_epi8(_mm256_or_si256(
        _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), text),
        _mm256_or_si256(
            _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')), _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\')))));
}

static inline scan_bits scan_same_32(const uint8_t *left, const uint8_t *right) {
    return (scan_bits)_mm256_movemask_epi8(_mm256_cmpeq_epi8(scan_load(left), scan_load(right)));
}

static inline scan_bits scan_are_digits_32(const uint8_t *bytes) {
    // '9' becomes the greatest signed byte.
    return (scan_bits)_mm256_movemask_epi8(_mm256_cmpgt_epi8(
        _mm256_add_epi8(scan_load(bytes), _mm256_set1_epi8(127 - '9')), _mm256_set1_epi8(127 - 10)));
}

#elif SCAN_SSE2

static inline scan_bits scan_bits_of(__m128i low, __m128i high) {
    return (scan_bits)_mm_movemask_epi8(low) | (scan_bits)_mm_movemask_epi8(high) << 16;
}

static inline __m128i scan_load(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

static inline __m128i scan_unplain_16(__m128i text) {
    // Signed: bytes from 0x80 on are below 0x20 too.
    return _mm_or_si128(
        _mm_cmplt_epi8(text, _mm_set1_epi8(0x20)),
        _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')), _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'))));
}

static inline __m128i scan_is_digit_16(__m128i text) {
    // '9' becomes the greatest signed byte.
    return _mm_cmpgt_epi8(_mm_add_epi8(text, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 10));
}

static inline scan_bits scan_unplain_32(const uint8_t *bytes) {
    return scan_bits_of(scan_unplain_16(scan_load(bytes)), scan_unplain_16(scan_load(bytes + 16)));
}

static inline scan_bits scan_same_32(const uint8_t *left, const uint8_t *right) {
    return scan_bits_of(
        _mm_cmpeq_epi8(scan_load(left), scan_load(right)), _mm_cmpeq_epi8(scan_load(left + 16), scan_load(right + 16)));
}

static inline scan_bits scan_are_digits_32(const uint8_t *bytes) {
    return scan_bits_of(scan_is_digit_16(scan_load(bytes)), scan_is_digit_16(scan_load(bytes + 16)));
}

#elif SCAN_NEON

static inline scan_bits scan_bits_of(uint8x16_t low, uint8x16_t high) {
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t place = vld1q_u8(places);
    uint8x16_t sums = vpaddq_u8(vandq_u8(low, place), vandq_u8(high, place));
    sums = vpaddq_u8(sums, sums);
    sums = vpaddq_u8(sums, sums);
    return vgetq_lane_u32(vreinterpretq_u32_u8(sums), 0);
}

static inline uint8x16_t scan_unplain_16(uint8x16_t text) {
    return vorrq_u8(
        vcltq_s8(vreinterpretq_s8_u8(text), vdupq_n_s8(0x20)),
        vorrq_u8(vceqq_u8(text, vdupq_n_u8('"')), vceqq_u8(text, vdupq_n_u8('\\'))));
}

static inline uint8x16_t scan_is_digit_16(uint8x16_t text) {
    return vcltq_u8(vsubq_u8(text, vdupq_n_u8('0')), vdupq_n_u8(10));
}

static inline scan_bits scan_unplain_32(const uint8_t *bytes) {
    return scan_bits_of(scan_unplain_16(vld1q_u8(bytes)), scan_unplain_16(vld1q_u8(bytes + 16)));
}

static inline scan_bits scan_same_32(const uint8_t *left, const uint8_t *right) {
    return scan_bits_of(
        vceqq_u8(vld1q_u8(left), vld1q_u8(right)), vceqq_u8(vld1q_u8(left + 16), vld1q_u8(right + 16)));
}

static inline scan_bits scan_are_digits_32(const uint8_t *bytes) {
    return scan_bits_of(scan_is_digit_16(vld1q_u8(bytes)), scan_is_digit_16(vld1q_u8(bytes + 16)));
}

#else

static inline scan_bits scan_unplain_32(const uint8_t *bytes) {
    scan_bits bits = 0;
    for (uint32_t index = 0; index < 32; index++) bits |= (scan_bits)!scan_is_plain(bytes[index]) << index;
    return bits;
}

static inline scan_bits scan_same_32(const uint8_t *left, const uint8_t *right) {
    scan_bits bits = 0;
    for (uint32_t index = 0; index < 32; index++) bits |= (scan_bits)(left[index] == right[index]) << index;
    return bits;
}

static inline scan_bits scan_are_digits_32(const uint8_t *bytes) {
    scan_bits bits = 0;
    for (uint32_t index = 0; index < 32; index++) bits |= (scan_bits)((uint8_t)(bytes[index] - '0') < 10) << index;
    return bits;
}

#endif

// How many of the 32 bytes at `bytes` come before the first that is not plain; 32 where all are.
static inline uint32_t scan_plain_32(const uint8_t *bytes) {
    scan_bits found = scan_unplain_32(bytes);
    return found ? (uint32_t)__builtin_ctz(found) : 32;
}

// How many of the 32 bytes at `bytes` come before the first that is no digit; 32 where all are.
static inline __attribute__((always_inline)) uint32_t scan_digits_before_32(const uint8_t *bytes) {
    // Ones above the 32, too.
    return (uint32_t)__builtin_ctzll(~(uint64_t)scan_are_digits_32(bytes));
}

// Where the number that begins at `bytes` ends, if it is one of JSON (RFC 8259, section 6) without sign and exponent and no
// longer than 31 bytes; 0 else. It is for the caller to see that what follows is no part of it. 33 bytes may be looked at.
//
// whole: how many digits there are before its point, or in all where it has none.
static inline __attribute__((always_inline)) uint32_t scan_number_32(const uint8_t *bytes, uint32_t *whole) {
    // Ones above the 32, too.
    uint64_t others = ~(uint64_t)scan_are_digits_32(bytes);
    uint32_t before = (uint32_t)__builtin_ctzll(others);
    uint32_t end = before;
    *whole = before;
    if (bytes[before] == '.') {
        end = before + 1 + (uint32_t)__builtin_ctzll(others >> (before + 1));
        if (end == before + 1) return 0;
    }
    // A digit in front, and none behind a 0 in front.
    if (before == 0 || (before > 1 && bytes[0] == '0') || end > 31) return 0;
    return end;
}

// `count` digits, 1 to 8, as a number, where 8 bytes may be read.
static inline __attribute__((always_inline)) uint64_t scan_digits_8(const uint8_t *bytes, uint32_t count) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && !defined(SCAN_PORTABLE)
    uint64_t text;
    memcpy(&text, bytes, 8);
    // Zeros in front of them; then pairs, fours and all eight are added up.
    text = (text - 0x3030303030303030) << (64 - 8 * count);
    text = text * 10 + (text >> 8);
    return (((text & 0x000000FF000000FF) * 0x000F424000000064) + ((text >> 16 & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
#else
    uint64_t value = 0;
    for (uint32_t index = 0; index < count; index++) value = value * 10 + (bytes[index] - '0');
    return value;
#endif
}

// `count` digits, 1 to 16, as a number, where 16 bytes may be read.
static inline __attribute__((always_inline)) uint64_t scan_digits_16(const uint8_t *bytes, uint32_t count) {
#if SCAN_AVX2
    // In front of them zeros, which is what a negative place gives.
    static const int8_t places[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    __m128i text = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)bytes), _mm_set1_epi8('0'));
    __m128i digits = _mm_shuffle_epi8(text, _mm_loadu_si128((const __m128i *)(places + count)));
    // Pairs, fours and eights are added up.
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return (both & 0xFFFFFFFF) * 100000000 + (both >> 32);
#else
    if (count <= 8) return scan_digits_8(bytes, count);
    return scan_digits_8(bytes, count - 8) * 100000000 + scan_digits_8(bytes + count - 8, 8);
#endif
}

// 10 to the power of 0 to 19.
static inline uint64_t scan_power_of_ten(uint32_t exponent) {
    static const uint64_t powers[20] = {
        1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u, 100000000000u,
        1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u, 10000000000000000u, 100000000000000000u,
        1000000000000000000u, 10000000000000000000u};
    return powers[exponent];
}

// 10 to the power of 0 to 22, which doubles hold exactly.
static inline double scan_exact_power_of_ten(uint32_t exponent) {
    static const double powers[23] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    return powers[exponent];
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

// The same, without a branch for each length, where 31 bytes behind either may be looked at, and 32 of texts without any.
static inline __attribute__((always_inline)) int scan_is_same_in_32s(const uint8_t *left, const uint8_t *right, size_t count) {
    for (; count > 32; count -= 32, left += 32, right += 32)
        if (scan_same_32(left, right) != UINT32_MAX) return 0;
    // Ones for those of the last 32 that lie behind the texts: none where `count` is 32.
    return (scan_same_32(left, right) | (scan_bits)(UINT64_MAX << count)) == UINT32_MAX;
}

// Writes a number with so many significant digits; returns how many bytes that were.
static inline int scan_print(double value, int digits, char *text, size_t room) {
    return snprintf(text, room, "%.*g", digits, value);
}

// strtod(3) of a number that ends before the text does. The program leaves the locale at "C".
static inline double scan_strtod(const uint8_t *text) { return strtod((const char *)text, NULL); }
