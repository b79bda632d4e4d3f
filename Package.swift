// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Swift targets of this package all take the same strict settings.
func layer(_ name: String, on dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(of name: String, with more: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + more, resources: resources,
        swiftSettings: strict)
}

func nio(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-nio") }

let package = Package(
    name: "RoomVitals",
    products: [
        .library(name: "Vitals", targets: ["Vitals"]),
        .executable(name: "roomvitals", targets: ["roomvitals"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        // C libraries from the system: a module map and a shim header, nothing else.
        .systemLibrary(name: "CLibwebsockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // Each layer imports only layers above it in this list.
        layer("WireText"),
        layer("Vitals"),
        layer("VitalsJSON", on: ["Vitals", "CJansson"]),
        layer("RoomAccess", on: ["VitalsJSON", "CLibcrypto"]),
        layer("Recordings", on: ["Vitals", "VitalsJSON", "CZlib"]),
        layer(
            "Lifelike", on: ["Vitals", "VitalsJSON", "Recordings"],
            // In the program itself, so that it can be installed as one file.
            resources: [.embedInCode("Resources/chromium-call.ndjson.gz")]),
        layer("RoomFeed", on: ["WireText", "CLibwebsockets"]),
        layer(
            "Relay",
            on: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
                nio("NIOWebSocket"),
            ],
            resources: [.embedInCode("Resources/roomvitals.js")]),
        layer("LiveServer", on: ["WireText", "Vitals", "VitalsJSON"]),
        layer(
            "Monitor",
            on: ["WireText", "Vitals", "VitalsJSON", "RoomAccess", "RoomFeed", "Relay", "Recordings", "Lifelike"]),
        .executableTarget(
            name: "roomvitals",
            dependencies: [
                "WireText", "Vitals", "VitalsJSON", "RoomAccess", "Recordings", "Lifelike", "RoomFeed", "Relay",
                "Monitor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        tests(of: "WireText"),
        tests(of: "Vitals"),
        tests(of: "VitalsJSON", resources: [.copy("Fixtures")]),
        tests(of: "RoomAccess"),
        tests(of: "Recordings", with: ["VitalsJSON", "CZlib"]),
        tests(of: "Lifelike", with: ["Vitals", "VitalsJSON"]),
        tests(of: "RoomFeed", with: ["CLibwebsockets"]),
        tests(of: "Relay"),
        tests(of: "LiveServer", with: ["Vitals", "VitalsJSON", "Lifelike"]),
        tests(
            of: "Monitor", with: ["Recordings", "Relay", "RoomAccess", "RoomFeed", "VitalsJSON", "Vitals"],
            resources: [.copy("Fixtures")]),
        // A real browser and the program itself, end to end.
        .testTarget(
            name: "BrowserTests",
            dependencies: ["Monitor", "Relay", "RoomAccess", "RoomFeed", "Vitals", "roomvitals"],
            resources: [.copy("Pages")], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
