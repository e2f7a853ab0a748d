import Exact

/// What learns, with its parameter: a convex problem over the kernel q^H whose optimal value a certificate proves.
public enum KernelMachine: Hashable, Sendable {
  /// The support vector machine with hard margin and without bias: max 1ᵀα − ½ αᵀGα over α ≥ 0.
  case svm
  /// The same with a bias, yᵀα = 0, on mirrored points.
  case svmBias
  /// With soft margin, without bias: 0 ≤ α ≤ C.
  case svmSoft(box: Rational)
  /// Ridge regression on the labels: min (λ/2) aᵀKa + ½ ‖y − Ka‖².
  case ridge(lambda: Rational)
  /// Principal components: the sum of all entries of K.
  case pca

  /// Reads the words of a certificate: `svm`, `svm-bias`, `svm-soft`, `ridge` or `pca`, with C or λ where there is one.
  ///
  /// - Throws: ``KernelCertificateError/malformed(_:)``.
  public init(task: String, parameter: Rational?) throws(KernelCertificateError) {
    switch (task, parameter) {
    case ("svm", nil): self = .svm
    case ("svm-bias", nil): self = .svmBias
    case ("pca", nil): self = .pca
    case ("svm-soft", let box?):
      guard box > 0 else { throw .malformed("the box C = \(box) is not positive") }
      self = .svmSoft(box: box)
    case ("ridge", let lambda?):
      guard lambda > 0 else { throw .malformed("λ = \(lambda) is not positive") }
      self = .ridge(lambda: lambda)
    case ("svm-soft", nil): throw .malformed("a soft margin needs its box C, the parameter")
    case ("ridge", nil): throw .malformed("ridge regression needs λ, the parameter")
    case ("svm", let other?), ("svm-bias", let other?), ("pca", let other?):
      throw .malformed("\(task) has no parameter, but \(other) is given")
    default: throw .malformed("there is no machine “\(task)”")
    }
  }

  /// The word for it in certificates and on the command line.
  public var task: String {
    switch self {
    case .svm: "svm"
    case .svmBias: "svm-bias"
    case .svmSoft: "svm-soft"
    case .ridge: "ridge"
    case .pca: "pca"
    }
  }

  /// C or λ.
  public var parameter: Rational? {
    switch self {
    case .svm, .svmBias, .pca: nil
    case .svmSoft(let parameter), .ridge(let parameter): parameter
    }
  }

  /// Whether it learns from mirrored points: each vector x twice, as x0 with its label and as x1 with the other one.
  public var isMirrored: Bool { self == .svmBias }

  /// Whether its matrix is the signed one, yᵢ yⱼ k(xᵢ, xⱼ).
  var hasSignedMatrix: Bool {
    switch self {
    case .svm, .svmBias, .svmSoft: true
    case .ridge, .pca: false
    }
  }
}

extension KernelMachine: CustomStringConvertible {
  public var description: String {
    switch self {
    case .svm: "the support vector machine with hard margin, without bias"
    case .svmBias: "the support vector machine with hard margin and bias, on mirrored points"
    case .svmSoft(let box): "the support vector machine with soft margin, C = \(box), without bias"
    case .ridge(let lambda): "kernel ridge regression, λ = \(lambda)"
    case .pca: "kernel principal components"
    }
  }
}

/// Why a certificate of a kernel machine proves nothing.
public enum KernelCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is not a certificate in form.
  case malformed(String)
  /// It does not hold its whole instance, and no instance was given.
  case incomplete(String)
  /// It is about another instance than the given one.
  case otherInstance(String)
  /// A data set, or its coefficients, are not what they must be.
  case violated(set: String, String)
  /// The coefficients do not prove what is stated.
  case wrongBound(set: String, String)

  public var description: String {
    switch self {
    case .malformed(let why): why
    case .incomplete(let what):
      "the certificate does not hold \(what), which older versions left out; give its instance, which must be compared with it"
    case .otherInstance(let why): "the certificate is about another instance: \(why)"
    case .violated(let set, let why), .wrongBound(let set, let why): "data set \(set): \(why)"
    }
  }
}
