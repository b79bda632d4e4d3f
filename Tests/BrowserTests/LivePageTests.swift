import Foundation
import RoomFeed
import TestSupport
import Testing

/// The live page of the program itself, in a real browser.
@Suite(.serialized, .enabled(if: Chromium.isWanted, "ROOMVITALS_SKIP_BROWSER is set"), .timeLimit(.minutes(3)))
struct LivePageTests {
    private static let hasFiveRows = "document.querySelectorAll('#people tr.row').length === 5"
    /// What was measured, without clocks and ages: those change by themselves.
    private static let figures =
        "[...document.querySelectorAll('#people .figure .main')].map((cell) => cell.innerText).join()"

    @Test func theDemosRoomIsShownAsItGoesOnAndWhenItHasEnded() async throws {
        let demo = try DemoProgram()
        let url = "http://127.0.0.1:\(try await demo.port())/"
        try await Chromium.drive(url) { page in
            try await page.wait("five rows", until: Self.hasFiveRows)
            #expect(try await page.value("document.querySelector('.room-name').innerText.trim()") == "demo")
            #expect(try await page.value("document.querySelector('.bar .state').innerText.trim()") == "live")
            try await page.wait(
                "a verdict", until: "/^(Good|Fair|Poor)/.test(document.querySelector('.verdict .sentence').innerText)")
            try await page.wait(
                "a line of two points or more in every plot",
                until: """
                    [...document.querySelectorAll('#plots svg.plot')].length > 1
                      && [...document.querySelectorAll('#plots svg.plot')].every((plot) =>
                        [...plot.querySelectorAll('.lines path')].some((path) =>
                          (path.getAttribute('d') ?? '').includes('L')))
                    """)
            let before: String = try await page.value("window.marker = \(Self.figures)")
            try await page.wait("the figures change", within: .seconds(5), until: "\(Self.figures) !== window.marker")
            #expect(try await page.value("window.marker") == before)

            // Once the program has ended, the browser itself tells of every request that nobody answers.
            let problems = try page.problems
            #expect(problems == [])
            try demo.interrupt()
            try await page.wait("the end", until: "document.documentElement.classList.contains('ended')")
            #expect(try await page.value("document.title") == "demo: ended · RoomVitals")
            #expect(try await page.value("document.querySelector('.updated').innerText.trim()") == "final numbers")
            #expect(try await page.value("document.querySelector('.verdict .word').innerText") == "Ended.")
            #expect(try await page.value("document.getElementById('notice').hidden"))
            #expect(try await page.value(Self.hasFiveRows))

            #expect(try page.requests.contains("\(url)v1/rooms/demo/events"))
            let more = try page.problems.filter { !$0.contains("net::ERR_CONNECTION") }
            #expect(more == [])
            #expect(try await page.violations() == [])
        }
    }

    @Test(
        "what becomes of the record is told in a toast when the call has ended",
        arguments: [
            (ScriptedServer.Act.answer(201), "good", "Session saved to your history"),
            (.answer(422, body: "<b>no</b>"), "poor", "Failed to save session"),
        ])
    func theRecordsFate(act: ScriptedServer.Act, level: String, text: String) async throws {
        let server = try ScriptedServer([act])
        defer { server.stop() }
        let home = try TemporaryFolder()
        let demo = try DemoProgram(["--save-url", server.url, "--spool", home.path("spool")])
        let url = "http://127.0.0.1:\(try await demo.port())/"
        try await Chromium.drive(url) { page in
            try await page.wait("five rows", until: Self.hasFiveRows)
            #expect(try await page.value("document.querySelector('.toast') === null"))
            #expect(try await page.value("foot.innerText.includes('made when the session ends')"))
            try demo.interrupt()
            try await page.wait(
                "the toast", until: "document.querySelector('.toast.\(level)')?.innerText.includes('\(text)')")
            #expect(try await page.value("document.querySelectorAll('.toast b').length") == 0)
            #expect(try await page.value("document.documentElement.classList.contains('ended')"))
            #expect(try await page.value("happened.innerText.includes('\(text)')"))
            // Commands are for the bot's own machine: whole at the foot, and nowhere else.
            #expect(try await page.value("document.querySelector('.toast').innerText.includes('roomvitals') === false"))
            if level == "poor" {
                #expect(try await page.value("foot.innerText.includes('--spool \(home.path("spool"))')"))
            }
            #expect(try await page.violations() == [])
        }
    }

