#include <libwebsockets.h>

// LWS_PRE is a macro that computes, which the importer leaves out.
enum { SHIM_LWS_PRE = LWS_PRE };

// A timer of the service loop, with a way back to its owner: `timer` stands first, so that the pointer
// which the callback gets is a pointer to this.
struct shim_timer {
    lws_sorted_usec_list_t timer;
    void *owner;
};

// Function-like macros of OpenSSL, which libwebsockets.h brings in.
static inline void shim_ssl_require_tls_1_2(SSL_CTX *context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}
