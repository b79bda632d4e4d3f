package import SessionRecords

/// What the save endpoint is shown, from the environment: never from the command line, which everybody on a machine reads.
package enum SaveCredentials {
    package enum Problem: Error, CustomStringConvertible {
        case token
        case secret(SaveSignature.Fault)
        case keys(APIKeys.Problem)

        package var description: String {
            switch self {
            case .token: "ROOMVITALS_SAVE_TOKEN: it has white space or a control character in it"
            case .secret(let fault): "ROOMVITALS_SAVE_SECRET: \(fault)"
            case .keys(let problem): problem.description
            }
        }
    }

    /// Adds `ROOMVITALS_SAVE_TOKEN` and `ROOMVITALS_SAVE_SECRET` to an endpoint, where they are set; without a token of its
    /// own, one signed with the API keys for each try, which is good for saving sessions and nothing else.
    package static func add(to endpoint: inout SaveEndpoint) throws(Problem) {
        if let token = Console.environment("ROOMVITALS_SAVE_TOKEN"), !token.isEmpty {
            guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .token }
            endpoint.token = { token }
        } else {
            try addSignedToken(to: &endpoint)
        }
        if let secret = Console.environment("ROOMVITALS_SAVE_SECRET"), !secret.isEmpty {
            do throws(SaveSignature.Fault) {
                endpoint.signature = try SaveSignature(secret: secret)
            } catch {
                throw .secret(error)
            }
        }
    }

    private static func addSignedToken(to endpoint: inout SaveEndpoint) throws(Problem) {
        do throws(APIKeys.Problem) {
            guard let keys = try APIKeys.fromEnvironment() else { return }
            endpoint.token = { keys.recorderToken(now: Clock.wall / 1000) }
        } catch {
            throw .keys(error)
        }
    }
}
