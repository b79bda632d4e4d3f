// A WebSocket server that sends a recording to one client as fast as that takes it, and measures how long it took.
//
// usage: pump FILE
//
// FILE holds one message of the feed a line. Prints the port that it listens on (127.0.0.1), takes one connection, makes
// the handshake and waits for the client's first message, its subscription. Then it sends a join to the room "load", the
// recording and the end of the room. All frames are made before. Prints one JSON object: seconds from the first byte
// written until the client has sent its close frame or has gone, messages, and bytes of payload. Does not: check what the
// client says, answer its pings, serve a second one.
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char join[] =
    "{\"join\":{\"room\":{\"sid\":\"RM_1\",\"name\":\"load\"},\"participant\":{\"sid\":\"PA_me\",\"identity\":\"monitor\"},"
    "\"pingInterval\":60,\"pingTimeout\":300}}";
static const char leave[] = "{\"leave\":{\"reason\":\"ROOM_DELETED\"}}";

static uint8_t *frames;
static size_t frame_bytes, frame_room, messages, payload_bytes;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// One text frame, not masked (RFC 6455, 5.2).
static void add_frame(const char *text, size_t count) {
    if (frame_bytes + count + 10 > frame_room) {
        frame_room = 2 * (frame_bytes + count + 10);
        frames = realloc(frames, frame_room);
        if (!frames) fail("pump: memory");
    }
    uint8_t *head = frames + frame_bytes;
    *head++ = 0x81;
    int lengths = count < 126 ? 0 : count < 65536 ? 2 : 8;
    *head++ = lengths == 0 ? count : lengths == 2 ? 126 : 127;
    for (int place = lengths - 1; place >= 0; place--) *head++ = (uint8_t)(count >> (8 * place));
    memcpy(head, text, count);
    frame_bytes = head + count - frames;
    messages++;
    payload_bytes += count;
}

static void add_recording(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t count; (count = getline(&line, &room, file)) > 0;) add_frame(line, line[count - 1] == '\n' ? count - 1 : count);
    free(line);
    fclose(file);
}

static void send_all(int client, const void *bytes, size_t count) {
    for (size_t sent = 0; sent < count;) {
        size_t piece = count - sent < 1 << 18 ? count - sent : 1 << 18;
        ssize_t taken = send(client, (const uint8_t *)bytes + sent, piece, MSG_NOSIGNAL);
        if (taken < 0) fail("pump: the client went before the last message");
        sent += taken;
    }
}

static void shake_hands(int client) {
    char head[8192] = "", key[256], digest[64], answer[512];
    for (size_t filled = 0; !strstr(head, "\r\n\r\n");) {
        ssize_t count = recv(client, head + filled, sizeof head - 1 - filled, 0);
        if (count <= 0) fail("pump: handshake");
        head[filled += count] = 0;
    }
    const char *header = strcasestr(head, "\r\nSec-WebSocket-Key:");
    char value[128];
    if (!header || sscanf(header + 20, " %127s", value) != 1) fail("pump: no Sec-WebSocket-Key");
    snprintf(key, sizeof key, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", value);
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length;
    if (!EVP_Digest(key, strlen(key), sum, &length, EVP_sha1(), NULL)) fail("pump: SHA-1");
    EVP_EncodeBlock((unsigned char *)digest, sum, length);
    // A client that offers a subprotocol wants it chosen.
    const char *offered = strcasestr(head, "\r\nSec-WebSocket-Protocol:");
    char chosen[160] = "";
    if (offered && sscanf(offered + 25, " %127[^\r]", value) == 1)
        snprintf(chosen, sizeof chosen, "Sec-WebSocket-Protocol: %s\r\n", value);
    int count = snprintf(answer, sizeof answer,
                         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s"
                         "Sec-WebSocket-Accept: %s\r\n\r\n", chosen, digest);
    send_all(client, answer, count);
}

// The kind of the client's next frame, its payload thrown away; 8, a close, where the client has gone.
static int next_kind(int client) {
    uint8_t head[14];
    if (recv(client, head, 2, MSG_WAITALL) != 2) return 8;
    size_t count = head[1] & 0x7f, more = count == 126 ? 2 : count == 127 ? 8 : 0;
    if (recv(client, head + 2, more + 4, MSG_WAITALL) != (ssize_t)more + 4) return 8;
    if (more) count = 0;
    for (size_t place = 0; place < more; place++) count = count << 8 | head[2 + place];
    for (uint8_t byte; count > 0; count--)
        if (recv(client, &byte, 1, 0) != 1) return 8;
    return head[0] & 0x0f;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("usage: pump FILE\n", stderr);
        return 2;
    }
    add_frame(join, sizeof join - 1);
    add_recording(arguments[1]);
    add_frame(leave, sizeof leave - 1);

    int listening = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listening, (struct sockaddr *)&address, size) || listen(listening, 1) ||
        getsockname(listening, (struct sockaddr *)&address, &size))
        fail("pump: listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    int client = accept(listening, NULL, NULL);
    if (client < 0) fail("pump: accept");
    shake_hands(client);
    if (next_kind(client) != 1) fail("pump: no subscription");
    double start = now();
    send_all(client, frames, frame_bytes);
    while (next_kind(client) != 8) continue;
    double seconds = now() - start;
    static const uint8_t close_frame[] = {0x88, 2, 3, 232};
    // Whether it is still there does not matter any more.
    (void)!send(client, close_frame, sizeof close_frame, MSG_NOSIGNAL);
    printf("{\"seconds\": %.6f, \"messages\": %zu, \"bytes\": %zu}\n", seconds, messages, payload_bytes);
    return 0;
}
