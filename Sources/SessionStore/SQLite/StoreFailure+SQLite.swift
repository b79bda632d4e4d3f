import GRDB

extension StoreFailure {
    /// What SQLite said.
    init(_ error: any Error) {
        if let failure = error as? StoreFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.refused, "\(error)")
            return
        }
        let kind: Kind =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
            case .SQLITE_FULL: .full
            case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
            case .SQLITE_IOERR, .SQLITE_CANTOPEN: .gone
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
            case .SQLITE_INTERRUPT: .tooSlow
            case .SQLITE_MISUSE: .closed
            default: .refused
            }
        // Its description would have the statement's values in it.
        self.init(kind, error.message ?? "SQLite's code \(error.extendedResultCode.rawValue)")
    }
}

extension StoreOpenError {
    init(_ name: String, _ error: any Error) {
        let failure = StoreFailure(error)
        let advice =
            switch failure.kind {
            case .damaged:
                "it is no SQLite database, or a damaged one: name another file, or restore it from a backup"
            case .locked: "another program holds it: end that, or name another file"
            case .readOnly, .gone: "let this user write the file and its folder, or name another one"
            case .full: "make room on its disk"
            default: "name another file"
            }
        self.init("\(name) cannot be opened: \(failure.detail); \(advice)")
    }
}
