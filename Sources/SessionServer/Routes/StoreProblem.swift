import HTTPPort
import HTTPTypes
import SessionStore
import VitalsJSON

extension Problem {
    /// What the store did not do, without what only the operator should know.
    init(_ failure: StoreFailure) {
        let wait: Int? =
            switch failure.kind {
            case .tooBusy: 1
            case .locked, .tooSlow: 2
            case .gone, .closed: 5
            case .full, .readOnly: 60
            case .damaged, .refused: nil
            }
        let isForNow = wait != nil
        self.init(
            isForNow ? 503 : 500, isForNow ? "Service Unavailable" : "Internal Server Error", failure.message,
            members: [.init("code", .string("store_" + failure.kind.rawValue))],
            headers: wait.map { [.retryAfter: "\($0)"] } ?? [:])
    }
}
