import ArgumentParser
import Exact
import Foundation
import Problems
import Synchronization

extension Solve {
  /// Prints every solution of an instance, each checked, and how many there are; leaves with 10 if there is one, 20 if there is none.
  ///
  /// - Throws: a usage error for problems whose solutions cannot be listed, or with choices, which nothing here has.
  func list<Instance: Problem>(_ type: Instance.Type) throws {
    _ = try options.choices(among: [], of: "--all")
    let instance = try InstanceFiles(path: input, problem: type, isLenient: lenient).instance(of: type)
    guard let listed = instance as? any SolutionList else {
      throw ValidationError("solutions of \(Instance.name) cannot be listed; it does not ask for one of several")
    }
    try printAll(listed)
  }

  private func printAll<Instance: SolutionList>(_ instance: Instance) throws {
    let found = FoundSolutions<Instance>(isText: format == .text)
    let clock = time.start { found.stop() }
    let isComplete = try found.print(all: instance, most: most)
    clock.stop()
    throw try found.end(isComplete: isComplete) > 0 ? Outcome.yes : Outcome.no
  }
}

/// The solutions that were printed, by the thread that finds them; that of the time limit prints how many.
private final class FoundSolutions<Instance: SolutionList>: Sendable {
  private let isText: Bool
  private let count = Mutex<Integer>(0)

  init(isText: Bool) { self.isText = isText }

  /// Prints the solutions one by one, each checked. False if there are more than `most`.
  func print(all instance: Instance, most: Int?) throws -> Bool {
    var isComplete = true
    try instance.forEachSolution { solution in
      let answer = Instance.answer(solution)
      _ = try instance.examined(answer)
      let line = isText ? Instance.text(solution) : try json(answer, pretty: false)
      // One more than was asked for shows that there are more.
      isComplete = add(line, most: most.map { Integer($0) })
      return isComplete
    }
    return isComplete
  }

  private func add(_ line: String, most: Integer?) -> Bool {
    count.withLock { count in
      if count == most { return false }
      Swift.print(line)
      // What was found is there, whatever ends the program, and who reads from a pipe need not wait.
      fflush(nil)
      count += 1
      return true
    }
  }

  /// Prints how many there are, and returns that.
  func end(isComplete: Bool) throws -> Integer {
    let count = count.withLock { $0 }
    Swift.print(try words(count, isComplete: isComplete))
    return count
  }

  /// Prints how many there are so far, and ends the program; the lock is kept, so that nothing is printed after this.
  func stop() {
    count.withLock { count in
      if let words = try? words(count, isComplete: false) { Swift.print(words) }
      StandardError.write("the time limit was reached; there may be more")
      fflush(nil)
      _exit(Outcome.timeLimit.rawValue)
    }
  }

  private func words(_ count: Integer, isComplete: Bool) throws -> String {
    if !isText { return try json(Instance.answer(count: count, isComplete: isComplete), pretty: false) }
    return (isComplete ? "" : "at least ") + "\(count) \(count == 1 ? "solution" : "solutions")"
  }
}
