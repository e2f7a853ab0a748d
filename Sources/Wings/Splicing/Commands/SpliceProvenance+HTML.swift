import Pictures
import Splicing

extension SpliceProvenance {
  /// A page of its own without outside parts: the text in one colour and letter for each neighbour, a slider over the steps,
  /// and what was replaced, struck out, on demand.
  ///
  /// The colours are those of Okabe and Ito, which people with any kind of colour vision tell apart; every word has its
  /// neighbour's letter besides. Words are escaped.
  ///
  /// - Parameters:
  ///   - title: the page's title.
  ///   - names: of each neighbour what it is called in the legend; its number for nil.
  package func html(title: String, names: [String]? = nil) -> String {
    let palette = palette
    let legend = neighbours.map { neighbour in
      "<li><b style=\"background:\(palette.colour(of: neighbour))\">\(letter(of: neighbour))</b> "
        + "\(escapedForMarkup(names?[neighbour] ?? "neighbour \(neighbour)"))</li>"
    }.joined(separator: "\n")
    let body = words.map { word in
      let replaced = word.replacedBy.map { ", replaced in step \($0 + 1)" } ?? ""
      return
        "<span class=\"w\" data-from=\"\(word.operation + 1)\" data-to=\"\((word.replacedBy ?? operationCount) + 1)\" "
        + "style=\"background:\(palette.colour(of: word.neighbour))\" title=\"step \(word.operation + 1), neighbour \(word.neighbour), "
        + "word \(word.place)\(replaced)\">\(escapedForMarkup("\(word.token)"))<sub>\(letter(of: word.neighbour))</sub></span>"
    }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(escapedForMarkup(title))</title>
      <style>
      body { font: 1.1rem/2.2 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111; \
      background: #fff }
      .w { padding: .15rem .3rem; border-radius: .2rem } sub { font-size: .6em }
      .gone { text-decoration: line-through; opacity: .45 } .off { display: none }
      ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.2rem } li b { padding: 0 .5rem }
      </style></head><body>
      <h1>\(escapedForMarkup(title))</h1>
      <p><label>Step <input id="step" type="range" min="0" max="\(operationCount)" value="\(operationCount)"></label>
      <output id="at">\(operationCount)</output> of \(operationCount)
      <label><input id="hidden" type="checkbox"> show what was replaced</label></p>
      <p id="text">
      \(body)
      </p>
      <ul>
      \(legend)
      </ul>
      <script>
      const step = document.getElementById("step"), hidden = document.getElementById("hidden");
      function draw() {
        const now = Number(step.value);
        document.getElementById("at").textContent = now;
        for (const word of document.querySelectorAll(".w")) {
          const written = Number(word.dataset.from) <= now, gone = Number(word.dataset.to) <= now;
          word.classList.toggle("off", !written || (gone && !hidden.checked));
          word.classList.toggle("gone", gone);
        }
      }
      step.addEventListener("input", draw); hidden.addEventListener("change", draw); draw();
      </script></body></html>

      """
  }
}
