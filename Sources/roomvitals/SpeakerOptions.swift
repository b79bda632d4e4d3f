import ArgumentParser
import SessionRecords
import WireText

/// Who is who in a transcript.
struct SpeakerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who is the counselor in the transcript; repeatable, ID* is all that begin so. Default: agents and counselor*.",
            valueName: "identity"))
    var counselorIdentity: [String] = []

    @Option(
        help: ArgumentHelp("Whoever has this attribute is the counselor; repeatable.", valueName: "key=value"))
    var counselorAttribute: [String] = []

    func validate() throws {
        if counselorIdentity.contains("") { throw ValidationError("--counselor-identity must not be empty.") }
        if let odd = counselorAttribute.first(where: { SpeakerRule.Attribute($0) == nil }) {
            throw ValidationError("--counselor-attribute \(odd.printable(limit: 80)): KEY=VALUE is needed.")
        }
    }

    /// Who is the counselor, where the options say so.
    var rule: SpeakerRule? {
        guard !counselorIdentity.isEmpty || !counselorAttribute.isEmpty else { return nil }
        return SpeakerRule(
            identities: counselorIdentity, attributes: counselorAttribute.compactMap(SpeakerRule.Attribute.init))
    }
}
