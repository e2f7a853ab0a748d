import Pictures
import Splicing
import Text

extension SplicePicture {
  /// A page of its own without outside parts: the text at the left, its sources at the right, below each other on a phone.
  ///
  /// Every run of the text is a link to its place in the source, and every such place one back to the text. Runs have their source's
  /// colour, pattern and letter, and so has the source's line, which is the legend: its name, and how much of the text comes from
  /// it; the source itself unfolds below. A slider goes over the steps; what was replaced is shown, struck out, on demand, if that
  /// is not more than the text itself. Without scripts the links work all the same. Names and texts are escaped.
  ///
  /// Of a run the page has some 75 bytes beside the words, so that it is little longer than a long text with its sources.
  package var page: String {
    let hiddenCount = provenance.pieces.reduce(0) { $0 + $1.places.count } - record.target.count
    let runs = runs(withReplaced: hiddenCount <= record.target.count)
    // Numbers of the runs that stay, which links are made of.
    var number = 0
    var places: [Int: [(number: Int, places: Range<Int>)]] = [:]
    var body = ""
    for run in runs {
      let index = palette.index(of: run.neighbour)
      // The space before a run is outside of it.
      let isSpaced = run.replacedBy == nil && run.text.first == " " && run.text.count > 1
      if isSpaced { body += " " }
      let text = escapedForPreformatted(isSpaced ? String(run.text.dropFirst()) : run.text)
      let style = index.map { "c\($0)" } ?? "n"
      if run.replacedBy != nil {
        body += "<s class=\(style)>\(text)</s>"
      } else if index == nil {
        body += "<b class=n>\(text)</b>"
      } else {
        number += 1
        places[run.neighbour, default: []].append((number, run.places))
        body += "<a id=r\(number) class=\(style) href=#p\(number)>\(text)</a>"
      }
    }
    // A few sources are there to be read at once.
    let isOpen = legend.count <= 5 ? " open" : ""
    let entries = legend.map { entry in
      let head =
        "<b class=k>\(entry.letter)</b> \(escapedForMarkup(entry.name)) <small>\(escapedForMarkup(entry.amount))</small>"
      guard let neighbour = entry.neighbour else { return "<div class=n>\(head)</div>" }
      return "<details class=c\(palette.index(of: neighbour) ?? 0)\(isOpen)><summary>\(head)</summary>\n<pre>"
        + source(neighbour, places[neighbour] ?? []) + "</pre></details>"
    }
    return """
      <!DOCTYPE html>
      <html lang=en><head><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">
      <title>\(escapedForMarkup(title))</title>
      <style>
      \(styles)
      </style></head><body>
      <header><h1>\(escapedForMarkup(title))</h1>
      <p>\(summary.joined(separator: "; ")).</p>
      <p class=steps><label>Step <input id=step type=range min=0 max=\(operations.count) value=\(operations.count)></label> \
      <output id=at>\(operations.count)</output> of \(operations.count)\
      \(runs.contains { $0.replacedBy != nil } ? " <label><input id=hidden type=checkbox> show what was replaced</label>" : "")</p>
      </header>
      <main><section id=text>\(body)</section>
      <section id=sources><h2>Sources</h2>
      \(entries.joined(separator: "\n"))
      </section></main>
      <script>
      const from = [\(runs.map { "\($0.operation + 1)" }.joined(separator: ","))], gone = {\
      \(runs.enumerated().compactMap { place, run in run.replacedBy.map { "\(place):\($0 + 1)" } }.joined(separator: ","))};
      \(Self.script)
      </script></body></html>

      """
  }

  /// A source with links at the places that are copied from.
  private func source(_ neighbour: Int, _ runs: [(number: Int, places: Range<Int>)]) -> String {
    let written = TextTokenisation.written(record.neighbours[neighbour].tokens, record.tokenise)
    let sorted = runs.sorted { $0.places.lowerBound < $1.places.lowerBound }
    var (text, place) = ("", 0)
    func shown(_ places: Range<Int>) -> String { escapedForPreformatted(written[places].joined()) }
    for (index, run) in sorted.enumerated() {
      if place < run.places.lowerBound { text += shown(place..<run.places.lowerBound) }
      // Where runs overlap a link ends at the next one; of those at one place the last has the words.
      let next = index + 1 < sorted.count ? sorted[index + 1].places.lowerBound : .max
      place = max(place, run.places.lowerBound)
      let end = max(min(run.places.upperBound, next), place)
      text += "<a id=p\(run.number) href=#r\(run.number)>\(shown(place..<end))</a>"
      place = end
      // What an earlier run has beyond a shorter later one.
      let covered = sorted[...index].reduce(end) { max($0, min($1.places.upperBound, next)) }
      if covered > end {
        text += "<b>\(shown(end..<covered))</b>"
        place = covered
      }
    }
    return text + shown(place..<written.count)
  }

