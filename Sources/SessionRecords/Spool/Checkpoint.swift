package import Vitals
import VitalsJSON

/// What a running session has come to, as it is kept against the program's sudden end.
package struct Checkpoint: Sendable {
    /// A change of what the file holds besides the session's state is a new number.
    static let format: UInt32 = 1

    /// The session's name in the spool.
    package var key: UUIDText
    package var ids: SessionIDs
    /// Whose numbers stand first.
    package var subject: String?
    /// Under which identity the monitor itself is among the participants; `nil` where it is not.
    package var monitor: String?
    /// Where the record is to be sent; `nil` for nowhere yet.
    package var saveURL: String?
    package var session: RoomSession
    /// What has been said and is not final.
    package var openSegments: [TranscriptAssembly.OpenSegment]
    /// Lines that the transcript's limit left out.
    package var transcriptOmitted: Int

    package init(
        key: UUIDText, ids: SessionIDs, subject: String? = nil, monitor: String? = nil, saveURL: String? = nil,
        session: RoomSession, openSegments: [TranscriptAssembly.OpenSegment] = [], transcriptOmitted: Int = 0
    ) {
        self.key = key
        self.ids = ids
        self.subject = subject
        self.monitor = monitor
        self.saveURL = saveURL
        self.session = session
        self.openSegments = openSegments
        self.transcriptOmitted = transcriptOmitted
    }

    /// Why a checkpoint cannot be gone on with.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case foreign
        case damaged
        /// Written by a program of another format.
        case otherVersion

        package var description: String {
            switch self {
            case .foreign: "not a checkpoint"
            case .damaged: "torn or damaged"
            case .otherVersion:
                "written by another version of roomvitals: start that one once to have the session published"
            }
        }
    }
}

extension Checkpoint {
    /// The file's bytes: a line of JSON and the session's state, sealed.
    func encoded() -> [UInt8] {
        var header: [JSONValue.Member] = [
            .init("state_format", .integer(Int(StateArchive.format))),
            .init("key", .string(key.text)),
            .init("transcript_omitted", .integer(transcriptOmitted)),
        ]
        func add(_ name: String, _ text: String?) {
            if let text { header.append(.init(name, .string(text))) }
        }
        add("session_id", ids.sessionID?.text)
        add("user_id", ids.userID)
        add("counselor_category", ids.counselorCategory?.text)
        add("subject", subject)
        add("monitor", monitor)
        add("save_url", saveURL)
        header.append(.init("open_segments", .array(openSegments.map(\.json))))
        let content = JSONValue.object(header).written(numbers: .exact) + [UInt8(ascii: "\n")] + session.state
        return SealedText.seal(content, as: .checkpoint, format: Self.format)
    }

    init(decoding bytes: [UInt8], limits: SessionLimits) throws(Fault) {
        let content: ArraySlice<UInt8>
        do throws(SealedText.Fault) {
            content = try SealedText.open(bytes, as: .checkpoint, format: Self.format)
        } catch {
            switch error {
            case .foreign: throw .foreign
            case .damaged: throw .damaged
            case .otherFormat: throw .otherVersion
            }
        }
        guard let end = content.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? Array(content[..<end]).withUnsafeBytes({ try JSONValue(parsing: $0, limits: .ownFiles) })
        else { throw .damaged }
        guard header["state_format"] == .number(Double(StateArchive.format)) else { throw .otherVersion }
        func text(_ name: String) -> String? {
            if case .string(let text)? = header[name] { text } else { nil }
        }
        guard let key = text("key").flatMap({ UUIDText($0) }) else { throw .damaged }
        let session: RoomSession
        do throws(StateFault) {
            session = try RoomSession(state: Array(content[(end + 1)...]), limits: limits)
        } catch {
            throw .damaged
        }
        var segments: [TranscriptAssembly.OpenSegment] = []
        if case .array(let elements)? = header["open_segments"] {
            segments = elements.compactMap(TranscriptAssembly.OpenSegment.init)
        }
        var omitted = 0
        if case .number(let count)? = header["transcript_omitted"], count >= 0, count < 1e15 { omitted = Int(count) }
        self.init(
            key: key,
            ids: SessionIDs(
                sessionID: text("session_id").flatMap { UUIDText($0) }, userID: text("user_id"),
                counselorCategory: text("counselor_category").flatMap { UUIDText($0) }),
            subject: text("subject"), monitor: text("monitor"), saveURL: text("save_url"), session: session,
            openSegments: segments, transcriptOmitted: omitted)
    }
}

extension DecodeLimits {
    /// For files that the program wrote: as large as they are, and no deeper than it writes.
    static let ownFiles = DecodeLimits(messageBytes: .max, containers: .max)
}

extension TranscriptAssembly.OpenSegment {
    fileprivate var json: JSONValue {
        [
            "speaker": .string(speaker.rawValue), "identity": .string(identity), "id": .string(id),
            "text": .string(text), "start": .number(start),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard case .string(let side)? = json["speaker"], let speaker = TranscriptLine.Speaker(rawValue: side),
            case .string(let identity)? = json["identity"], case .string(let id)? = json["id"],
            case .string(let text)? = json["text"], case .number(let start)? = json["start"]
        else { return nil }
        self.init(speaker: speaker, identity: identity, id: id, text: text, start: start)
    }
}
