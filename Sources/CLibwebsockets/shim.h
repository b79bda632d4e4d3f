#include <libwebsockets.h>
#include <openssl/x509v3.h>
#include <sys/prctl.h>

// LWS_PRE is a macro that computes, which the importer leaves out: the library keeps as much free before what it reads.
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

static inline void shim_ssl_tell_name(SSL *tls, const char *name) { SSL_set_tlsext_host_name(tls, name); }

// A variadic function. What top(1) and perf(1) call the calling thread: 15 bytes at most.
static inline void shim_name_thread(const char *name) { prctl(PR_SET_NAME, name); }