  /// The style sheet: a rule for each source besides those of the page.
  private var styles: String {
    let sources = legend.compactMap(\.neighbour).compactMap { neighbour in
      palette.index(of: neighbour).map { index in
        let pattern = palette.pattern(of: neighbour)
        return ".c\(index){--c:\(palette.colour(of: neighbour));--l:\"\(palette.letter(of: neighbour))\""
          + (pattern == 0 ? "" : ";--p:var(--p\(pattern))") + "}"
      }
    }
    let patterns = palette.patterns.map { "--p\($0):\(Palette.image(of: $0))" }
    return """
      :root{color-scheme:light;--p:none;--c:#fff;\(patterns.joined(separator: ";"))}
      *{box-sizing:border-box}body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#111;background:#fff}
      header{padding:.5rem 1rem;border-bottom:1px solid #ccc}h1{font-size:1.3rem;margin:.2rem 0;overflow-wrap:anywhere}
      h2{font-size:1rem;margin:.2rem 0}header p{margin:.2rem 0}main{display:grid;grid-template-columns:1fr 1fr}
      section{padding:.5rem 1rem;min-width:0;overflow-wrap:anywhere}#text,pre{white-space:pre-wrap}#text{line-height:2.1}
      #sources{border-left:1px solid #ccc;position:sticky;top:0;max-height:100vh;overflow:auto}
      #text>*,pre a,pre b,.k{color:#111;font-weight:normal;text-decoration:none;border-radius:.2rem;padding:.1rem .1rem 9px;\
      background:var(--p) 0 100%/8px 8px repeat-x,var(--c);-webkit-box-decoration-break:clone;box-decoration-break:clone}
      #text>*::after{content:var(--l);font-size:.65em;font-weight:bold;vertical-align:sub;margin-left:.1em}
      #text>.n,.n .k{--c:#fff;outline:1px dotted #666}.n{--l:"–"}
      .k{display:inline-block;font-weight:bold;min-width:2.2rem;text-align:center;padding:.1rem .3rem 9px}
      pre{font:.85rem/1.9 ui-monospace,"DejaVu Sans Mono",monospace;margin:.3rem 0 1rem}summary{cursor:pointer;padding:.15rem 0}
      div.n{padding:.15rem 0 .15rem 1rem}small{color:#444}a:hover,a:focus,a:target{outline:2px solid #111}
      #text>s{text-decoration:line-through;opacity:.5}#text>.off{display:none}#step{width:12rem;max-width:45vw;vertical-align:middle}
      @media(max-width:45rem){main{display:block}#sources{border:0;border-top:2px solid #111;bottom:0;top:auto;max-height:42vh;\
      background:#fff}section,header{padding:.4rem .7rem}}
      \(sources.joined(separator: "\n"))
      """
  }

  private static let script = """
    const step = document.getElementById("step"), hidden = document.getElementById("hidden"), runs = document.getElementById("text").children;
    function draw() {
      const now = Number(step.value);
      document.getElementById("at").textContent = now;
      for (let i = 0; i < from.length; i++) {
        const end = gone[i];
        runs[i].classList.toggle("off", from[i] > now || (end !== undefined && end <= now && !hidden.checked));
        if (end !== undefined) runs[i].style.textDecoration = end <= now ? "" : "none";
      }
    }
    function go() {
      const place = document.getElementById(location.hash.slice(1)), source = place && place.closest("details");
      if (source) source.open = true;
      if (place) place.scrollIntoView({block: "center"});
    }
    step.addEventListener("input", draw); if (hidden) hidden.addEventListener("change", draw);
    addEventListener("hashchange", go); draw(); go();
    """
}
