/// The version of this package, which the program prints and requests carry in their `User-Agent`.
public enum PackageVersion {
    /// Three numbers, as semantic versioning has them.
    public static let text = "0.1.0"
}
