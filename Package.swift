// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Swift targets of this package all take the same strict settings.
func layer(
    _ name: String, on dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

func tests(of name: String, with more: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + more, resources: resources,
        swiftSettings: strict)
}

let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
]

func nio(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-nio") }

let package = Package(
    name: "RoomVitals",
    products: [
        .library(name: "Vitals", targets: ["Vitals"]),
        .library(name: "VitalsJSON", targets: ["VitalsJSON"]),
        .executable(name: "roomvitals", targets: ["roomvitals"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    ],
    targets: [
        // C libraries from the system: a module map and a shim header, nothing else.
        .systemLibrary(name: "CLibwebsockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        // Our own, of a few inline functions in one header.
        .systemLibrary(name: "CScan"),

        // Each layer imports only layers above it in this list.
        layer("WireText"),
        layer("Vitals"),
        layer("VitalsJSON", on: ["WireText", "Vitals", "CJansson", "CScan"]),
        layer("RoomAccess", on: ["VitalsJSON", "CLibcrypto"]),
        layer("Recordings", on: ["Vitals", "VitalsJSON", "CIsal"]),
        layer(
            "Lifelike", on: ["Vitals", "VitalsJSON", "Recordings"],
            // In the program itself, so that it can be installed as one file.
            resources: [.embedInCode("Resources/chromium-call.ndjson.gz")]),
        layer("RoomFeed", on: ["WireText", "CLibwebsockets"]),
        layer(
            "LiveKitRoom",
            on: [
                "WireText", "Vitals", "VitalsJSON", "RoomFeed",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Protocol/engine.proto"]),
        layer("HTTPClient", on: ["WireText", "CLibcurl"]),
        layer("SessionRecords", on: ["WireText", "Vitals", "VitalsJSON", "RoomAccess", "HTTPClient", "CZlib"]),
        layer(
            "HTTPPort",
            on: ["WireText", "VitalsJSON", "RoomAccess"] + hummingbird + [
                nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOWebSocket"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            // What all pages are made of.
            resources: [.embedInCode("Resources")]),
        layer(
            "LiveKitAPI",
            on: ["WireText", "Vitals", "VitalsJSON", "RoomAccess", "HTTPClient", "HTTPPort", nio("NIOCore")]
                + hummingbird),
        layer(
            "SessionStore",
            on: [
                "WireText", "VitalsJSON", "RoomAccess", "SessionRecords", "CLibpq",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        layer(
            "SessionServer",
            on: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", "SessionRecords", "HTTPPort", "SessionStore",
                nio("NIOCore"),
            ] + hummingbird,
            resources: [.embedInCode("Resources")]),
        layer(
            "Relay",
            on: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", "HTTPPort", nio("NIOCore"), nio("NIOWebSocket"),
            ] + hummingbird,
            resources: [.embedInCode("Resources/roomvitals.js")]),
        layer(
            "LiveServer",
            on: ["WireText", "Vitals", "VitalsJSON", "HTTPPort", nio("NIOCore")] + hummingbird,
            resources: [.embedInCode("Resources")]),
        layer(
            "Monitor",
            on: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", "RoomFeed", "LiveKitRoom", "LiveKitAPI", "HTTPPort",
                "Relay", "LiveServer", "Recordings", "Lifelike", "SessionRecords", "SessionStore", "SessionServer",
            ]),
        .executableTarget(
            name: "roomvitals",
            dependencies: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", "Recordings", "Lifelike", "RoomFeed", "LiveKitRoom",
                "LiveKitAPI", "HTTPClient", "HTTPPort", "Relay", "LiveServer", "Monitor", "SessionRecords",
                "SessionStore", "SessionServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What tests of several targets need: nothing of it is in the program.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests(of: "WireText"),
        tests(of: "Vitals", with: ["TestSupport"]),
        tests(of: "VitalsJSON", with: ["TestSupport"], resources: [.copy("Fixtures")]),
        tests(of: "RoomAccess"),
        tests(of: "Recordings", with: ["VitalsJSON", "CZlib", "TestSupport"]),
        tests(of: "Lifelike", with: ["Vitals", "VitalsJSON"]),
        tests(of: "SessionRecords", with: ["Vitals", "VitalsJSON", "TestSupport"]),
        tests(
            of: "SessionStore",
            with: [
                "SessionRecords", "Vitals", "VitalsJSON", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            resources: [.copy("Fixtures")]),
        tests(
            of: "SessionServer",
            with: [
                "SessionStore", "SessionRecords", "VitalsJSON", "WireText", "RoomAccess", "HTTPPort", "TestSupport",
            ],
            resources: [.copy("Support/schemathesis.toml")]),
        tests(of: "RoomFeed", with: ["CLibwebsockets", "TestSupport"]),
        tests(
            of: "LiveKitRoom",
            with: [
                "Vitals", "VitalsJSON", "Recordings", "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], resources: [.copy("Fixtures")]),
        tests(of: "HTTPClient"),
        tests(of: "LiveKitAPI", with: ["HTTPPort", "RoomAccess", "TestSupport"]),
        tests(of: "HTTPPort", with: ["TestSupport", nio("NIOCore")] + hummingbird),
        tests(of: "Relay", with: ["HTTPPort", "TestSupport"] + hummingbird),
        tests(
            of: "LiveServer",
            with: ["WireText", "Vitals", "VitalsJSON", "HTTPPort", "Lifelike", "TestSupport", nio("NIOCore")]),
        tests(
            of: "Monitor",
            with: [
                "Recordings", "HTTPPort", "LiveServer", "Relay", "RoomAccess", "RoomFeed", "VitalsJSON", "Vitals",
                "SessionRecords", "SessionServer", "LiveKitAPI", "TestSupport",
            ],
            resources: [.copy("Fixtures")]),
        // The program itself, and a real Prometheus that scrapes it.
        .testTarget(
            name: "ProgramTests", dependencies: ["roomvitals", "RoomAccess", "TestSupport"], swiftSettings: strict),
        // A real browser and the program itself, end to end.
        .testTarget(
            name: "BrowserTests",
            dependencies: [
                "Monitor", "Relay", "LiveServer", "SessionServer", "HTTPPort", "RoomAccess", "RoomFeed", "Vitals",
                "VitalsJSON", "roomvitals",
                "TestSupport",
            ] + hummingbird + [nio("NIOCore")],
            resources: [.copy("Pages")], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