    @Test func aNameThatIsMarkupIsShownAsTextOnANarrowScreenToo() async throws {
        let name = "<img src=x onerror=alert(1)>"
        let demo = try DemoProgram()
        let url = "http://127.0.0.1:\(try await demo.port())/"
        try await Chromium.drive(url, width: 390) { page in
            let quoted = try String(decoding: JSONEncoder().encode(name), as: UTF8.self)
            try await page.wait("five rows", until: Self.hasFiveRows)
            // Now, so that the page sees somebody arrive.
            let guest = try await demo.join(as: name)
            defer { guest.stop() }
            let link = "[...document.querySelectorAll('a.row-link')].find((link) => link.textContent === \(quoted))"
            try await page.wait("the name in its row", until: link)
            try await page.wait("the name among what happened", until: "happened.innerText.includes(\(quoted))")
            for colors in ["dark", "light"] {
                try await page.prefer(colors: colors)
                #expect(try await page.value("matchMedia('(prefers-color-scheme: \(colors))').matches"))
                let width: Double = try await page.value("document.scrollingElement.scrollWidth")
                #expect(width <= 390, "\(colors)")
            }
            let _: Bool = try await page.value("(\(link).click(), true)")
            try await page.wait("the name above its panel", until: "panel.innerText.includes(\(quoted))")
            #expect(try await page.value("document.querySelectorAll('img, [onerror]').length") == 0)
            let problems = try page.problems
            #expect(problems == [])
            #expect(try await page.violations() == [])
        }
    }

    @Test func aPortWithATokenShowsItsRoomToWhoKnowsIt() async throws {
        let token = "correct-horse-battery-staple-0123456789"
        let demo = try DemoProgram(token: token)
        try await Chromium.drive("http://127.0.0.1:\(try await demo.port())/") { page in
            func enter(_ text: String) async throws {
                let _: Bool = try await page.value(
                    "(token.value = '\(text)', document.querySelector('form.token').requestSubmit(), true)")
            }
            let form = "document.querySelector('form.token')"
            try await page.wait("the form", until: form)
            #expect(try await page.value("document.querySelector('#people tr.row') === null"))
            #expect(try await page.value("document.querySelector('.wrong') === null"))

            try await enter("wrong-\(token)")
            try await page.wait(
                "the refusal", until: "document.querySelector('.wrong')?.innerText === 'That token was refused.'")
            #expect(try await page.value("document.querySelector('#people tr.row') === null"))

            try await enter(token)
            try await page.wait("five rows", until: Self.hasFiveRows)
            #expect(try await page.value("document.querySelector('.room-name').innerText.trim()") == "demo")
            #expect(try await page.value("document.getElementById('message').hidden"))
            // Nowhere that others would see it.
            #expect(try page.requests.allSatisfy { !$0.contains(token) })
            #expect(try await page.violations() == [])
        }
    }

    /// Without this, a page on which nothing went wrong would say nothing.
    @Test func whatGoesWrongOnAPageIsNoticed() async throws {
        let demo = try DemoProgram()
        let port = try await demo.port()
        try await Chromium.drive("http://127.0.0.1:\(port)/") { page in
            func noticed(_ beginning: String) async throws {
                try await eventually("noticed: \(beginning)") {
                    try page.problems.contains { $0.hasPrefix(beginning) }
                }
            }
            try await page.wait("five rows", until: Self.hasFiveRows)
            let _: Bool = try await page.value(
                """
                (console.error("an error"), setTimeout(() => { throw new Error("thrown on purpose"); }),
                  document.body.append(Object.assign(new Image(), { src: "http://127.0.0.1:1/x" })), true)
                """)
            try await page.wait("a violation", until: "window.violations.length > 0")
            #expect(try await page.violations() == ["img-src http://127.0.0.1:1/x"])
            try await noticed("console.error: ")
            try await noticed("thrown: Error: thrown on purpose")
            try await noticed("logged: ")
            let _: Bool = try await page.value("(setTimeout(() => location.assign('http://localhost:\(port)/')), true)")
            try await noticed("request: http://localhost:\(port)/")
            try await page.wait("the page there", until: "location.hostname === 'localhost'")
            let _: Bool = try await page.value("(setTimeout(() => alert('a dialog')), true)")
            try await noticed("dialog: a dialog")
        }
    }
}
