#include <curl/curl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic: out of Swift's reach. One function for each type of argument. */

static inline CURLcode shim_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_setopt_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_setopt_receiver(CURL *handle, CURLoption option,
                                            size_t (*receive)(char *, size_t, size_t, void *)) {
    return curl_easy_setopt(handle, option, receive);
}

static inline CURLcode shim_setopt_progress(CURL *handle, int (*look)(void *, curl_off_t, curl_off_t, curl_off_t,
                                                                      curl_off_t)) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look);
}

static inline CURLcode shim_setopt_socket(CURL *handle, int (*look)(void *, curl_socket_t, curlsocktype)) {
    return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, look);
}

static inline CURLcode shim_setopt_seeker(CURL *handle, int (*seek)(void *, curl_off_t, int)) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek);
}

/* Bytes that a connection's other side has not acknowledged yet; -1 where that cannot be told. */
static inline int shim_unacknowledged(int descriptor) {
    int bytes = -1;
    return ioctl(descriptor, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
}

static inline long shim_response_code(CURL *handle) {
    long code = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

/* Bytes of the request's body that have been given away. */
static inline long long shim_sent(CURL *handle) {
    curl_off_t bytes = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &bytes);
    return bytes;
}

/* curl_off_t options take another width than long on some machines. */
static inline CURLcode shim_setopt_size(CURL *handle, CURLoption option, long long value) {
    return curl_easy_setopt(handle, option, (curl_off_t)value);
}
