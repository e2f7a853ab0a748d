import Exact

// Goes through every operation of Integer and Rational that allocates, so that valgrind can look for lost blocks and
// for reads and writes outside them.
let rounds = 200
var total = Integer.zero
var sum = Rational(0)
for round in 0..<rounds {
  // From one limb to over a hundred, across the thresholds of the algorithms.
  let x = Integer(3).power(40 + 25 * round)
  let y = -Integer(5).power(30 + 11 * round)
  var z = x
  z += y
  z -= x * y
  z *= 7
  z *= z
  z.addProduct(x, y)
  z.subtractProduct(Integer(round), x)
  z.addProduct(Integer(Int.max), Integer(Int.max - round))
  var difference = z + 1
  difference -= z
  precondition(difference == 1)
  let (quotient, remainder) = z.quotientAndRemainder(dividingBy: y)
  let (floor, modulus) = z.floorQuotientAndRemainder(dividingBy: x)
  precondition(quotient * y + remainder == z && floor * x + modulus == z)
  precondition(z / y == quotient && z % y == remainder)
  precondition((z << round) >> round == z)
  precondition((try? Integer(parsing: z.description)) == z)
  precondition(Integer.gcd(x, y) == 1 && (x * 8).isMultiple(of: 4))
  total += z.magnitude.squareRoot() + x.modularPower(65537, modulo: y)
  total = total % (Integer(1) << 3000)
  sum += Rational(Integer(round), x.magnitude % 1_000_003 + 1)
  sum = round % 10 == 9 ? Rational(sum.floor()) : sum * Rational(-3, 2)
  precondition((try? Rational(parsing: sum.description)) == sum)
  precondition(Double(sum).isFinite && Double(z) != 0)
  precondition((try? Rational(parsing: "1e-\(round)x")) == nil)
}
print("total \(total.bitWidth) bits, sum \(sum.numerator.bitWidth) bits")
