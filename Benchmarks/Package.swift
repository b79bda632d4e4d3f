// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who uses RoomVitals fetches benchmark tools.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "RoomVitals", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Core",
            dependencies: [
                .product(name: "Vitals", package: "RoomVitals"),
                .product(name: "VitalsJSON", package: "RoomVitals"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Core",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        // For the curve of rooms: Scaling/curves.py runs it.
        .executableTarget(
            name: "Rooms",
            dependencies: [
                .product(name: "Vitals", package: "RoomVitals"),
                .product(name: "VitalsJSON", package: "RoomVitals"),
            ],
            path: "Benchmarks/Rooms"),
    ]
)
