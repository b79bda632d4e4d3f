import Dispatch

extension LiveKitService {
    /// Waits until the room is there, as far as that can be asked. A bot that makes one attempt only has been told so.
    func waitForRoom() {
        guard let ask = configuration.roomPresence, configuration.persists || connection.statistics.connects > 0 else {
            return
        }
        var isTold = false
        while !connection.isStopping {
            let answer = RoomAnswer()
            DispatchQueue.global().async { [connection] in answer.set(ask { connection.isStopping }) }
            // Time goes on meanwhile.
            while !connection.isStopping, answer.presence == nil { pass(min(configuration.tick, 0.05)) }
            switch answer.presence {
            case .absent: break
            case .unknown(let reason) where !connection.isStopping:
                if reason != toldNoAnswer { emit(.cannotAskForRoom(reason)) }
                toldNoAnswer = reason
                return
            case .there, .unknown, nil: return
            }
            if !isTold { emit(.awaitsRoom) }
            isTold = true
            // Many bots that lost the same server ask at different moments.
            pass(configuration.roomPace * .random(in: 0.5...1.5, using: &random))
        }
    }
}
