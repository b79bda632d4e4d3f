// Holds each way in which scan.h is compiled to what its functions say, byte by byte. Ends with 1 at the first difference.
#include "../../Sources/CScan/scan.h"
#include <stdio.h>

static uint64_t state = 1;

static uint32_t draw(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static void wrong(const char *what, const uint8_t *bytes) {
    printf("%s differs for", what);
    for (int place = 0; place < 32; place++) printf(" %02x", bytes[place]);
    printf("\n");
    exit(1);
}

// The number's end by the grammar's rules, one byte after the other.
static uint32_t number_end(const uint8_t *bytes, uint32_t *whole) {
    uint32_t end = 0;
    while (end < 32 && bytes[end] >= '0' && bytes[end] <= '9') end++;
    *whole = end;
    if (end == 0 || (bytes[0] == '0' && end > 1)) return 0;
    if (end < 32 && bytes[end] == '.') {
        uint32_t point = end++;
        while (end < 32 && bytes[end] >= '0' && bytes[end] <= '9') end++;
        if (end == point + 1) return 0;
    }
    return end > 31 ? 0 : end;
}

static void check_numbers(const uint8_t *bytes) {
    uint32_t whole = 0, wanted_whole = 0;
    uint32_t wanted = number_end(bytes, &wanted_whole), end = scan_number_32(bytes, &whole);
    if (end != wanted || (wanted != 0 && whole != wanted_whole)) wrong("scan_number_32", bytes);
    uint32_t digits = 0;
    while (digits < 32 && bytes[digits] >= '0' && bytes[digits] <= '9') digits++;
    if (scan_digits_before_32(bytes) != digits) wrong("scan_digits_before_32", bytes);
}

static void check_plain(const uint8_t *bytes) {
    uint32_t wanted = 0;
    while (wanted < 32 && scan_is_plain(bytes[wanted])) wanted++;
    if (scan_plain_32(bytes) != wanted) wrong("scan_plain_32", bytes);
}

static void check_same(const uint8_t *bytes) {
    uint8_t other[64];
    memcpy(other, bytes, 64);
    for (uint32_t changes = draw(4); changes > 0; changes--) other[draw(64)] ^= (uint8_t)(1 << draw(8));
    scan_bits wanted = 0;
    for (uint32_t place = 0; place < 32; place++) wanted |= (scan_bits)(bytes[place] == other[place]) << place;
    if (scan_same_32(bytes, other) != wanted) wrong("scan_same_32", bytes);
    for (size_t count = 0; count <= 64; count++)
        if (scan_is_same(bytes, other, count) != (memcmp(bytes, other, count) == 0)) wrong("scan_is_same", bytes);
    // With others behind them.
    uint8_t left[95], right[95];
    for (uint32_t place = 0; place < 95; place++) {
        left[place] = place < 64 ? bytes[place] : (uint8_t)draw(256);
        right[place] = place < 64 ? other[place] : (uint8_t)draw(256);
    }
    for (size_t count = 0; count <= 64; count++)
        if (scan_is_same_in_32s(left, right, count) != (memcmp(left, right, count) == 0)) wrong("scan_is_same_in_32s", bytes);
}

static void check_digits(void) {
    uint8_t bytes[40];
    memset(bytes, '!', sizeof bytes);
    uint32_t count = 1 + draw(16);
    uint64_t wanted = 0;
    for (uint32_t place = 0; place < count; place++) {
        bytes[place] = (uint8_t)('0' + draw(10));
        wanted = wanted * 10 + (bytes[place] - '0');
    }
    for (uint32_t place = count; place < 40; place++) bytes[place] = (uint8_t)draw(256);
    if (scan_digits_16(bytes, count) != wanted) wrong("scan_digits_16", bytes);
    if (count <= 8 && scan_digits_8(bytes, count) != wanted) wrong("scan_digits_8", bytes);
}

int main(void) {
    static const char near_numbers[] = "00123456789001234567890....-+eE,}";
    static const char near_text[] = "abcdefghijklmnopqrstuvwxyz 0123456789~!#[]";
    uint8_t bytes[64];
    for (uint32_t round = 0; round < 300000; round++) {
        for (uint32_t place = 0; place < 64; place++) bytes[place] = (uint8_t)near_numbers[draw(sizeof near_numbers - 1)];
        for (uint32_t place = draw(40); place > 0; place--) bytes[place] = (uint8_t)('0' + draw(10));
        check_numbers(bytes);
        for (uint32_t place = 0; place < 64; place++) bytes[place] = (uint8_t)near_text[draw(sizeof near_text - 1)];
        if (draw(3) > 0) bytes[draw(64)] = (uint8_t)draw(256);
        check_plain(bytes);
        check_same(bytes);
        check_digits();
    }
    // Each byte in each place.
    for (uint32_t byte = 0; byte < 256; byte++)
        for (uint32_t place = 0; place < 32; place++) {
            memset(bytes, 'a', 64);
            bytes[place] = (uint8_t)byte;
            check_plain(bytes);
            memset(bytes, '7', 64);
            bytes[place] = (uint8_t)byte;
            check_numbers(bytes);
        }
    return 0;
}
