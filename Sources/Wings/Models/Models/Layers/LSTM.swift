/// Long short-term memory: c′ = f c + i g, h′ = o tanh c′, with gates i, f, o = σ(·) and g = tanh(·) of W x + b + U h + d. Hochreiter,
/// Schmidhuber (1997), with the gate f of Gers et al. (2000); weights of the gates stand below each other in PyTorch's order i, f, g, o.
public struct LSTMCell<Scalar: NetworkScalar>: Module {
  /// W and b: [4 · width, inputs] and [4 · width].
  public var input: Linear<Scalar>
  /// U and d: [4 · width, width] and [4 · width].
  public var recurrent: Linear<Scalar>

  /// The number of columns of the state.
  public var width: Int { recurrent.inputs }

  /// A unit of these layers.
  ///
  /// - Precondition: both have four outputs for each column of the state.
  public init(input: Linear<Scalar>, recurrent: Linear<Scalar>) {
    precondition(
      input.outputs == recurrent.outputs && recurrent.outputs == 4 * recurrent.inputs, "four gates, below each other")
    (self.input, self.recurrent) = (input, recurrent)
  }

  /// What goes from step to step: the output and the memory, a row for each example.
  public struct State: Sendable {
    /// The output.
    public var h: Tensor<Scalar>
    /// The memory.
    public var c: Tensor<Scalar>

    /// A state of these parts.
    public init(h: Tensor<Scalar>, c: Tensor<Scalar>) { (self.h, self.c) = (h, c) }
  }

  /// What the derivative needs to know of a step.
  public struct Kept: Sendable {
    let x: Tensor<Scalar>
    let before: State
    let i, f, g, o, tanhC: Tensor<Scalar>
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try input.visitParameters(path + "input.", body)
    try recurrent.visitParameters(path + "recurrent.", body)
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    try input.visitLinears(path + "input.", body)
    try recurrent.visitLinears(path + "recurrent.", body)
  }

  /// One step: the next state, and what the derivative needs.
  ///
  /// - Parameters:
  ///   - x: a row of inputs for each example.
  ///   - state: a row of output and memory for each example.
  public func forward(_ x: Tensor<Scalar>, _ state: State) -> (State, Kept) {
    let gates = input(x) + recurrent(state.h)
    func part(_ gate: Int, _ function: Activation) -> Tensor<Scalar> {
      function(gates.columnRange((gate * width)..<((gate + 1) * width)))
    }
    let (i, f, g, o) = (part(0, .sigmoid), part(1, .sigmoid), part(2, .tanh), part(3, .sigmoid))
    var c = f
    c *= state.c
    var fresh = i
    fresh *= g
    c += fresh
    let tanhC = Activation.tanh(c)
    var h = o
    h *= tanhC
    return (State(h: h, c: c), Kept(x: x, before: state, i: i, f: f, g: g, o: o, tanhC: tanhC))
  }

  /// The next state.
  public func callAsFunction(_ x: Tensor<Scalar>, _ state: State) -> State { forward(x, state).0 }

  /// Adds the derivatives by the parameters to `gradient`, and returns those by the input and by the state.
  public func backward(
    _ dy: State, _ kept: Kept, into gradient: inout LSTMCell
  ) -> (x: Tensor<Scalar>, state: State) {
    let (rows, width) = (kept.before.h.rows, width)
    var gates = Tensor<Scalar>(repeating: 0, shape: [rows, 4 * width])
    var dc = Tensor<Scalar>(repeating: 0, shape: [rows, width])
    for row in 0..<rows {
      for column in 0..<width {
        let k = row * width + column
        let (i, f, g, o) = (kept.i.elements[k], kept.f.elements[k], kept.g.elements[k], kept.o.elements[k])
        let (t, dh) = (kept.tanhC.elements[k], dy.h.elements[k])
        let d = dy.c.elements[k] + dh * o * (1 - t * t)
        gates[row, column] = d * g * i * (1 - i)
        gates[row, width + column] = d * kept.before.c.elements[k] * f * (1 - f)
        gates[row, 2 * width + column] = d * i * (1 - g * g)
        gates[row, 3 * width + column] = dh * t * o * (1 - o)
        dc[row, column] = d * f
      }
    }
    let dx = input.backward(gates, at: kept.x, into: &gradient.input)
    return (dx, State(h: recurrent.backward(gates, at: kept.before.h, into: &gradient.recurrent), c: dc))
  }
}
