package import Hummingbird
import Logging
package import NIOCore
import WireText

/// What a route knows besides the request.
package struct PortContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// A captured part of the path behind its percent-encoding.
    ///
    /// - Throws: `Problem` with 400 where that cannot be read.
    package func text(of parameter: String) throws(Problem) -> String {
        guard let raw = parameters.get(parameter), let text = PercentEncoding.decode(raw) else {
            throw Problem(400, "Bad Request", "a part of the path is not percent-encoded UTF-8")
        }
        return text
    }
}
