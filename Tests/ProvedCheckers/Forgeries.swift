import Foundation

/// Certificates that differ in one place from one that is valid.
struct Forgeries {
  /// All that can be read: each number, word and flag changed in several ways, each list shortened, lengthened and
  /// reordered, each field dropped.
  static func of<Certificate: Codable>(_ certificate: Certificate) throws -> [Certificate] {
    let tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(certificate), options: .fragmentsAllowed)
    return changes(of: tree).compactMap { changed in
      guard JSONSerialization.isValidJSONObject(changed),
        let data = try? JSONSerialization.data(withJSONObject: changed)
      else { return nil }
      return try? JSONDecoder().decode(Certificate.self, from: data)
    }
  }

  /// A flag is a number to Foundation, so both are tried.
  private static func changes(of tree: Any) -> [Any] {
    switch tree {
    case let text as String:
      let negated = text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text
      return ["0", "1", "-1", "1/2", negated, text + "1", "123456789012345678901234567890/7"]
    case let number as NSNumber:
      return [number.intValue + 1, number.intValue - 1, -number.intValue, 1_000_000_007, !number.boolValue]
    case let list as [Any]:
      var changed: [Any] = list.indices.flatMap { index in
        changes(of: list[index]).map { change -> Any in
          var list = list
          list[index] = change
          return list
        }
      }
      guard let first = list.first, let last = list.last else { return changed }
      changed += [
        Array(list.dropLast()), Array(list.dropFirst()), list + [last], [first] + list, Array(list.reversed()),
      ]
      return changed
    case let fields as [String: Any]:
      return fields.keys.sorted().flatMap { key -> [Any] in
        var without = fields
        without[key] = nil
        return [without]
          + changes(of: fields[key] as Any).map { change -> Any in
            var fields = fields
            fields[key] = change
            return fields
          }
      }
    default: return []
    }
  }
}
