/// The operating system's cryptographically secure source: what code that protects privacy draws from.
///
/// It cannot be seeded, so nothing drawn from it can be repeated. Experiments use ``RandomStream``.
public struct SecureSource: RandomNumberGenerator, Sendable {
  private var system = SystemRandomNumberGenerator()

  /// The system's generator.
  public init() {}

  /// 64 random bits from the system.
  public mutating func next() -> UInt64 { system.next() }
}
