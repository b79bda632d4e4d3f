#include <libwebsockets.h>

// LWS_PRE is a macro that computes, which the importer leaves out.
enum { SHIM_LWS_PRE = LWS_PRE };
