import Evidence
import Foundation
import Testing

@Suite("Growth expressions")
struct GrowthExpressionTests {
  @Test("What the grammar has")
  func accepted() throws {
    let cases: [(text: String, coefficient: Double, exponent: Double, logExponent: Double)] = [
      ("m", 1, 1, 0), ("m^2", 1, 2, 0), ("m^1.5 * log(m)^2", 1, 1.5, 2), ("3 * m", 3, 1, 0), ("1", 1, 0, 0),
      ("2.5e3", 2500, 0, 0), ("log(m)", 1, 0, 1), ("m*m*m", 1, 3, 0), ("m ^ 2*log(m)^-1", 1, 2, -1), ("  m  ", 1, 1, 0),
      ("2 * 3 * m^-0.5 * m", 6, 0.5, 0), ("log(m) * log(m)^3", 1, 0, 4), ("0.5*m^2", 0.5, 2, 0),
    ]
    for (text, coefficient, exponent, logExponent) in cases {
      let growth = try GrowthExpression(text, parameter: "m")
      #expect(growth.coefficient == coefficient, "\(text)")
      #expect(growth.exponent == exponent, "\(text)")
      #expect(growth.logExponent == logExponent, "\(text)")
      #expect(growth.parameter == "m")
      // What it says of itself, it reads again.
      #expect(try GrowthExpression(growth.description, parameter: "m") == growth, "\(growth)")
    }
    #expect(try GrowthExpression("nodes^2", parameter: "nodes").exponent == 2)
    #expect(try GrowthExpression("log", parameter: "log").exponent == 1)
  }

  @Test("Descriptions")
  func descriptions() throws {
    #expect(try GrowthExpression("m*m", parameter: "m").description == "m^2")
    #expect(try GrowthExpression("log(m)*3*m^0.5", parameter: "m").description == "3.0 * m^0.5 * log(m)")
    #expect(try GrowthExpression("m^0", parameter: "m").description == "1")
  }

  @Test("Values")
  func values() throws {
    #expect(try GrowthExpression("3 * m^2", parameter: "m")(10) == 300)
    let loglike = try GrowthExpression("m * log(m)^2", parameter: "m")(8)
    #expect(abs(loglike - 8 * log(8) * log(8)) < 1e-12)
    #expect(try GrowthExpression("5", parameter: "m")(1) == 5)
    #expect(try GrowthExpression("log(m)", parameter: "m")(1) == 0)
    #expect(try GrowthExpression("m^-1", parameter: "m")(4) == 0.25)
  }

  @Test(
    "Anything else is refused",
    arguments: [
      "", " ", "*", "m*", "*m", "m**2", "m^", "^2", "m^2^3", "m^x", "m^m", "n", "M", "mm", "2m", "m+1", "m - 1", "-m",
      "-3 * m", "0 * m", "0", "m/2", "(m)", "log m", "log(n)", "log(m", "log(2m)", "Log(m)", "log()", "ln(m)",
      "sqrt(m)",
      "2^m", "2^10", "nan", "inf", "nan * m", "m^nan", "m^inf", "infinity * m", "m^1e999", "1e999 * m", "m;rm",
      "m\n^2\nx",
      "m²", "2·m", "1e308 * 1e308", "1e-200 * 1e-200", "m^1e308 * m^1e308", "log(m)^1e308 * log(m)^1e308",
      String(repeating: "m^", count: 10_000),
    ])
  func refused(text: String) {
    let error = #expect(throws: GrowthExpressionError.self, "\(text.prefix(50))") {
      try GrowthExpression(text, parameter: "m")
    }
    #expect(error == nil || error?.text == text && error?.parameter == "m")
    #expect(error?.description.contains("log(m)") != false)
  }
}
