import Foundation
import TestSupport

/// A save endpoint behind TLS with a certificate that signs itself.
final class TLSServer {
    private let process: ChildProcess
    private let output: URL
    /// The certificate's PEM file.
    let certificate: String
    let port: Int

    init(in home: TemporaryFolder) throws {
        certificate = home.path("certificate.pem")
        output = home.url.appending(path: "tls.log")
        let made = try ChildProcess(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", home.path("key.pem"),
                "-out", certificate,
            ], environment: ["PATH": "/usr/bin:/bin"], output: home.url.appending(path: "openssl.log"))
        while made.isRunning { usleep(10_000) }
        guard made.exitStatus == 0 else { throw ChildProcess.Failure(description: "openssl: \(made.output)") }
        process = try ChildProcess(
            "python3", ["-u", "-c", Self.script, certificate, home.path("key.pem")],
            environment: ["PATH": "/usr/bin:/bin"], output: output)
        var found: Int?
        for _ in 0..<1_000 where found == nil {
            found = process.output.firstMatch(of: /port (\d+)/).flatMap { Int($0.1) }
            usleep(10_000)
        }
        guard let found else { throw ChildProcess.Failure(description: "no TLS server: \(process.output)") }
        port = found
    }

    /// What it was asked, a line each.
    var log: String { process.output }

    private static let script = """
        import http.server, ssl, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["content-length"]))
                print("POST", self.path, self.headers["authorization"])
                self.send_response(201)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            def log_message(self, *arguments): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("port", server.server_port)
        server.serve_forever()
        """
}
