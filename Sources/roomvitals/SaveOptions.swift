import ArgumentParser
import Glibc
import Monitor
import SessionRecords
import WireText

/// How a session's record is kept and where it goes, alike in every command that ends with one.
struct SaveOptions: ParsableArguments {
    @OptionGroup var delivery: DeliveryOptions

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
        for (name, text) in [("--session-id", sessionId), ("--counselor-category", counselorCategory)] {
            if let text, UUIDText(text) == nil {
                throw ValidationError("\(name) \(text.printable(limit: 80)): a UUID is needed.")
            }
        }
        if let userId, !SessionIDs.isUserID(userId) {
            throw ValidationError("--user-id must have 1 to \(SessionIDs.longestUserID) bytes.")
        }
        if counselorIdentity.contains("") { throw ValidationError("--counselor-identity must not be empty.") }
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
        let sender = isLive || delivery.saveUrl != nil ? try delivery.sender() : nil
        guard sender != nil || delivery.spool != nil else { return nil }
        var options = RecordOptions(folder: try delivery.folder(), sender: sender)
        options.ids = ids
        options.speakers = speakers ?? .standard
        options.subject = subject
        return options
    }
}
