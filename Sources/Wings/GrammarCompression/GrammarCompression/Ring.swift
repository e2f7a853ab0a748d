import Sequences

/// The arithmetic of a number type, as a semiring.
struct Ring<Value: SignedNumeric & Hashable & Sendable>: Semiring {
  @inline(__always) var zero: Value { .zero }
  @inline(__always) func sum(_ first: Value, _ second: Value) -> Value { first + second }
  @inline(__always) func product(_ first: Value, _ second: Value) -> Value { first * second }
  func sum(of element: Value, count: Int) -> Value { element.multiplied(by: count) }
}
