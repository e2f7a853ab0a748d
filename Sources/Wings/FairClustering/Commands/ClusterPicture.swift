import Arrays
import FairClustering
import Foundation
import Pictures

/// Points by cluster and group, in the plane of most spread, and the share of the groups in each cluster.
struct ClusterPicture {
  private let places: [(x: Double, y: Double)]
  private let points: ColoredPoints
  private let clusters: FairClusters
  private let shownPoints: [Int]

  /// No more points are drawn; of more, evenly spread ones.
  static let largestCount = 4000

  /// Two columns are drawn as they are; more in the plane of their two main components.
  init(_ points: ColoredPoints, _ clusters: FairClusters) throws {
    (self.points, self.clusters) = (points, clusters)
    let count = min(points.count, Self.largestCount)
    shownPoints = (0..<count).map { $0 * points.count / count }
    let d = points.dimension
    guard d > 2 else {
      places = shownPoints.map { (points[$0].first ?? 0, d > 1 ? points[$0].last ?? 0 : 0) }
      return
    }
    // Of many columns the eigenvectors take long; the first ones are drawn.
    guard d <= 300 else {
      places = shownPoints.map { (points.coordinates[$0 * d], points.coordinates[$0 * d + 1]) }
      return
    }
    var mean = [Double](repeating: 0, count: d)
    for point in shownPoints { for (k, x) in points[point].enumerated() { mean[k] += x / Double(count) } }
    var covariance = DenseMatrix<Double>(rows: d, columns: d)
    let centred = shownPoints.map { point in zip(points[point], mean).map { $0 - $1 } }
    let largest = max(centred.joined().map(\.magnitude).max() ?? 0, .leastNormalMagnitude)
    for row in centred {
      for i in 0..<d { for j in 0...i { covariance[i, j] += row[i] / largest * (row[j] / largest) } }
    }
    let eigen = try covariance.symmetricEigen()
    func along(_ vector: Int, _ row: [Double]) -> Double {
      // The sign of an eigenvector is anything; its largest entry is made positive.
      let entries = (0..<d).map { eigen.vectors[vector, $0] }
      let sign = (entries.max { $0.magnitude < $1.magnitude } ?? 1) < 0 ? -1.0 : 1
      return sign * zip(entries, row).reduce(0) { $0 + $1.0 * $1.1 }
    }
    places = centred.map { (along(d - 1, $0), along(d - 2, $0)) }
  }

  /// The picture, as SVG.
  var svg: String {
    let (side, margin, bar) = (480.0, 30.0, 16)
    let counts = clusters.counts(points)
    let height = Int(max(side + 2 * margin, Double(counts.count * bar) + 2 * margin))
    let (lowX, highX) = (places.map(\.x).min() ?? 0, places.map(\.x).max() ?? 1)
    let (lowY, highY) = (places.map(\.y).min() ?? 0, places.map(\.y).max() ?? 1)
    // One scale for both axes: distances are what they look like.
    let width = max(highX - lowX, highY - lowY, .leastNormalMagnitude)
    let palette = Palette(Array(0..<counts.count))
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="800" height="\(height)" viewBox="0 0 800 \(height)" \
      font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="\(Int(margin))" y="18">\(points.count) points\(shownPoints.count < points.count ? ", \(shownPoints.count) drawn" : ""); \
      circles: \(escapedForMarkup(points.names[0])), squares: \(escapedForMarkup(points.names[1])); balance \(clusters.balance)</text>

      """
    for (index, point) in shownPoints.enumerated() {
      let x = String(format: "%.1f", margin + (places[index].x - lowX) / width * side)
      let y = String(format: "%.1f", margin + side - (places[index].y - lowY) / width * side)
      let fill = palette.colour(of: clusters.labels[point])
      let title = "<title>row \(point + 1), cluster \(clusters.labels[point])</title>"
      svg +=
        points.colours[point] == 0
        ? "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"\(fill)\">\(title)</circle>\n"
        : "<rect x=\"\(x)\" y=\"\(y)\" width=\"5\" height=\"5\" fill=\"\(fill)\" stroke=\"#333333\" stroke-width=\"0.4\">\(title)</rect>\n"
    }
    for (cluster, counts) in counts.enumerated() {
      let y = Int(margin) + cluster * bar
      let share = 200 * counts.reds / max(1, counts.total)
      svg += "<text x=\"545\" y=\"\(y + 10)\" text-anchor=\"end\">\(cluster)</text>"
      svg +=
        "<rect x=\"550\" y=\"\(y)\" width=\"\(share)\" height=\"\(bar - 4)\" fill=\"\(palette.colour(of: cluster))\"/>"
      svg +=
        "<rect x=\"\(550 + share)\" y=\"\(y)\" width=\"\(200 - share)\" height=\"\(bar - 4)\" fill=\"#ffffff\" stroke=\"#333333\"/>"
      svg += "<text x=\"755\" y=\"\(y + 10)\">\(counts.reds):\(counts.blues)</text>\n"
    }
    return svg + "</svg>\n"
  }
}
