import LiveKitRoom
import RoomFeed
import Vitals
import VitalsJSON

extension BotService {
    /// What a feed's client tells.
    func handle(_ event: FeedEvent, _ control: FeedControl) {
        let link = FeedLink(control)
        let monotonic = Clock.monotonic
        switch event {
        case .connecting: break
        case .connected: link.answer(.subscribeStats(["*"]))
        case .text(let bytes): take(bytes, link)
        // The feed has no binary messages.
        case .binary: refuse(DecodeFailure(.notAMessage))
        case .tick: tick(at: monotonic)
        case .disconnected(let failure, let retryIn):
            noteFailure("\(failure)", retryIn: retryIn)
            lose(at: monotonic)
        case .ended(.failed(let failure, let advice)): return end("\(failure); \(advice)", link)
        case .ended(.stopped): return end(nil, link)
        }
        settle(link, at: monotonic)
    }

    /// What a connection to a LiveKit room tells.
    func handle(_ event: LiveKitEvent, _ connection: LiveKitConnection) {
        let link = LiveKitLink(connection)
        let monotonic = Clock.monotonic
        switch event {
        case .message(let message): take(message, link)
        case .refused(let failure): refuse(failure)
        case .textLeftOut(let count): loseLines(count)
        case .cannotAskForRoom(let reason):
            say("whether the room is there cannot be asked, so the bot joins, and opens it if it is not: \(reason)")
        case .awaitsRoom: say("the room is not there; waiting until somebody opens it")
        case .tick: tick(at: monotonic)
        case .interrupted:
            say("the server is away; LiveKit's engine is at work to reach it again")
            lose(at: monotonic)
        case .restored:
            say("the server is there again")
            restore()
        case .disconnected(let reason, let retryIn):
            noteFailure(reason, retryIn: retryIn)
            lose(at: monotonic)
        case .broken(let reason): return end(reason, link, isRefusal: false)
        case .ended(let reason): return end(reason, link)
        }
        settle(link, at: monotonic)
    }
}
