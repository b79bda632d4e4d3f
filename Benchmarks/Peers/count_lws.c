// The peer of `roomvitals attach` in C: a bare client on libwebsockets, which counts what comes.
//
// usage: count_lws PORT
//
// Does: connects to 127.0.0.1 as the bot does, sends the bot's first message, counts messages and bytes, and closes when
// the room's end comes. Prints both numbers as JSON. Does not: put messages together, check UTF-8, look into a message
// beyond its first bytes, ping, connect again, serve anything.
#include <libwebsockets.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char subscription[] = "{\"subscribeStats\":{\"participantIdentities\":[\"*\"]}}";
static const char leave[] = "{\"leave\":";
static size_t messages, bytes;
static bool is_inside, is_over, has_failed, has_subscribed;

static int called(struct lws *connection, enum lws_callback_reasons reason, void *user, void *input, size_t length) {
    (void)user;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        lws_callback_on_writable(connection);
        break;
    case LWS_CALLBACK_CLIENT_WRITEABLE: {
        if (has_subscribed) break;
        has_subscribed = true;
        unsigned char buffer[LWS_PRE + sizeof subscription];
        memcpy(buffer + LWS_PRE, subscription, sizeof subscription - 1);
        if (lws_write(connection, buffer + LWS_PRE, sizeof subscription - 1, LWS_WRITE_TEXT) < 0) return -1;
        break;
    }
    case LWS_CALLBACK_CLIENT_RECEIVE: {
        bool is_leave = !is_inside && length >= sizeof leave - 1 && !memcmp(input, leave, sizeof leave - 1);
        bytes += length;
        is_inside = !(lws_is_final_fragment(connection) && lws_remaining_packet_payload(connection) == 0);
        if (!is_inside) messages++;
        if (is_leave) {
            lws_close_reason(connection, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
            return -1;
        }
        break;
    }
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        fprintf(stderr, "count_lws: %s\n", input ? (const char *)input : "no connection");
        has_failed = true;
        is_over = true;
        break;
    case LWS_CALLBACK_CLIENT_CLOSED:
        is_over = true;
        break;
    default: break;
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("usage: count_lws PORT\n", stderr);
        return 2;
    }
    // The library hands payload on in pieces of this size; smaller ones were slower.
    enum { PIECE = 1 << 20 };
    static const struct lws_protocols protocols[] = {{.name = "feed", .callback = called, .rx_buffer_size = PIECE}, {0}};
    lws_set_log_level(0, NULL);
    struct lws_context_creation_info info = {.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols, .gid = -1, .uid = -1,
                                             .fd_limit_per_thread = 8, .pt_serv_buf_size = PIECE};
    struct lws_context *context = lws_create_context(&info);
    if (!context) {
        fputs("count_lws: no context\n", stderr);
        return 1;
    }
    struct lws_client_connect_info to = {.context = context, .address = "127.0.0.1", .port = atoi(arguments[1]),
                                         .path = "/rtc?room=load&identity=bare&role=monitor", .host = "127.0.0.1",
                                         .ietf_version_or_minus_one = -1, .local_protocol_name = "feed"};
    has_failed = !lws_client_connect_via_info(&to);
    while (!is_over && !has_failed && lws_service(context, 0) >= 0) continue;
    lws_context_destroy(context);
    printf("{\"messages\": %zu, \"bytes\": %zu}\n", messages, bytes);
    return has_failed || !is_over;
}
