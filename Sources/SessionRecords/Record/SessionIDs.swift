import VitalsJSON

/// What the app calls a session, as far as anybody told.
package struct SessionIDs: Sendable, Equatable {
    package var sessionID: UUIDText?
    package var userID: String?
    package var counselorCategory: UUIDText?

    /// UTF-8 bytes of a user's id.
    package static let longestUserID = 255

    package init(sessionID: UUIDText? = nil, userID: String? = nil, counselorCategory: UUIDText? = nil) {
        self.sessionID = sessionID
        self.userID = userID
        self.counselorCategory = counselorCategory
    }

    /// What in a room's metadata is not what it should be.
    package enum Oddity: Sendable, Hashable {
        /// There is some, and it is no JSON object.
        case noObject
        /// An id that is none, by its name.
        case id(String)
    }

    /// Reads a room's metadata: a JSON object's `session_id`, `user_id` and `counselor_category`, and nothing else of it,
    /// whatever it holds.
    package init(metadata: String, odd: (Oddity) -> Void = { _ in }) {
        guard !metadata.allSatisfy(\.isWhitespace) else { return }
        let document = try? JSONDocument(parsing: metadata)
        let members = document?.withRoot { root in
            root.kind == .object
                ? (root["session_id"]?.value, root["user_id"]?.value, root["counselor_category"]?.value) : nil
        }
        guard let members else {
            odd(.noObject)
            return
        }
        sessionID = Self.uuid(members.0, "session_id", odd)
        counselorCategory = Self.uuid(members.2, "counselor_category", odd)
        switch members.1 {
        case nil: break
        case .string(let text) where Self.isUserID(text): userID = text
        // Apps number their users.
        case .number(let number) where number.magnitude < 0x1p53 && number == number.rounded():
            userID = String(Int(number))
        default: odd(.id("user_id"))
        }
    }

    package static func isUserID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestUserID && !text.utf8.contains(0)
    }

    /// These, and those of another source where these are silent.
    package func filled(from other: SessionIDs) -> SessionIDs {
        SessionIDs(
            sessionID: sessionID ?? other.sessionID, userID: userID ?? other.userID,
            counselorCategory: counselorCategory ?? other.counselorCategory)
    }

    /// Whether both tell a session or a user, and not the same: then they are of two sessions.
    ///
    /// - Parameter key: of the other's session, which is no id that anybody told.
    package func contradict(_ other: SessionIDs, key: UUIDText) -> Bool {
        func differ(_ mine: String?, _ theirs: String?) -> Bool {
            guard let mine, let theirs else { return false }
            return !mine.utf8.elementsEqual(theirs.utf8)
        }
        let theirID = other.sessionID == key ? nil : other.sessionID
        return differ(sessionID?.text, theirID?.text) || differ(userID, other.userID)
    }

    private static func uuid(_ value: JSONValue?, _ name: String, _ odd: (Oddity) -> Void) -> UUIDText? {
        guard let value else { return nil }
        if case .string(let text) = value, let id = UUIDText(text) { return id }
        odd(.id(name))
        return nil
    }
}
