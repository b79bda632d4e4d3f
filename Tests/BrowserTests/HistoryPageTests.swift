import Foundation
import RoomAccess
import TestSupport
import Testing

/// The history page of the program itself, on a real store, in a real browser.
@Suite(.serialized, .enabled(if: Chromium.isWanted, "ROOMVITALS_SKIP_BROWSER is set"), .timeLimit(.minutes(3)))
struct HistoryPageTests {
    private static func page(of service: ServeProgram) async throws -> String {
        "http://127.0.0.1:\(try await service.port())/"
    }

    private static let isOpen = "document.querySelector('#session')?.hidden === false"

    private static func cards(_ number: Int) -> String {
        "document.querySelectorAll('.session').length === \(number) && !cards.hidden"
    }

    private static func text(_ selector: String) -> String { "document.querySelector('\(selector)').innerText" }

    /// Every test's page: nothing went wrong on it, and it loaded nothing from elsewhere.
    private func expectNoProblem(on page: DrivenPage, but known: String = "nothing") async throws {
        let problems = try page.problems.filter { !$0.contains(known) }
        #expect(problems == [])
        #expect(try await page.violations() == [])
    }

    @Test func aSessionThatIsSavedAppearsWithoutAReloadAndCanBeDeleted() async throws {
        let service = try ServeProgram()
        // The page is where the service's own address leads.
        try await Chromium.drive(Self.page(of: service)) { page in
            try await page.wait(
                "the empty page", until: "document.querySelector('#message')?.innerText.includes('No session yet')")
            let _: Int = try await page.value("window.marker = 1")
            #expect(
                try await page.value(
                    """
                    [...document.querySelectorAll('#message .command')].map((command) =>
                      command.innerText.includes(`--save-url ${location.origin}`)).join()
                    """) == "true,true")

            let first = FinishedSession(minutesAgo: 60)
            try await service.save(first)
            try await page.wait("the session", until: Self.cards(1))
            #expect(try await page.value("window.marker") == 1)
            #expect(
                try await page.value(
                    Self.text(".toast bdi") + ".startsWith('Session saved to your history: Video, ')"))
            #expect(try await page.value(Self.text(".session .mode")) == "Video")
            let card: String = try await page.value(Self.text(".session"))
            for part in [
                "3m 5s", "29.9 fps", "812 kbps", "4.25 %", "Room counsel-42", "Category 6513270e", "4 lines said",
            ] {
                #expect(card.replacing("\n", with: " ").contains(part), "\(part) in \(card)")
            }

            #expect(try await page.value(Self.text("#spoken")) == "1 session")

            let second = FinishedSession(mode: "voice", minutesAgo: 5)
            try await service.save(second)
            try await page.wait("both", until: Self.cards(2))
            #expect(try await page.value("document.querySelector('.session').dataset.session") == second.id)
            #expect(try await page.value(Self.text(".session .mode")) == "Voice")

