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

    @OptionGroup var speaker: SpeakerOptions

    func validate() throws {
        for (name, text) in [("--session-id", sessionId), ("--counselor-category", counselorCategory)] {
            if let text, UUIDText(text) == nil {
                throw ValidationError("\(name) \(text.printable(limit: 80)): a UUID is needed.")
            }
        }
        if let userId, !SessionIDs.isUserID(userId) {
            throw ValidationError("--user-id must have 1 to \(SessionIDs.longestUserID) bytes.")
        }
    }

    var ids: SessionIDs {
        SessionIDs(
            sessionID: sessionId.flatMap { UUIDText($0) }, userID: userId,
            counselorCategory: counselorCategory.flatMap { UUIDText($0) })
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
        options.speakers = speaker.rule ?? .standard
        options.subject = subject
        return options
    }
}
