import Console

extension Wing {
  /// What this family adds to the lists of the house.
  public static let models = Wing(name: "Models", title: "Models", commands: [Encode.self])
}
