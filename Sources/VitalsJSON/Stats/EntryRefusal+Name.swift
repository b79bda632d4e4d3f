package import Vitals

extension EntryRefusal {
    /// The name by which machines know the reason.
    package var name: String {
        switch self {
        case .notAnEntry: "not_an_entry"
        case .missingField: "missing_field"
        case .wrongType: "wrong_type"
        case .absurdValue: "absurd_value"
        case .absurdTime: "absurd_time"
        case .tooMany: "too_many"
        }
    }
}
