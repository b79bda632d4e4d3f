/// The kinds of participants that a lifelike room is made of.
package enum ParticipantProfile: UInt8, Sendable, Hashable, CaseIterable {
    /// A 720p camera at 1.7 Mbit/s and 30 frames a second on a good link.
    case steadyCamera
    /// Three layers q, h and f on a good link; the largest is switched off when the machine is busy.
    case simulcast
    /// One layer over a link that is crowded for much of the time: bit rate and frame rate follow it down,
    /// packets are lost in bursts, round trips grow.
    case lossyLink
    /// Mutes camera and microphone, drops from the room and comes back with new SSRCs.
    case reconnecting

    var script: LinkScript {
        switch self {
        case .steadyCamera: .steady
        case .simulcast: .busy
        case .lossyLink: .lossy
        case .reconnecting: .restless
        }
    }

    var encodings: [VideoEncoding] {
        switch self {
        case .steadyCamera, .lossyLink: [.camera]
        case .simulcast: [.quarter, .half, .full]
        case .reconnecting: [.smallCamera]
        }
    }
}

/// What an encoder is asked to send, of one layer.
struct VideoEncoding {
    /// Empty where there is one layer only.
    let rid: StaticString
    /// kbit/s.
    let bitrate: Double
    let width: Int
    let height: Int

    static let camera = VideoEncoding(rid: "", bitrate: 1700, width: 1280, height: 720)
    static let smallCamera = VideoEncoding(rid: "", bitrate: 800, width: 960, height: 540)
    static let quarter = VideoEncoding(rid: "q", bitrate: 150, width: 320, height: 180)
    static let half = VideoEncoding(rid: "h", bitrate: 500, width: 640, height: 360)
    static let full = VideoEncoding(rid: "f", bitrate: 1200, width: 1280, height: 720)
}
