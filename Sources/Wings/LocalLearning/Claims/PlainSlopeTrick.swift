/// The slope trick with breakpoints in sorted lists, a copy for each unit of weight, and the faults that it can have.
struct PlainSlopeTrick: Sendable {
  /// A line of it that is wrong.
  enum Fault: Sendable {
    case repeatedPlacesCountAsSteps, rightSideDoesNotMove, leftSideDoesNotMove, pushesOnce, forgetsToMoveTheTop
    case keepsTheNextValue, startsOfFlatParts, reachOfTheStepBehind, costOfTheOtherSide
  }

  var fault: Fault?

  func fit(_ instance: FitInstance) -> FittedValues {
    var (left, right): ([Int], [Int]) = ([], [])
    var (cost, starts, ends): (Int, [Int], [Int]) = (0, [], [])
    for (index, y) in instance.y.enumerated() {
      if index > 0 {
        var step = instance.x[index] - instance.x[index - 1]
        if fault == .repeatedPlacesCountAsSteps { step = max(step, 1) }
        let reach = instance.slope * step
        if fault != .leftSideDoesNotMove { left = left.map { $0 - reach } }
        if fault != .rightSideDoesNotMove { right = right.map { $0 + reach } }
      }
      for _ in 0..<instance.weights[index] {
        if let top = left.last, y < top {
          cost += fault == .costOfTheOtherSide ? abs(right[0] - y) : top - y
          left += fault == .pushesOnce ? [y] : [y, y]
          left.sort()
          if fault != .forgetsToMoveTheTop { right.append(left.removeLast()) }
        } else if let top = right.first, y > top {
          cost += fault == .costOfTheOtherSide ? abs(y - (left.last ?? y)) : y - top
          right += fault == .pushesOnce ? [y] : [y, y]
          right.sort()
          if fault != .forgetsToMoveTheTop { left.append(right.removeFirst()) }
        } else {
          left.append(y)
          right.append(y)
        }
        left.sort()
        right.sort()
      }
      starts.append(left.last ?? y)
      ends.append(right.first ?? y)
    }
    return FittedValues(values: values(instance, starts, ends), cost: cost)
  }

  private func values(_ instance: FitInstance, _ starts: [Int], _ ends: [Int]) -> [Int] {
    if fault == .startsOfFlatParts { return starts }
    var values = starts
    for index in starts.indices.dropLast().reversed() {
      let from = fault == .reachOfTheStepBehind ? max(index - 1, 0) : index
      let reach = instance.slope * (instance.x[from + 1] - instance.x[from])
      let (least, most) = (values[index + 1] - reach, values[index + 1] + reach)
      let (start, end) = (starts[index], ends[index])
      values[index] = least > end ? least : most < start ? most : max(least, start)
      if fault == .keepsTheNextValue { values[index] = min(max(values[index + 1], start), end) }
    }
    return values
  }
}
