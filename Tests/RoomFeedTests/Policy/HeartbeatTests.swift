import Testing

@testable import RoomFeed

@Suite struct HeartbeatTests {
    private static let second: UInt64 = 1_000_000_000

    private func make(interval: Int = 5, timeout: Int = 15) -> Heartbeat {
        Heartbeat(interval: .seconds(interval), timeout: .seconds(timeout), now: 100 * Self.second)
    }

    /// Looks every half second from second 100 on, and tells at which seconds there was a ping, and a death.
    private func pings(_ heartbeat: inout Heartbeat, until end: Int, heardAt: Set<Int> = []) -> ([Double], Double?) {
        var pings: [Double] = []
        for half in 0...(end - 100) * 2 {
            let now = 100 * Self.second + UInt64(half) * Self.second / 2
            if half % 2 == 0, heardAt.contains(100 + half / 2) { heartbeat.heard(at: now) }
            switch heartbeat.look(at: now) {
            case .ping: pings.append(100 + Double(half) / 2)
            case .dead: return (pings, 100 + Double(half) / 2)
            case .quiet(let until): #expect(until > now)
            }
        }
        return (pings, nil)
    }

    @Test func `it pings every interval and gives up after the timeout`() {
        var heartbeat = make()
        let (pings, death) = pings(&heartbeat, until: 130)
        #expect(pings == [105, 110])
        #expect(death == 115)
    }

    @Test func `anything heard keeps it alive`() {
        var heartbeat = make()
        let (_, death) = pings(&heartbeat, until: 140, heardAt: [112, 124])
        #expect(death == 139)
    }

    @Test func `new limits take effect at once`() {
        var heartbeat = make()
        heartbeat.setLimits(interval: .seconds(1), timeout: .seconds(3))
        let (pings, death) = pings(&heartbeat, until: 120)
        #expect(pings == [101, 102])
        #expect(death == 103)
    }

    @Test func `an interval beyond half the timeout leaves time for an answer`() {
        let heartbeat = make(interval: 60, timeout: 10)
        #expect(heartbeat.interval == 5 * Self.second)
    }

    @Test func `a pause of this process is not the server's silence`() {
        var heartbeat = make()
        #expect(heartbeat.look(at: 101 * Self.second) != .dead)
        #expect(heartbeat.look(at: 161 * Self.second) == .ping)
        #expect(heartbeat.look(at: 162 * Self.second) != .dead)
        var death: Int?
        for second in 163..<200 where death == nil && heartbeat.look(at: UInt64(second) * Self.second) == .dead {
            death = second
        }
        #expect(death == 176)
    }
}
