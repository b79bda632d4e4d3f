import ArgumentParser
import Glibc
import Monitor
import SessionRecords
import WireText

/// How a session's record is kept and where it goes, alike in every command that ends with one.
struct SaveOptions: ParsableArguments {
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

    @Option(help: ArgumentHelp("The session's id in the app, before the room's metadata.", valueName: "uuid"))
    var sessionId: String?

    @Option(help: ArgumentHelp("Whose session it is, before the room's metadata.", valueName: "id"))
    var userId: String?

    @Option(help: ArgumentHelp("The counselor's category, before the room's metadata.", valueName: "uuid"))
    var counselorCategory: String?

    @Option(
        help: ArgumentHelp(
            "Who is the counselor in the transcript; repeatable, ID* is all that begin so. Default: agents and counselor*.",
            valueName: "identity"))
    var counselorIdentity: [String] = []

    @Option(
        help: ArgumentHelp("Whoever has this attribute is the counselor; repeatable.", valueName: "key=value"))
    var counselorAttribute: [String] = []

    func validate() throws {
        if !(1...1_000_000).contains(spoolLimit) { throw ValidationError("--spool-limit must be 1 to 1000000 MiB.") }
        if !(0...20).contains(saveRetries) { throw ValidationError("--save-retries must be 0 to 20.") }
        for (name, text) in [("--session-id", sessionId), ("--counselor-category", counselorCategory)] {
            if let text, UUIDText(text) == nil {
                throw ValidationError("\(name) \(text.printable(limit: 80)): a UUID is needed.")
            }
        }
        if let userId, !SessionIDs.isUserID(userId) {
            throw ValidationError("--user-id must have 1 to \(SessionIDs.longestUserID) bytes.")
        }
        if let odd = counselorAttribute.first(where: { SpeakerRule.Attribute($0) == nil }) {
            throw ValidationError("--counselor-attribute \(odd.printable(limit: 80)): KEY=VALUE is needed.")
        }
    }

    var ids: SessionIDs {
        SessionIDs(
            sessionID: sessionId.flatMap { UUIDText($0) }, userID: userId,
            counselorCategory: counselorCategory.flatMap { UUIDText($0) })
    }

    /// Who is the counselor, where the options say so.
    var speakers: SpeakerRule? {
        guard !counselorIdentity.isEmpty || !counselorAttribute.isEmpty else { return nil }
        return SpeakerRule(
            identities: counselorIdentity, attributes: counselorAttribute.compactMap(SpeakerRule.Attribute.init))
    }

    /// How the record is kept; `nil` where neither `--save-url` nor `--spool` asks for one.
    ///
    /// - Parameter isLive: of a real call. Demos and replays go to the app's history only where that was asked for by
    ///   option: the environment's URL is not meant for them.
    /// - Throws: the exit status, having said why.
    func recordOptions(subject: String?, isLive: Bool) throws -> RecordOptions? {
        let sender = isLive || saveUrl != nil ? try sender() : nil
        guard sender != nil || spool != nil else { return nil }
        var options = RecordOptions(folder: try folder(), sender: sender)
        options.ids = ids
        options.speakers = speakers ?? .standard
        options.subject = subject
        return options
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
            throw ExitStatus.usage.because("--save-url \(url.printable(limit: 200)): \(error)")
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
