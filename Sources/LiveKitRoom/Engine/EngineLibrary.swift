import Glibc
import SwiftProtobuf

/// LiveKit's client engine, loaded at run time: four C functions.
///
/// It is loaded once in a process and stays: it has threads of its own that nothing ends for certain.
final class EngineLibrary: Sendable {
    private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Void
    private typealias Initialize =
        @convention(c) (Callback, Bool, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Void
    private typealias Request =
        @convention(c) (
            UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UnsafePointer<UInt8>?>, UnsafeMutablePointer<Int>
        ) -> UInt64
    private typealias DropHandle = @convention(c) (UInt64) -> Bool

    private let request: Request
    private let dropHandle: DropHandle

    /// Loads the library and has it call back. To be called once in a process.
    ///
    /// - Parameters:
    ///   - hearsLog: whether its log comes as events, whatever its level: with two hundred rooms twice the processor time and
    ///     three times the memory. Else it writes what `RUST_LOG` asks for to standard error by itself, usually nothing.
    ///   - callback: called on threads of the library, where nothing may wait; the bytes are valid during the call.
    init(
        path: String, version: String, hearsLog: Bool, callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Void
    ) throws(EngineFailure) {
        // Its errors repeat tokens, whole. Before it has threads, which might read the environment.
        if !hearsLog { setenv("RUST_LOG", "off", 0) }
        if let fault = EngineFile.fault(at: path) { throw .notLoadable(path: path, reason: fault) }
        // What is wrong with the file is said here, not by the first call of a function that is not there.
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw .notLoadable(path: path, reason: dlerror().map { String(cString: $0) } ?? "no reason given")
        }
        guard let initialize = dlsym(image, "livekit_ffi_initialize"),
            let request = dlsym(image, "livekit_ffi_request"),
            let dropHandle = dlsym(image, "livekit_ffi_drop_handle")
        else { throw .notLoadable(path: path, reason: "it is no liblivekit_ffi: functions are missing") }
        self.request = unsafeBitCast(request, to: Request.self)
        self.dropHandle = unsafeBitCast(dropHandle, to: DropHandle.self)
        // A server takes names of SDKs that it knows; the engine is that of the Rust SDK.
        unsafeBitCast(initialize, to: Initialize.self)(callback, hearsLog, "rust", version)
    }

    /// Asks for something; what comes of it is an event, which bears the id that the request gave it.
    func send(_ message: EngineRequest) throws(EngineFailure) {
        let bytes: [UInt8]
        do { bytes = try message.serializedBytes() } catch {
            throw .refused("a request could not be written: \(error)")
        }
        var answer: UnsafePointer<UInt8>?
        var count = 0
        let handle = bytes.withUnsafeBufferPointer { request($0.baseAddress, $0.count, &answer, &count) }
        guard handle != 0 else { throw .refused("the engine took a request for none of its own") }
        // What it answers at once says no more than that it heard.
        _ = dropHandle(handle)
    }

    /// - Returns: whether there was such a handle.
    @discardableResult
    func drop(_ handle: UInt64) -> Bool { dropHandle(handle) }
}
