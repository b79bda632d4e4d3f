import ArgumentParser
import Glibc
import Monitor
import SessionRecords
import WireText

/// Where records wait, and how they are sent.
struct DeliveryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the session's record is sent at the end; \(SaveEndpoint.defaultPath) where it has no path. Default of "
                + "attach and sessions resend: $ROOMVITALS_SAVE_URL. ROOMVITALS_SAVE_TOKEN is sent as a bearer token; with ROOMVITALS_SAVE_SECRET "
                + "requests are signed.", valueName: "url"))
    var saveUrl: String?

    @Option(
        help: ArgumentHelp(
            "Where records wait, and running sessions are kept against a crash. Default: $ROOMVITALS_SPOOL, or "
                + "~/.local/state/roomvitals/spool.", valueName: "folder"))
    var spool: String?

    @Option(help: ArgumentHelp("Bytes that the spool may take, in MiB.", valueName: "MiB"))
    var spoolLimit: Int = 256

    @Option(help: ArgumentHelp("How often a failed save is tried again, after 1, 2, 4, … seconds.", valueName: "times"))
    var saveRetries: Int = 3

    @Option(
        help: ArgumentHelp(
            "Trust the certificates in this PEM file for --save-url, not the system's.", valueName: "file")
    )
    var saveCaFile: String?

    func validate() throws {
        if !(1...1_000_000).contains(spoolLimit) { throw ValidationError("--spool-limit must be 1 to 1000000 MiB.") }
        if !(0...20).contains(saveRetries) { throw ValidationError("--save-retries must be 0 to 20.") }
        if saveUrl?.isEmpty == true { throw ValidationError("--save-url must not be empty.") }
        if spool?.isEmpty == true { throw ValidationError("--spool must name a folder.") }
    }

    /// - Throws: the exit status, having said why.
    func folder() throws -> SpoolFolder {
        guard let path = spool ?? SpoolPlace.usual, !path.isEmpty else {
            throw ExitStatus.usage.because("no HOME to keep sessions in: name a folder with --spool")
        }
        do throws(SpoolError) {
            return try SpoolFolder(path, limits: SpoolLimits(bytes: spoolLimit << 20))
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
    }

    /// Found out before the call, not after it.
    private static func holdsCertificate(_ path: String) -> Bool {
        guard let file = fopen(path, "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            if strstr(line, "-----BEGIN CERTIFICATE-----") != nil { return true }
        }
        return false
    }

    /// What sends records, to `--save-url` or the environment's; `nil` where there is neither.
    ///
    /// - Throws: the exit status, having said why.
    func sender() throws -> RecordSender? {
        guard let url = saveUrl ?? Console.environment("ROOMVITALS_SAVE_URL"), !url.isEmpty else { return nil }
        return try sender(to: url)
    }

    /// - Throws: the exit status, having said why.
    func sender(to url: String) throws -> RecordSender {
        var endpoint: SaveEndpoint
        do throws(SaveEndpoint.Fault) {
            endpoint = try SaveEndpoint(url)
        } catch {
            throw ExitStatus.usage.because("--save-url \(SaveEndpoint.shown(url).printable(limit: 200)): \(error)")
        }
        do throws(SaveCredentials.Problem) {
            try SaveCredentials.add(to: &endpoint)
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
        if let saveCaFile {
            guard access(saveCaFile, R_OK) == 0 else {
                throw ExitStatus.usage.because("--save-ca-file \(saveCaFile): \(String(cString: strerror(errno)))")
            }
            guard Self.holdsCertificate(saveCaFile) else {
                throw ExitStatus.usage.because("--save-ca-file \(saveCaFile): no PEM certificate is in it")
            }
            endpoint.caFile = saveCaFile
        }
        if endpoint.isExposed {
            Console.note("WARNING: --save-url is plain http: whoever is in between reads what was said, and the token")
        }
        var policy = SavePolicy()
        policy.retries = saveRetries
        return RecordSender(
            endpoint: endpoint, policy: policy, userAgent: "roomvitals/\(Version.text)",
            wallClock: { Clock.wall / 1000 }, monotonicClock: { Clock.monotonic },
            pause: { seconds in usleep(UInt32(max(0, min(seconds, 3600)) * 1e6)) })
    }
}
