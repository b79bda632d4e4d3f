import HTTPPort
import HTTPTypes
import SessionStore
import VitalsJSON

extension Problem {
    /// What the store did not do, without what only the operator should know.
    init(_ failure: StoreFailure) {
        let wait: Int? =
            switch failure.kind {
            case .tooBusy, .ownShare: 1
            case .locked, .tooSlow: 2
            case .gone, .closed: 5
            case .full, .readOnly: 60
            case .damaged, .refused: nil
            }
        let (status, title) =
            switch failure.kind {
            case .ownShare: (429, "Too Many Requests")
            case _ where wait != nil: (503, "Service Unavailable")
            default: (500, "Internal Server Error")
            }
        self.init(
            status, title, failure.message,
            members: [.init("code", .string("store_" + failure.kind.rawValue))],
            headers: wait.map { [.retryAfter: "\($0)"] } ?? [:])
    }
}
