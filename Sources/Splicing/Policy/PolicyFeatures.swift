/// Pairs of a feature of a place on the canvas and one of a place in a neighbour: the score of a choice is the sum of a weight
/// for each pair, a bilinear form of sparse indicators. Pairs are numbered by hashing.
struct PolicyFeatures {
  let scene: PolicyScene
  let state: PolicyState
  /// Pairs are numbers below 2^bits.
  private let shift: UInt64
  private let masksLeft: UInt64
  private let occurs: [UInt64]

  static let startCount = 12
  static let endCount = 9

  init(_ scene: PolicyScene, _ state: PolicyState, bits: Int) {
    (self.scene, self.state, shift) = (scene, state, UInt64(64 - bits))
    masksLeft = UInt64(min(state.canvas.count { $0 == scene.mask }, 2))
    // Only for values of fields does it matter whether they were said.
    occurs = scene.texts.indices.map { scene.texts[$0].isField && scene.occurs($0, on: state.canvas) ? 1 : 0 }
  }

  /// Beyond either end of a text stand codes of their own.
  @inline(__always)
  private static func word(_ words: [UInt64], _ place: Int) -> UInt64 {
    place < 0 ? 11 : place < words.count ? words[place] : 12
  }

  @inline(__always)
  private func number(_ template: UInt64, _ a: UInt64, _ b: UInt64) -> Int {
    Int(mixed(mixed(template, a), b) >> shift)
  }

  /// Where on the canvas a position lies relative to what was written last.
  private func side(_ at: Int) -> UInt64 {
    guard let last = state.last else { return 0 }
    let end = last.at + last.to - last.from
    return at < last.at ? 1 : at == last.at ? 2 : at < end ? 3 : at == end ? 4 : 5
  }

  /// The first word from a position on that is no mask.
  private func visible(_ at: Int) -> UInt64 {
    var place = at
    while place < state.canvas.count, state.canvas[place] == scene.mask { place += 1 }
    return Self.word(state.canvas, place)
  }

  /// Of a position, all that its choices of a word have in common.
  struct Position {
    var here, before, visible, context: UInt64
  }
  func position(_ at: Int) -> Position {
    let canvas = state.canvas
    let isEnd: UInt64 = at == canvas.count ? 1 : 0
    let isMask: UInt64 = Self.word(canvas, at) == scene.mask ? 1 : 0
    return Position(
      here: Self.word(canvas, at), before: Self.word(canvas, at - 1), visible: visible(at),
      context: side(at) * 24 + isEnd * 12 + isMask * 6 + masksLeft * 2 + (canvas.isEmpty ? 1 : 0))
  }

  /// Writes the numbers of the pairs for starting to copy from a place of a neighbour at a position.
  @inline(__always)
  func start(_ position: Position, _ text: Int, _ from: Int, into pairs: UnsafeMutablePointer<Int>) {
    let neighbour = scene.texts[text]
    let kind = mixed(neighbour.kind, occurs[text])
    let (word, previous) = (neighbour.words[from], Self.word(neighbour.words, from - 1))
    let fits: UInt64 = (previous == position.before ? 1 : 0) + (word == position.here ? 2 : 0)
    let isFirst: UInt64 = from == 0 ? 1 : 0
    pairs[0] = number(1, kind, position.context)
    pairs[1] = number(2, kind, position.here)
    pairs[2] = number(3, kind, position.before)
    pairs[3] = number(4, kind, position.visible)
    pairs[4] = number(5, kind, mixed(position.before, position.visible))
    pairs[5] = number(6, word, position.before)
    pairs[6] = number(7, word, position.here)
    pairs[7] = number(8, mixed(kind, fits), position.context)
    pairs[8] = number(9, mixed(neighbour.kind, neighbour.rank * 2 + isFirst), position.context)
    pairs[9] = number(10, mixed(kind, isFirst), position.here == scene.mask ? 1 : 0)
    pairs[10] = number(11, mixed(previous, word), position.before)
    pairs[11] = number(12, mixed(previous, word), position.context)
  }

  /// Those for stopping.
  func stop(into pairs: UnsafeMutablePointer<Int>) {
    let canvas = state.canvas
    let said = zip(scene.texts, occurs).filter { $0.0.isField && $0.1 == 0 }.count
    let unsaid = UInt64(min(said, 3))
    let end = position(canvas.count)
    pairs[0] = number(21, 0, 0)
    pairs[1] = number(22, masksLeft, unsaid)
    pairs[2] = number(23, end.before, 0)
    pairs[3] = number(24, end.before, unsaid)
    pairs[4] = number(25, end.context, unsaid)
    pairs[5] = number(26, mixed(Self.word(canvas, canvas.count - 2), end.before), 0)
    for index in 6..<Self.startCount { pairs[index] = number(27, UInt64(index), 0) }
  }

  /// Those for copying up to a place and replacing up to a position.
  @inline(__always)
  func end(_ at: Int, _ text: Int, _ from: Int, _ to: Int, _ upTo: Int, into pairs: UnsafeMutablePointer<Int>) {
    let neighbour = scene.texts[text]
    let (last, following) = (neighbour.words[to - 1], Self.word(neighbour.words, to))
    let canvas = state.canvas
    let next = Self.word(canvas, upTo)
    let fits: UInt64 = following == next ? 1 : 0
    let isWhole: UInt64 = to == neighbour.words.count ? 1 : 0
    let removed = UInt64(min(upTo - at, 4))
    let copied = UInt64(min(to - from, 8))
    let ends: UInt64 =
      (upTo > at && canvas[upTo - 1] == scene.mask ? 1 : 0) + (next == scene.mask ? 2 : 0)
      + (upTo == canvas.count ? 4 : 0) + (canvas.isEmpty ? 8 : 0)
    pairs[0] = number(31, neighbour.kind, removed * 16 + ends)
    pairs[1] = number(32, neighbour.kind, isWhole * 16 + copied)
    pairs[2] = number(33, mixed(neighbour.kind, fits), ends)
    pairs[3] = number(34, mixed(neighbour.kind, isWhole), ends)
    pairs[4] = number(35, last, next)
    pairs[5] = number(36, last, following)
    pairs[6] = number(37, mixed(neighbour.kind, removed), next)
    pairs[7] = number(38, mixed(neighbour.kind, isWhole), Self.word(canvas, at))
    pairs[8] = number(39, mixed(fits, isWhole), mixed(removed, copied))
  }
}
