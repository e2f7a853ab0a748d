import Foundation
import TestSupport
import Testing

@Suite("tightbound quantize row")
struct QuantizeRowTests {
  @Test("All methods on the worked example; the certificate is verified, a changed one refused")
  func methods() throws {
    let place = try Workplace()
    try place.write("2,1\n1,2\n", to: "h.csv")
    try place.write("0.4,0.4\n", to: "w.csv")
    let run = try place.run(
      "quantize", "row", "--hessian", "h.csv", "--weights", "w.csv", "--format", "json", "-o", "c.json")
    #expect(
      run.output == """
        [{"codes":["0","0"],"loss":"24/25","method":"nearest"},{"codes":["0","1"],"loss":"14/25","method":"gptq"},\
        {"codes":["1","0"],"loss":"14/25","method":"reduced-nearest-plane"},\
        {"codes":["1","0"],"loss":"14/25","method":"closest","nodes":3}]

        """ && run.exitCode == 0, "\(run)")
    let verified = try place.run("verify", "c.json")
    #expect(
      verified.exitCode == 0 && verified.output.contains("have the least loss") && verified.output.contains("14/25"),
      "\(verified)")
    try place.write(
      try place.read("c.json").replacing(#""closest":["1","0"]"#, with: #""closest":["0","0"]"#), to: "forged.json")
    let forged = try place.run("verify", "forged.json")
    #expect(forged.exitCode == 1, "\(forged)")
  }

  @Test("Wrong usage, and matrices that are none")
  func refusals() throws {
    let place = try Workplace()
    try place.write("1,1\n1,1\n", to: "h.csv")
    try place.write("1/3,0\n", to: "w.csv")
    let singular = try place.run("quantize", "row", "--hessian", "h.csv", "--weights", "w.csv", "--method", "gptq")
    #expect(singular.exitCode == 3 && singular.errors.contains("not positive definite"), "\(singular)")
    let certified = try place.run(
      "quantize", "row", "--hessian", "h.csv", "--weights", "w.csv", "--method", "gptq", "-o", "c.json")
    #expect(certified.exitCode == 2, "\(certified)")
    let step = try place.run("quantize", "row", "--hessian", "h.csv", "--weights", "w.csv", "--step", "0")
    #expect(step.exitCode == 2, "\(step)")
  }
}
