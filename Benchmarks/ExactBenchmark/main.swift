// Arguments name the peers to time (default: both).
let peers = CommandLine.arguments.dropFirst()
if peers.isEmpty || peers.contains("Exact") { measureExact() }
if peers.isEmpty || peers.contains("BigInt") { measureAttaswift() }
