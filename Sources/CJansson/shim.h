#include <jansson.h>

/* An enum and an inline function share the name json_error_code, and `text` is an array: both are out of Swift's reach. */
static inline int shim_json_error_code(const json_error_t *error) { return (int)json_error_code(error); }
static inline const char *shim_json_error_text(const json_error_t *error) { return error->text; }
