import CLibcurl
import Glibc

/// One try to send a record, by libcurl, on the thread that calls.
struct SaveRequest {
    /// Bytes of the endpoint's answer that are kept.
    static let keptAnswer = 4 << 10
    /// Bytes of an answer that are read at all.
    static let longestAnswer = 1 << 20

    let endpoint: SaveEndpoint
    let policy: SavePolicy
    let userAgent: String

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - limit: seconds that are left for it; `nil` for as long as its bytes flow.
    ///   - isCancelled: asked now and then.
    func send(
        _ record: SpooledRecord, now: Double, limit: Double?, isCancelled: @escaping () -> Bool
    ) -> SaveAnswer {
        // Once a process, before any use; safe to repeat.
        _ = Self.library
        guard let handle = curl_easy_init() else { return .unreachable("libcurl has no memory") }
        defer { curl_easy_cleanup(handle) }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in headers(for: record, now: now) { list = header.withCString { curl_slist_append(list, $0) } }
        let exchange = Exchange(policy, total: record.body.count, isCancelled: isCancelled)
        let exchangePointer = Unmanaged.passUnretained(exchange).toOpaque()
        var errorText = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = record.body.withUnsafeBytes { body in
            errorText.withUnsafeMutableBufferPointer { errorText in
                withExtendedLifetime(exchange) {
                    configure(handle, headers: list, exchange: exchangePointer, limit: limit)
                    shim_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorText.baseAddress)
                    shim_setopt_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
                    shim_setopt_pointer(
                        handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
                    return curl_easy_perform(handle)
                }
            }
        }
        let status = shim_response_code(handle)
        // Where the answer's head has been read it says what became of the record; the rest of it may be cut off.
        if code != CURLE_OK, !(exchange.hasHead && shim_sent(handle) >= record.body.count) {
            return .unreachable(reason(code, errorText, exchange, of: record.body.count))
        }
        return .status(
            Int(status), retryAfter: exchange.retryAfter(now: now), body: String(decoding: exchange.body, as: UTF8.self)
        )
    }

    private func headers(for record: SpooledRecord, now: Double) -> [String] {
        var headers = [
            "Content-Type: application/json", "Accept: application/json", "Idempotency-Key: \(record.sessionID.text)",
            // Else libcurl would ask for leave to send a large body, and wait a second where nobody answers.
            "Expect:",
        ]
        if let token = endpoint.token() { headers.append("Authorization: Bearer \(token)") }
        if let signature = endpoint.signature {
            headers += signature.headers(id: record.sessionID.text, body: record.body, now: Int(now))
        }
        return headers
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer, headers: UnsafeMutablePointer<curl_slist>?,
        exchange: UnsafeMutableRawPointer, limit: Double?
    ) {
        shim_setopt_text(handle, CURLOPT_URL, endpoint.url)
        // What else a URL or a redirect could name is not what records are for.
        shim_setopt_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        shim_setopt_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        if let direct = Self.direct { shim_setopt_text(handle, CURLOPT_NOPROXY, direct) }
        shim_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        shim_setopt_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(policy.connectTimeout * 1000))
        if let limit { shim_setopt_long(handle, CURLOPT_TIMEOUT_MS, Int(max(0.5, limit) * 1000)) }
        // A proxy's leave to go on is no answer to the record.
        shim_setopt_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        shim_setopt_text(handle, CURLOPT_USERAGENT, userAgent)
        shim_setopt_list(handle, CURLOPT_HTTPHEADER, headers)
        if let caFile = endpoint.caFile { shim_setopt_text(handle, CURLOPT_CAINFO, caFile) }
        shim_setopt_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            let exchange = Unmanaged<Exchange>.fromOpaque(target).takeUnretainedValue()
            return exchange.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        shim_setopt_pointer(handle, CURLOPT_WRITEDATA, exchange)
        shim_setopt_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            let exchange = Unmanaged<Exchange>.fromOpaque(target).takeUnretainedValue()
            exchange.receive(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        shim_setopt_pointer(handle, CURLOPT_HEADERDATA, exchange)
        shim_setopt_socket(handle) { target, descriptor, _ in
            if let target { Unmanaged<Exchange>.fromOpaque(target).takeUnretainedValue().connect(by: descriptor) }
            return CURL_SOCKOPT_OK
        }
        shim_setopt_pointer(handle, CURLOPT_SOCKOPTDATA, exchange)
        shim_setopt_progress(handle) { target, _, _, _, sent in
            guard let target else { return 0 }
            return Unmanaged<Exchange>.fromOpaque(target).takeUnretainedValue().shouldStop(sent: Int(sent)) ? 1 : 0
        }
        shim_setopt_pointer(handle, CURLOPT_XFERINFODATA, exchange)
        shim_setopt_long(handle, CURLOPT_NOPROGRESS, 0)
        // POSTFIELDS comes last, with the body at hand.
        shim_setopt_long(handle, CURLOPT_POST, 1)
    }

    /// What no proxy is asked for: this machine, besides what the environment says; `nil` where that says everything.
    private static let direct: String? = {
        let names = ["no_proxy", "NO_PROXY"] as [String]
        let told = names.compactMap { name in getenv(name).map { String(cString: $0) } }.first ?? ""
        if told == "*" { return nil }
        return (told.isEmpty ? "" : told + ",") + "localhost,127.0.0.1,::1"
    }()

    private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    private func reason(_ code: CURLcode, _ text: [CChar], _ exchange: Exchange, of total: Int) -> String {
        let arrived = "\(exchange.arrived) of \(total) bytes have arrived"
        if exchange.wasCancelled { return "the program was told to stop" }
        switch exchange.verdict {
        case .stalled:
            return "the record does not get through: \(arrived), and fewer than \(Int(policy.slowestFlow)) a second "
                + "over \(Int(policy.flowWindow)) s"
        case .unanswered: return "no answer within \(Int(policy.answerTimeout)) s of the record's last byte"
        case .goesOn, .answered: break
        }
        if code == CURLE_OPERATION_TIMEDOUT, exchange.arrived > 0 {
            guard exchange.arrived < total else { return "time is up: all bytes have arrived, and no answer came" }
            return "time is up: \(arrived); they flow, but the end of a session is not held up for longer"
        }
        let detail = text.withUnsafeBufferPointer { buffer in
            buffer.first == 0
                ? "" : String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }
}
