import Evidence

extension Claim {
  /// The claims about linear and integer programs, their files and their certificates, in the order in which they are listed and checked.
  public static let linearProgramming: [Claim] = [
    .linearPrograms, .presolve, .presolveReach, .integerPrograms, .integerCuts, .mpsFiles, .lpFiles,
    .linearProgramForgeries, .integerProgramForgeries, .viprForgeries,
  ]
}
