// swift-tools-version: 6.2
import PackageDescription

// Which of our targets may import which is in docs/architecture.md; RepositoryTests compares this file with it.
// A name in `ours` is a target of this package, a name in `libraries` a product of a dependency or a system library.

// Stands before the package: the manifest is a script, and what is further down is not set yet.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "signet",
    products: [
        .executable(name: "signet", targets: ["signet"]),
        .library(name: "AzureCore", targets: ["AzureCore"]),
        .library(name: "AzureHTTP", targets: ["AzureHTTP"]),
        .library(name: "AppServiceCertificates", targets: ["AppServiceCertificates"]),
        .library(name: "KeyVault", targets: ["KeyVault"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        ours("JSON"),
        ours("MCP", ["JSON"], libraries: ["Crypto", "HTTPTypes"]),
        ours("DNS", libraries: ["CAres", "CPublicSuffix"]),
        ours("AzureCore", ["JSON"], libraries: ["Crypto", "CryptoExtras", "HTTPTypes", "Logging"]),
        ours(
            "CertificateMaterial",
            ["JSON"],
            libraries: ["X509", "SwiftASN1", "Crypto", "CryptoExtras", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS"]
        ),
        ours("Storage", ["JSON"], libraries: ["CPostgres", "Crypto", "GRDB"]),
        ours("Catalog", ["Storage", "JSON"], libraries: ["Crypto", "Yams"]),
        ours("Custody", ["Storage", "JSON"], libraries: ["Crypto", "CryptoExtras"]),
        ours(
            "Gateway",
            ["Catalog", "Custody", "Storage", "AzureCore", "JSON"],
            libraries: ["Crypto", "CryptoExtras", "HTTPTypes", "JWTKit"]
        ),
        ours("AzureHTTP", ["AzureCore"], libraries: ["AsyncHTTPClient", "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"]),
        ours("AppServiceCertificates", ["AzureCore", "JSON"], libraries: ["HTTPTypes"]),
        ours("KeyVault", ["AzureCore", "JSON"], libraries: ["HTTPTypes"]),
        ours("AzureResources", ["AzureCore", "JSON"], libraries: ["HTTPTypes"]),
        ours(
            "Workflows",
            [
                "AppServiceCertificates", "KeyVault", "AzureResources", "AzureCore", "CertificateMaterial", "Custody", "DNS", "Storage",
                "JSON",
            ],
            libraries: ["Crypto", "HTTPTypes"]
        ),
        ours(
            "Actions",
            [
                "Workflows", "Gateway", "AppServiceCertificates", "KeyVault", "AzureCore", "Catalog", "CertificateMaterial", "Custody",
                "DNS", "Storage", "JSON",
            ],
            libraries: ["HTTPTypes", "Metrics"]
        ),
        ours(
            "Service",
            ["Actions", "Gateway", "MCP", "Custody", "Storage", "AzureCore", "JSON"],
            libraries: [
                "Crypto", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "Logging", "Metrics", "NIOCore", "NIOHTTP1",
                "NIOHTTPTypes", "NIOPosix", "NIOSSL", "ServiceLifecycle",
            ]
        ),
        ours(
            "AzureEmulator",
            ["JSON", "CertificateMaterial"],
            libraries: [
                "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "JWTKit", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix",
                "GRDB", "NIOSSL", "ServiceLifecycle", "SwiftASN1", "X509", "Crypto", "CryptoExtras",
            ]
        ),
        ours(
            "Simulation",
            ["Actions", "Workflows", "AzureEmulator", "AzureCore", "CertificateMaterial", "DNS", "KeyVault", "Storage", "JSON"],
            libraries: ["HTTPTypes"]
        ),
        .executableTarget(
            name: "signet",
            dependencies: [
                "Actions", "Workflows", "AzureEmulator", "AzureHTTP", "AzureCore", "AppServiceCertificates", "KeyVault", "AzureResources",
                "Catalog", "CertificateMaterial", "Custody", "DNS", "Gateway", "Service", "Storage", "JSON", library("ArgumentParser"),
                library("HTTPTypes"), library("Logging"), library("Metrics"), library("Yams"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "SignetBenchmarks",
            dependencies: [
                "Simulation", "Actions", "Workflows", "AppServiceCertificates", "AzureHTTP", "AzureCore", "Catalog",
                "CertificateMaterial", "DNS", "KeyVault",
                "Storage", "JSON", library("Hummingbird"),
                library("HummingbirdCore"), library("HummingbirdTLS"), library("HTTPTypes"), library("Logging"), library("NIOCore"),
                library("AsyncHTTPClient"), library("NIOHTTP1"), library("NIOPosix"), library("NIOSSL"),
            ],
            path: "Benchmarks",
            exclude: ["list_orders.py", "fastmcp_server.py", "requirements.txt", "Gold"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "MCPFixture",
            dependencies: ["MCP", "JSON", library("HTTPTypes")],
            path: "Interop/Fixture",
            swiftSettings: strict
        ),
        ours("TestSupport", ["JSON", "AzureCore", "CertificateMaterial", "Storage"], libraries: ["HTTPTypes"]),

        tests("JSONTests", ["JSON"]),
        tests("MCPTests", ["MCP", "MCPFixture", "JSON", "TestSupport"], libraries: ["HTTPTypes"]),
        tests("DNSTests", ["DNS"]),
        tests("AzureCoreTests", ["AzureCore", "JSON", "TestSupport"], libraries: ["HTTPTypes", "Logging"]),
        tests("AzureHTTPTests", ["AzureHTTP", "AzureCore", "AzureEmulator", "JSON"], libraries: ["HTTPTypes"]),
        tests("AppServiceCertificatesTests", ["AppServiceCertificates", "AzureCore", "JSON", "TestSupport"], libraries: ["HTTPTypes"]),
        tests("KeyVaultTests", ["KeyVault", "AzureCore", "JSON", "TestSupport"], libraries: ["HTTPTypes"]),
        tests("AzureResourcesTests", ["AzureResources", "AzureCore", "JSON", "TestSupport"], libraries: ["HTTPTypes"]),
        tests(
            "CertificateMaterialTests",
            ["CertificateMaterial", "TestSupport"],
            libraries: ["X509", "SwiftASN1", "Crypto", "NIOCore", "NIOPosix", "NIOSSL"]
        ),
        tests("StorageTests", ["Storage", "JSON", "TestSupport"]),
        tests("CatalogTests", ["Catalog", "Storage", "JSON"]),
        tests(
            "GatewayTests",
            ["Gateway", "AzureCore", "Catalog", "Custody", "Storage", "JSON", "TestSupport"],
            libraries: ["Crypto", "HTTPTypes"]
        ),
        tests("CustodyTests", ["Custody", "Storage", "JSON", "TestSupport"]),
        tests(
            "WorkflowsTests",
            [
                "Workflows", "AppServiceCertificates", "KeyVault", "AzureResources", "AzureCore", "CertificateMaterial", "Custody", "DNS",
                "Storage", "JSON", "TestSupport",
            ],
            libraries: ["Crypto", "HTTPTypes"]
        ),
        tests(
            "ActionsTests",
            [
                "Actions", "Workflows", "Gateway", "AppServiceCertificates", "KeyVault", "AzureCore", "Catalog", "CertificateMaterial",
                "Custody", "DNS", "Storage", "JSON", "TestSupport",
            ],
            libraries: ["HTTPTypes"]
        ),
        tests(
            "AzureEmulatorTests",
            ["AzureEmulator", "CertificateMaterial", "JSON", "TestSupport"],
            libraries: ["HTTPTypes", "NIOCore", "NIOPosix", "NIOSSL", "X509", "SwiftASN1", "Crypto", "CryptoExtras", "JWTKit"]
        ),
        tests(
            "signetTests",
            [
                "signet", "Actions", "AppServiceCertificates", "Workflows", "Catalog", "Custody", "Storage", "AzureCore",
                "CertificateMaterial", "JSON", "TestSupport",
            ],
            libraries: ["ArgumentParser"]
        ),
        tests(
            "ContractTests",
            [
                "AppServiceCertificates", "KeyVault", "AzureResources", "AzureCore", "AzureEmulator", "Catalog", "CertificateMaterial",
                "JSON", "TestSupport",
            ],
            libraries: ["HTTPTypes"],
            exclude: ["operations.json", "overlay.json"]
        ),
        tests(
            "EndToEndTests",
            ["signet", "Workflows", "Custody", "Storage", "JSON", "CertificateMaterial", "AzureHTTP", "AzureCore", "TestSupport"],
            libraries: ["ArgumentParser", "HTTPTypes"]
        ),
        tests(
            "FuzzTests",
            ["AzureCore", "AzureEmulator", "Catalog", "CertificateMaterial", "DNS", "Gateway", "MCP", "JSON"],
            libraries: ["HTTPTypes"]
        ),
        tests("RepositoryTests", ["JSON"]),
        tests(
            "ServiceTests",
            ["Service", "Actions", "Gateway", "Catalog", "Custody", "MCP", "Storage", "AzureCore", "JSON", "TestSupport"],
            libraries: ["HTTPTypes", "Hummingbird", "Metrics", "NIOCore"]
        ),
        tests("SimulationTests", ["Simulation", "CertificateMaterial"]),

        .systemLibrary(name: "CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CPublicSuffix", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    ],
    swiftLanguageModes: [.v6]
)

func ours(_ name: String, _ ours: [String] = [], libraries: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: ours.map { .target(name: $0) } + libraries.map(library),
        swiftSettings: strict
    )
}

func tests(_ name: String, _ ours: [String], libraries: [String] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: ours.map { .target(name: $0) } + libraries.map(library),
        exclude: exclude,
        swiftSettings: strict
    )
}

func library(_ name: String) -> Target.Dependency {
    let packages = [
        "ArgumentParser": "swift-argument-parser", "SwiftASN1": "swift-asn1", "X509": "swift-certificates",
        "Crypto": "swift-crypto", "CryptoExtras": "swift-crypto", "HTTPTypes": "swift-http-types", "Logging": "swift-log",
        "Metrics": "swift-metrics",
        "NIOCore": "swift-nio", "NIOPosix": "swift-nio", "NIOHTTP1": "swift-nio", "NIOTLS": "swift-nio", "NIOSSL": "swift-nio-ssl",
        "NIOHTTPTypes": "swift-nio-extras",
        "GRDB": "GRDB.swift",
        "Hummingbird": "hummingbird", "HummingbirdCore": "hummingbird", "HummingbirdTLS": "hummingbird",
        "AsyncHTTPClient": "async-http-client", "ServiceLifecycle": "swift-service-lifecycle", "JWTKit": "jwt-kit", "Yams": "Yams",
    ]
    guard let package = packages[name] else { return .target(name: name) }
    return .product(name: name, package: package)
}