            let _: Bool = try await page.value("(document.querySelector('.session').click(), true)")
            try await page.wait("it is open", until: Self.isOpen)
            let _: Bool = try await page.value("(document.querySelector('.danger').click(), true)")
            try await page.wait(
                "the question",
                until: "document.querySelector('#confirm').open && document.activeElement.innerText === 'Keep it'")
            let _: Bool = try await page.value("(document.querySelector('#confirm .filled').click(), true)")
            try await page.wait("one less", until: Self.cards(1))
            #expect(try await page.value("location.hash") == "")
            // What told of it, with a button that would open it, is gone too.
            #expect(
                try await page.value(
                    "[...document.querySelectorAll('.toast')].some((one) => one.dataset.about === '\(second.id)')")
                    == false)
            try await expectNoProblem(on: page)
        }
    }

    @Test func aDemosSessionAppearsWhenItsCallHasEnded() async throws {
        let service = try ServeProgram()
        let url = try await Self.page(of: service)
        let spool = FileManager.default.temporaryDirectory.appending(path: "roomvitals-spool-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: spool) }
        try await Chromium.drive(url + "session-history") { page in
            try await page.wait(
                "the empty page", until: "document.querySelector('#message')?.innerText.includes('No session yet')")
            let demo = try DemoProgram(
                seconds: 60, ["--speed", "6", "--save-url", url, "--spool", spool.path, "--user-id", "ada"])
            try await page.wait("its session", within: .seconds(60), until: Self.cards(1))
            withExtendedLifetime(demo) {}
            #expect(try await page.value(Self.text(".session .mode")) == "Video")
            #expect(try await page.value("\(Self.text(".session")).includes('Room demo')"))
            let _: Bool = try await page.value("(document.querySelector('.session').click(), true)")
            try await page.wait("it is open", until: Self.isOpen)
            try await page.wait(
                "five participants and the room, with lanes",
                until: "document.querySelectorAll('.lane-plot').length === 6")
            #expect(try await page.value("/^(Good|Fair|Poor):/.test(\(Self.text(".sentence")))"))
            try await page.wait(
                "a line of two points or more in every plot",
                until: """
                    [...document.querySelectorAll('.plot-box:not([hidden])')].length > 1
                      && [...document.querySelectorAll('.plot-box:not([hidden])')].every((plot) =>
                        [...plot.querySelectorAll('.lines path')].some((path) =>
                          (path.getAttribute('d') ?? '').includes('L')))
                    """)
            try await expectNoProblem(on: page)
        }
    }

    @Test func aSessionIsToldInWordsPlotsAndLinesThatBelongTogether() async throws {
        let service = try ServeProgram()
        let session = FinishedSession(isPartial: true, omittedLines: 3)
        try await service.save(session)
        try await Chromium.drive(Self.page(of: service) + "session-history#session=\(session.id)") { page in
            try await page.wait("the session", until: Self.isOpen)
            let verdict: String = try await page.value(Self.text(".sentence"))
            #expect(
                verdict.replacing("\u{a0}", with: " ").hasPrefix(
                    "Poor: Others saw and heard bob break up: 8.5 % of what they sent was lost."))
            #expect(try await page.value("\(Self.text(".session-head")).includes('partial')"))
            #expect(try await page.value("\(Self.text(".omitted")).includes('3 more lines')"))
            try await page.wait(
                "a line in every plot",
                until: """
                    document.querySelectorAll('.plot-box:not([hidden])').length === 4
                      && [...document.querySelectorAll('svg.plot .lines path')].some((path) => path.getAttribute('d').length > 100)
                    """)
            // What was said 40 s in fell into bob's bad stretch.
            #expect(try await page.value("document.querySelectorAll('.said-mark').length") == 1)
            let mark: String = try await page.value("document.querySelector('.said-mark').textContent")
            #expect(mark.replacing("\u{a0}", with: " ") == "poor: 12.5 % lost (bob)")
            let _: Bool = try await page.value("(document.querySelectorAll('.said-line .time')[2].click(), true)")
            #expect(try await page.value("\(Self.text(".marked-time span")).startsWith('Marked: 0:40')"))
            try await page.wait("the moment in the plots", until: "document.querySelector('.axis .flag-text')")
            for place in [".said-line .time", ".axis-slider"] {
                let press = "new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })"
                let _: Bool = try await page.value("(document.querySelector('\(place)').dispatchEvent(\(press)), true)")
                #expect(try await page.value("document.querySelector('.marked-time').hidden"), "\(place)")
                #expect(try await page.value("document.querySelector('.marked-time span').textContent") == "")
                #expect(try await page.value("document.querySelectorAll('.said-line.marked').length") == 0)
                let _: Bool = try await page.value("(document.querySelectorAll('.said-line .time')[2].click(), true)")
            }

            let _: Bool = try await page.value("(document.querySelectorAll('.lane-name')[1].click(), true)")
            try await page.wait(
                "bob's plots", until: "document.getElementById('plots-title').innerText.includes('bob')")
            #expect(try await page.value("location.hash.endsWith('&participant=bob')"))
            try await expectNoProblem(on: page)
        }
    }

    @Test func sessionsAreFoundByWordsAndTheAddressBringsThemBack() async throws {
        let service = try ServeProgram()
        for number in 0..<25 {
            let words = number == 20 ? ["One says: rhubarb."] : ["Nothing of the kind."]
            try await service.save(
                FinishedSession(
                    mode: number % 2 == 0 ? "video" : "voice", minutesAgo: Double(10 * number + 10), said: words))
        }
        let url = try await Self.page(of: service)
        try await Chromium.drive(url + "session-history#mode=video&q=RHUBARB") { page in
            try await page.wait("the one", until: Self.cards(1))
            #expect(try await page.value(Self.text(".snippet mark")) == "rhubarb")
            #expect(try await page.value("document.getElementById('filter-q').value") == "RHUBARB")
            let _: Bool = try await page.value("(document.querySelector('.clear').click(), true)")
            try await page.wait("a page of them", until: Self.cards(20))
            // The filter that emptied the list can be changed.
            let _: Bool = try await page.value("(location.hash = '#user=nobody', true)")
            try await page.wait("nothing", until: "message.innerText.includes('No session matches')")
            #expect(try await page.value("document.getElementById('filter-user').offsetParent !== null"))
            let _: Bool = try await page.value("(location.hash = '', true)")
            try await page.wait("a page of them again", until: Self.cards(20))
            let _: Bool = try await page.value("(more.click(), true)")
            try await page.wait("all of them", until: Self.cards(25))
            #expect(try await page.value("more.hidden"))
            let focused: Int = try await page.value(
                "[...document.querySelectorAll('.session')].indexOf(document.activeElement)")
            #expect(focused == 20)
            try await expectNoProblem(on: page)
        }
    }

    @Test func textThatIsMarkupIsShownAsTextOnANarrowScreenToo() async throws {
        let service = try ServeProgram()
        let markup = #"<img src=x onerror=alert(1)>"><script>alert(2)</script>"#
        let session = FinishedSession(
            user: markup, room: markup, endReason: "room_ended", identities: [markup, "\u{202E}gnp.exe"],
            said: [markup, "</title><svg onload=alert(3)>", "javascript:alert(4)"])
        try await service.save(session)
        try await Chromium.drive(Self.page(of: service) + "session-history", width: 390) { page in
            try await page.wait("the card", until: Self.cards(1))
            let quoted = try String(decoding: JSONEncoder().encode(markup), as: UTF8.self)
            #expect(try await page.value("document.querySelector('.session').innerText.includes(\(quoted))"))
            let _: Bool = try await page.value("(document.querySelector('.session').click(), true)")
            try await page.wait("it is open", until: Self.isOpen)
            #expect(try await page.value("document.querySelector('.said-line .text').textContent === \(quoted)"))
            #expect(try await page.value("document.querySelector('.lane .name').textContent === \(quoted)"))
            for colors in ["dark", "light"] {
                try await page.prefer(colors: colors)
                let width: Double = try await page.value("document.scrollingElement.scrollWidth")
                #expect(width <= 390, "\(colors)")
            }
            #expect(try await page.value("document.querySelectorAll('img, [onerror], [onload]').length") == 0)
            try await expectNoProblem(on: page)
        }
    }

    @Test func whereTokensAreAskedForEverybodySeesTheirOwn() async throws {
        let service = try ServeProgram(withKeys: true)
        let own = FinishedSession(user: "ada")
        try await service.save(own)
        try await service.save(FinishedSession(user: "bob"))
        try await Chromium.drive(Self.page(of: service) + "session-history") { page in
            func enter(_ text: String) async throws {
                let _: Bool = try await page.value(
                    "(token.value = '\(text)', document.querySelector('form.token').requestSubmit(), true)")
            }
            try await page.wait("the form", until: "document.querySelector('form.token')")
            try await enter("nonsense")
            try await page.wait("the refusal", until: "document.querySelector('.wrong bdi')?.innerText")
            let token = try service.token("ada")
            try await enter(token)
            try await page.wait("ada's session", until: Self.cards(1))
            #expect(try await page.value("document.querySelector('.session').dataset.session") == own.id)
            // The events are hers alone, too.
            try await service.save(FinishedSession(user: "bob"))
            try await service.save(FinishedSession(user: "ada", minutesAgo: 1))
            try await page.wait("her next one", until: Self.cards(2))
            #expect(try await page.value("document.querySelectorAll('.toast').length") == 1)
            // Others' are not hers to see, which takes no other token.
            let _: Bool = try await page.value("(location.hash = '#user=bob', true)")
            try await page.wait(
                "the refusal", until: "document.querySelector('#message')?.innerText.includes('Only your own sessions')"
            )
            #expect(try await page.value("document.querySelector('#filter-user').offsetParent === null"))
            let _: Bool = try await page.value("(document.querySelector('#message button').click(), true)")
            try await page.wait("her two", until: Self.cards(2))
            // Nowhere that others would see it.
            #expect(try page.requests.allSatisfy { !$0.contains(token) })
            #expect(try await page.value("localStorage.length") == 0)
            try await expectNoProblem(on: page, but: "status of 40")
        }
    }
}
