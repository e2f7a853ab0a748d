extension Pronunciation {
  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    let letters, sounds: [Int]
    let reading, writing: [GRUCell<Scalar>.Kept]
    let states: Tensor<Scalar>
  }

  /// The scores of phonemes at each step of writing a word, when those before are given: a row for each, and one for the end.
  ///
  /// - Parameters:
  ///   - word: letters from a to z; others count as unknown.
  ///   - written: the phonemes; all have rows of `sounds`, as `phonemes(of:)` has them.
  /// - Precondition: the names are those of phonemes.
  /// - Complexity: O(letters + phonemes) steps, one row each.
  public func forward(_ word: String, writing written: [String]) -> (scores: Tensor<Scalar>, kept: Kept) {
    let (letters, sounds) = (Self.symbols(of: word), [2] + written.map { Self.symbol(ofPhoneme: $0) })
    var state = Tensor<Scalar>(repeating: 0, shape: [1, reader.width])
    var (reading, writing, states) = ([GRUCell<Scalar>.Kept](), [GRUCell<Scalar>.Kept](), [Scalar]())
    for letter in letters {
      let (next, kept) = reader.forward(self.letters([letter]), state)
      state = next
      reading.append(kept)
    }
    for sound in sounds {
      let (next, kept) = writer.forward(self.sounds([sound]), state)
      state = next
      writing.append(kept)
      states += next.elements
    }
    let rows = Tensor(states, shape: [sounds.count, writer.width])
    return (
      output(rows), Kept(letters: letters, sounds: sounds, reading: reading, writing: writing, states: rows)
    )
  }

  /// Adds the derivatives by all parameters to `gradient`, given those by the scores.
  ///
  /// - Complexity: about twice that of `forward`, besides the weights' derivatives at each step.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout Pronunciation) {
    let states = output.backward(dy, at: kept.states, into: &gradient.output)
    var carried = Tensor<Scalar>(repeating: 0, shape: [1, writer.width])
    for step in kept.writing.indices.reversed() {
      carried += states.rows(step..<(step + 1))
      let (dx, dh) = writer.backward(carried, kept.writing[step], into: &gradient.writer)
      sounds.backward(dx, at: [kept.sounds[step]], into: &gradient.sounds)
      carried = dh
    }
    for step in kept.reading.indices.reversed() {
      let (dx, dh) = reader.backward(carried, kept.reading[step], into: &gradient.reader)
      letters.backward(dx, at: [kept.letters[step]], into: &gradient.letters)
      carried = dh
    }
  }
}
