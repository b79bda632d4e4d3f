/// Sends what waits in a spool.
package struct SpoolDelivery: Sendable {
    package let folder: SpoolFolder
    package let sender: RecordSender
    /// Seconds between two records of a pass: an endpoint that was down is not to be run down again.
    package var pace: Double = 0.1
    /// Records in a row that could not be sent, after which a pass gives up: it is the endpoint, not the record.
    package var patience = 3

    package init(_ folder: SpoolFolder, sender: RecordSender) {
        self.folder = folder
        self.sender = sender
    }

    /// What became of one record.
    package enum Outcome: Sendable, Equatable {
        /// The endpoint has it; what could not be removed then.
        case saved(tries: Int, left: LeftFile? = nil)
        case refused(String)
        case waiting(String, retryAfter: Double?)
        /// Another program has it in hand.
        case elsewhere
        /// Another program has dealt with it.
        case gone
        /// Its file cannot be read; where it is now.
        case setAside(String, SpoolError)
    }

    /// What a pass over the spool came to.
    package struct Pass: Sendable, Equatable {
        package var saved = 0
        package var refused = 0
        package var waiting = 0
        package var setAside = 0
        /// What was saved and could not be removed.
        package var left: [LeftFile] = []
        /// Records for other endpoints than the sender's.
        package var forOthers = 0
        /// What went wrong last.
        package var lastFailure: String?
        /// The longest time, in seconds, for which the endpoint wants to be left alone.
        package var retryAfter: Double?
        /// The last record that was tried: the next pass begins behind it, so that none stands in the way of others.
        package var last: SpooledName?

        package init() {}
    }

    /// Sends one record.
    package func deliver(
        _ name: SpooledName, isCancelled: @escaping @Sendable () -> Bool = { false },
        failed: (SaveAnswer, _ next: Double) -> Void = { _, _ in }
    ) throws(SpoolError) -> Outcome {
        guard let claimed = try folder.claim(name) else { return folder.exists(name.text) ? .elsewhere : .gone }
        guard !claimed.isDelivered else {
            // What keeps it from being removed is no news to whoever asked for its delivery.
            try? claimed.remove()
            return .gone
        }
        let record: SpooledRecord
        do throws(SpoolError) {
            record = try claimed.read()
        } catch {
            return .setAside(try claimed.setAside(), error)
        }
        return try Self.settle(claimed, sender.deliver(record, isCancelled: isCancelled, failed: failed))
    }

    /// Leaves a record in the state in which its delivery left it.
    package static func settle(
        _ claimed: consuming ClaimedRecord, _ delivery: RecordSender.Delivery
    ) throws(SpoolError) -> Outcome {
        switch delivery {
        case .saved(let tries):
            return .saved(tries: tries, left: claimed.removeDelivered())
        case .refused(let answer):
            try claimed.refuse(answer)
            return .refused(answer)
        case .waiting(let answer, let retryAfter):
            claimed.note(answer)
            return .waiting(answer, retryAfter: retryAfter)
        }
    }

    /// Sends what waits, oldest first, each once: the next pass tries again. Records that were made for another endpoint
    /// are left alone, so that no token goes where it does not belong.
    ///
    /// - Parameters:
    ///   - first: where to begin, behind the last one that was tried before; those before it come last.
    ///   - left: of earlier passes: what has arrived is not sent once more.
    package func deliverWaiting(
        behind first: SpooledName? = nil, without left: [LeftFile] = [],
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(SpoolError) -> Pass {
        var pass = Pass()
        var failuresInARow = 0
        let once = SpoolDelivery(folder, sender: sender.patient.trying(retries: 0))
        let waiting = try folder.records().filter { name in
            name.state == .record && !left.contains { $0.error.path == folder.path(name.text) }
        }
        let start = first.flatMap { first in waiting.firstIndex { $0 > first } } ?? 0
        for name in waiting[start...] + waiting[..<start] {
            if isCancelled() { break }
            if failuresInARow >= patience {
                pass.waiting += 1
                continue
            }
            guard try isOurs(name) else {
                pass.forOthers += 1
                continue
            }
            pass.last = name
            let outcome: Outcome
            do throws(SpoolError) {
                outcome = try once.deliver(name, isCancelled: isCancelled)
            } catch {
                // This one cannot be opened or removed; the others can.
                pass.waiting += 1
                pass.lastFailure = error.description
                continue
            }
            switch outcome {
            case .saved(_, let left):
                (pass.saved, failuresInARow) = (pass.saved + 1, 0)
                if let left { pass.left.append(left) }
            case .refused: (pass.refused, failuresInARow) = (pass.refused + 1, 0)
            case .waiting(let answer, let retryAfter):
                pass.waiting += 1
                pass.lastFailure = answer
                pass.retryAfter = retryAfter.map { max($0, pass.retryAfter ?? 0) } ?? pass.retryAfter
                failuresInARow += 1
            case .elsewhere, .gone: break
            case .setAside: pass.setAside += 1
            }
            sender.pause(pace)
        }
        return pass
    }

    /// Whether a record was made for the sender's endpoint, or for none.
    private func isOurs(_ name: SpooledName) throws(SpoolError) -> Bool {
        guard let (record, _) = try? folder.look(at: name) else { return true }
        return record.saveURL == nil || record.saveURL == sender.endpoint.url
    }
}

extension RecordSender {
    /// One that tries again that often.
    package func trying(retries: Int) -> RecordSender {
        var other = self
        other.policy.retries = retries
        return other
    }
}
