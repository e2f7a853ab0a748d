extension OrthogonalVectors {
  /// placeholder
  public var fastestAlgorithm: OrthogonalVectorsAlgorithm { .columns }
}
