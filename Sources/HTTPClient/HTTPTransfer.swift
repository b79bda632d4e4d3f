import CLibcurl
import Glibc

/// One POST by libcurl, on the thread that calls.
///
/// Redirects are not followed, other protocols are not spoken, and what this machine's own names and addresses name is
/// asked without a proxy.
package struct HTTPTransfer: ~Copyable {
    /// How a transfer ended.
    package struct Outcome: Sendable {
        /// Of the last head that came; 0 where none did.
        package let status: Int
        /// Bytes of the body that libcurl gave away.
        package let sent: Int
        package let isComplete: Bool
        package let isTimedOut: Bool
        /// libcurl's words for what went wrong; of no meaning where `isComplete`.
        package let reason: String
    }

    private let handle: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// - Parameters:
    ///   - connectTimeout: seconds.
    ///   - timeout: seconds for all of it, half a second at least; `nil` for as long as its listener lets it.
    ///   - caFile: a PEM file of certificates to trust instead of the system's.
    /// - Returns: `nil` where libcurl has no memory.
    package init?(
        to url: String, headers fields: [String], userAgent: String, connectTimeout: Double, timeout: Double?,
        caFile: String? = nil
    ) {
        // Once a process, before any use; safe to repeat.
        _ = Self.library
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        for field in fields { headers = field.withCString { curl_slist_append(headers, $0) } }
        shim_setopt_text(handle, CURLOPT_URL, url)
        shim_setopt_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        shim_setopt_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        if let direct = Self.direct { shim_setopt_text(handle, CURLOPT_NOPROXY, direct) }
        shim_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        shim_setopt_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(connectTimeout * 1000))
        if let timeout { shim_setopt_long(handle, CURLOPT_TIMEOUT_MS, Int(max(0.5, timeout) * 1000)) }
        // A proxy's leave to go on is no answer to the request.
        shim_setopt_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        shim_setopt_text(handle, CURLOPT_USERAGENT, userAgent)
        shim_setopt_list(handle, CURLOPT_HTTPHEADER, headers)
        if let caFile { shim_setopt_text(handle, CURLOPT_CAINFO, caFile) }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    /// Sends the body and hears the answer. Blocks.
    package consuming func post(_ body: [UInt8], to listener: any TransferListener) -> Outcome {
        var errorText = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = body.withUnsafeBytes { body in
            let ends = Ends(listener: listener, body: body)
            return errorText.withUnsafeMutableBufferPointer { errorText in
                withExtendedLifetime(ends) {
                    let target = Unmanaged.passUnretained(ends).toOpaque()
                    listen(by: target)
                    shim_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorText.baseAddress)
                    shim_setopt_long(handle, CURLOPT_POST, 1)
                    shim_setopt_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
                    give(from: target)
                    return curl_easy_perform(handle)
                }
            }
        }
        return Outcome(
            status: Int(shim_response_code(handle)), sent: Int(shim_sent(handle)), isComplete: code == CURLE_OK,
            isTimedOut: code == CURLE_OPERATION_TIMEDOUT, reason: Self.reason(code, errorText))
    }

    /// Both ends of a transfer: libcurl's callbacks carry one pointer, to an object.
    private final class Ends {
        let listener: any TransferListener
        /// What is not given away yet.
        private var rest: UnsafeRawBufferPointer
        private let body: UnsafeRawBufferPointer

        init(listener: any TransferListener, body: UnsafeRawBufferPointer) {
            self.listener = listener
            self.body = body
            rest = body
        }

        func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
            let piece = rest.prefix(room.count)
            room.copyBytes(from: piece)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            return piece.count
        }

        /// Nothing more is given away: for libcurl this is the body's end, and it goes on to hear the answer.
        func cutShort() { rest = UnsafeRawBufferPointer(rebasing: rest.prefix(0)) }

        /// - Returns: whether there is such a place in the body.
        func begin(at offset: Int) -> Bool {
            guard (0...body.count).contains(offset) else { return false }
            rest = UnsafeRawBufferPointer(rebasing: body.dropFirst(offset))
            return true
        }

        static func at(_ target: UnsafeMutableRawPointer) -> Ends {
            Unmanaged<Ends>.fromOpaque(target).takeUnretainedValue()
        }
    }

    private func give(from ends: UnsafeMutableRawPointer) {
        shim_setopt_receiver(handle, CURLOPT_READFUNCTION) { room, size, count, target in
            guard let room, let target else { return 0 }
            return Ends.at(target).give(UnsafeMutableRawBufferPointer(start: room, count: size * count))
        }
        shim_setopt_pointer(handle, CURLOPT_READDATA, ends)
        // A connection may have to be made anew.
        shim_setopt_seeker(handle) { target, offset, origin in
            guard let target, origin == SEEK_SET, Ends.at(target).begin(at: Int(offset)) else {
                return CURL_SEEKFUNC_FAIL
            }
            return CURL_SEEKFUNC_OK
        }
        shim_setopt_pointer(handle, CURLOPT_SEEKDATA, ends)
    }

    private func listen(by ends: UnsafeMutableRawPointer) {
        shim_setopt_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Ends.at(target).listener.receive(buffer) ? size * count : 0
        }
        shim_setopt_pointer(handle, CURLOPT_WRITEDATA, ends)
        shim_setopt_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            let ends = Ends.at(target)
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            if !ends.listener.receive(header: line) { ends.cutShort() }
            return size * count
        }
        shim_setopt_pointer(handle, CURLOPT_HEADERDATA, ends)
        shim_setopt_socket(handle) { target, descriptor, _ in
            if let target { Ends.at(target).listener.connect(by: descriptor) }
            return CURL_SOCKOPT_OK
        }
        shim_setopt_pointer(handle, CURLOPT_SOCKOPTDATA, ends)
        shim_setopt_progress(handle) { target, _, _, _, sent in
            guard let target else { return 0 }
            return Ends.at(target).listener.shouldStop(sent: Int(sent)) ? 1 : 0
        }
        shim_setopt_pointer(handle, CURLOPT_XFERINFODATA, ends)
        shim_setopt_long(handle, CURLOPT_NOPROGRESS, 0)
    }

    private static func reason(_ code: CURLcode, _ text: [CChar]) -> String {
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return bytes.isEmpty ? String(cString: curl_easy_strerror(code)) : String(decoding: bytes, as: UTF8.self)
    }

    /// What no proxy is asked for: this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3), besides what the
    /// environment says; `nil` where that says everything. A name stands for those under it too.
    private static let direct: String? = {
        let names = ["no_proxy", "NO_PROXY"] as [String]
        let told = names.compactMap { name in getenv(name).map { String(cString: $0) } }.first ?? ""
        if told == "*" { return nil }
        return (told.isEmpty ? "" : told + ",") + "localhost,127.0.0.0/8,::1"
    }()

    private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
}

extension HTTPTransfer {
    /// Bytes that a connection's other side has not acknowledged yet; 0 where that cannot be told.
    package static func unacknowledged(by descriptor: Int32) -> Int {
        descriptor >= 0 ? max(0, Int(shim_unacknowledged(descriptor))) : 0
    }

    /// Seconds since 1970 of a date in a header (RFC 9110, 5.6.7); `nil` where it is none.
    package static func date(_ text: String) -> Double? {
        let date = text.withCString { curl_getdate($0, nil) }
        return date >= 0 ? Double(date) : nil
    }
}
