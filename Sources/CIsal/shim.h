#include <isa-l/igzip_lib.h>

/// What is unpacked and has found no room so far; Swift does not import so long an array.
static inline const uint8_t *isal_inflate_held(const struct inflate_state *state) {
    return state->tmp_out_buffer + state->tmp_out_processed;
}
