/// A webhook as a LiveKit server (1.11) sent it, with a key pair that is for tests only.
enum GenuineWebhook {
    static let keys = ["devkey": "secret32charslong-only-for-tries-here"]
    /// Seconds since 1970 at which it was signed.
    static let time = 1_795_763_739.0
    static let token =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3OTU3NjQwMzksImlzcyI6ImRldmtleSIsIm5iZiI6MTc5NTc2MzczOSwic2hh"
        + "MjU2IjoiVmU2RVFtRUpKT3RBZVhmeE91aXJNSVZUOFRZeGZTUFNVR1lUSmYxSnBrMD0ifQ.NwXLSJ9s4bJV9rG0MsyazHOzWA2UXloBOzVEJj9"
        + "wH5c"
    static let body =
        #"{"event":"room_started", "room":{"sid":"RM_p55Crq9jbW4b", "name":"hooked", "emptyTimeout":5, "#
        + #""departureTimeout":20, "creationTime":"1795763739", "creationTimeMs":"1795763739562", "#
        + #""turnPassword":"W9mrhVdZQ47epN51Y16azPfX2xcKtzWctStfXjNefLeI", "enabledCodecs":[{"mime":"audio/PCMU"}, "#
        + #"{"mime":"audio/PCMA"}, {"mime":"audio/opus"}, {"mime":"audio/red"}, {"mime":"video/VP8"}, "#
        + #"{"mime":"video/H264"}, {"mime":"video/VP9"}, {"mime":"video/AV1"}, {"mime":"video/H265"}, "#
        + #"{"mime":"video/rtx"}], "metadata":"{\"session_id\": \"0bf6c3bf-1b4a-4c94-87d4-fcea4e192e76\"}"}, "#
        + #""id":"EV_scnT3TGpLYLe", "createdAt":"1795763739"}"#
}
