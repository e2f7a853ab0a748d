import FuzzedReading

private let reader = FuzzedReader.chosen(readers)

/// What libFuzzer calls with each file.
@_cdecl("LLVMFuzzerTestOneInput") public func attempt(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader.attempt(bytes, count)
  return 0
}
