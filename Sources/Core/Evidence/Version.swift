/// The version of Tightbound, as files and `tightbound --version` carry it.
public let tightboundVersion = "0.1.0"
