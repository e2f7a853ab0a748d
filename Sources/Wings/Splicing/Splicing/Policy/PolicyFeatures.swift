/// Pairs of a feature of a place on the canvas and one of a place in a neighbour: the score of a choice is the sum of a weight
/// for each pair, a bilinear form of sparse indicators. Pairs are numbered by hashing.
struct PolicyFeatures {
  /// A word of a neighbour, from which copying may start.
  struct Place {
    var text, from: Int
    var word, previous: UInt64
  }

  let scene: PolicyScene
  let state: PolicyState
  /// All words of all neighbours.
  let places: [Place]
  /// Of each place the features that pairs are made of, ``startCount`` of them.
  private let placeCodes: [UInt64]
  private let shift: UInt64
  private let masksLeft: UInt64
  private let unsaid: UInt64

  static let startCount = 12
  static let endCount = 9

  /// Pairs are numbers below 2^bits.
  init(_ scene: PolicyScene, _ state: PolicyState, bits: Int) {
    (self.scene, self.state, shift) = (scene, state, UInt64(64 - bits))
    masksLeft = UInt64(min(state.canvas.count { $0 == scene.mask }, 2))
    var (places, codes, unsaid): ([Place], [UInt64], UInt64) = ([], [], 0)
    for (text, neighbour) in scene.texts.enumerated() {
      // Only for values of fields does it matter whether they were said.
      let isSaid = neighbour.isField && scene.occurs(text, on: state.canvas)
      if neighbour.isField && !isSaid { unsaid += 1 }
      let kind = mixed(neighbour.kind, isSaid ? 1 : 0)
      for (from, word) in neighbour.words.enumerated() {
        let previous = Self.word(neighbour.words, from - 1)
        places.append(Place(text: text, from: from, word: word, previous: previous))
        let isFirst: UInt64 = from == 0 ? 1 : 0
        codes += [
          kind, kind, kind, kind, kind, word, word, kind, mixed(neighbour.kind, neighbour.rank * 2 + isFirst),
          mixed(kind, isFirst), mixed(previous, word), mixed(previous, word),
        ].enumerated().map { mixed(UInt64($0.offset), $0.element) }
      }
    }
    (self.places, placeCodes, self.unsaid) = (places, codes, min(unsaid, 3))
  }

  /// Beyond either end of a text stand codes of their own.
  @inline(__always)
  private static func word(_ words: [UInt64], _ place: Int) -> UInt64 {
    place < 0 ? 11 : place < words.count ? words[place] : 12
  }

  /// Where on the canvas a position lies relative to what was written last.
  private func side(_ at: Int) -> UInt64 {
    guard let last = state.last else { return 0 }
    let end = last.at + last.to - last.from
    return at < last.at ? 1 : at == last.at ? 2 : at < end ? 3 : at == end ? 4 : 5
  }

  /// The first word from a position on that is not a mask.
  private func visible(_ at: Int) -> UInt64 {
    var place = at
    while place < state.canvas.count, state.canvas[place] == scene.mask { place += 1 }
    return Self.word(state.canvas, place)
  }

  /// A position of the canvas with its features.
  struct Position {
    var here, before: UInt64
    var codes: [UInt64]
  }

  func position(_ at: Int) -> Position {
    let canvas = state.canvas
    let (here, before, visible) = (Self.word(canvas, at), Self.word(canvas, at - 1), visible(at))
    let isMask: UInt64 = here == scene.mask ? 1 : 0
    let context = context(at)
    let codes = [
      context, here, before, visible, mixed(before, visible), before, here, context, context, isMask, before, context,
    ].enumerated().map { mixed(UInt64($0.offset + 100), $0.element) }
    return Position(here: here, before: before, codes: codes)
  }

  private func context(_ at: Int) -> UInt64 {
    let canvas = state.canvas
    let isEnd: UInt64 = at == canvas.count ? 1 : 0
    let isMask: UInt64 = Self.word(canvas, at) == scene.mask ? 1 : 0
    return side(at) * 24 + isEnd * 12 + isMask * 6 + masksLeft * 2 + (canvas.isEmpty ? 1 : 0)
  }

  /// Calls with the number of each pair for starting to copy from a place at a position.
  @inline(__always)
  func forEachStartPair(_ position: Position, _ place: Int, _ body: (Int) -> Void) {
    let (word, previous) = (places[place].word, places[place].previous)
    // Whether the neighbour goes on as the canvas does.
    let fits: UInt64 = (previous == position.before ? 0x9E37_79B9 : 0) ^ (word == position.here ? 0x7F4A_7C15_0000 : 0)
    for index in 0..<Self.startCount {
      let code = placeCodes[place * Self.startCount + index] ^ position.codes[index] ^ (index == 7 ? fits : 0)
      // Fibonacci hashing: both are mixed already.
      body(Int((code &* 0x9E37_79B9_7F4A_7C15) >> shift))
    }
  }

  @inline(__always)
  private func number(_ template: UInt64, _ a: UInt64, _ b: UInt64) -> Int {
    Int(mixed(mixed(template, a), b) >> shift)
  }

  /// Those for stopping.
  func forEachStopPair(_ body: (Int) -> Void) {
    let canvas = state.canvas
    let before = Self.word(canvas, canvas.count - 1)
    body(number(21, 0, 0))
    body(number(22, masksLeft, unsaid))
    body(number(23, before, 0))
    body(number(24, before, unsaid))
    body(number(25, context(canvas.count), unsaid))
    body(number(26, mixed(Self.word(canvas, canvas.count - 2), before), 0))
  }

  /// Those for copying up to a place and replacing up to a position.
  @inline(__always)
  func forEachEndPair(_ operation: SpliceOperation, _ body: (Int) -> Void) {
    let neighbour = scene.texts[operation.neighbour]
    let (last, following) = (neighbour.words[operation.to - 1], Self.word(neighbour.words, operation.to))
    let canvas = state.canvas
    let next = Self.word(canvas, operation.upTo)
    let fits: UInt64 = following == next ? 1 : 0
    let isWhole: UInt64 = operation.to == neighbour.words.count ? 1 : 0
    let removed = UInt64(min(operation.upTo - operation.at, 4))
    let copied = UInt64(min(operation.to - operation.from, 8))
    let ends: UInt64 =
      (!operation.isInsertion && canvas[operation.upTo - 1] == scene.mask ? 1 : 0) + (next == scene.mask ? 2 : 0)
      + (operation.upTo == canvas.count ? 4 : 0) + (canvas.isEmpty ? 8 : 0)
    body(number(31, neighbour.kind, removed * 16 + ends))
    body(number(32, neighbour.kind, isWhole * 16 + copied))
    body(number(33, mixed(neighbour.kind, fits), ends))
    body(number(34, mixed(neighbour.kind, isWhole), ends))
    body(number(35, last, next))
    body(number(36, last, following))
    body(number(37, mixed(neighbour.kind, removed), next))
    body(number(38, mixed(neighbour.kind, isWhole), Self.word(canvas, operation.at)))
    body(number(39, mixed(fits, isWhole), mixed(removed, copied)))
  }
}
