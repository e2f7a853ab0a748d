import SwiftOperators
import SwiftParser
import SwiftSyntax

/// Finds all places of a file in which a fault can be planted.
///
/// Left alone are types, attributes, raw values, key paths, `deinit`, string literals without what is interpolated in them, and
/// the calls in ``OperatorTables/silentCalls``.
final class SiteFinder: SyntaxVisitor {
  private(set) var sites: [Site] = []

  /// The places of a parsed file, in the order of the file.
  static func sites(in tree: Syntax) -> [Site] {
    let finder = SiteFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.sites.sorted { ($0.offset, $0.original.utf8.count) < ($1.offset, $1.original.utf8.count) }
  }

  /// The file as a tree in which operators have their operands.
  static func parse(_ source: String) -> Syntax {
    OperatorTable.standardOperators.foldAll(Parser.parse(source: source)) { _ in }
  }

  /// - Parameter refusals: those of the mutated texts that let something through.
  private func add(
    _ node: some SyntaxProtocol, _ kind: Fault.Kind, _ mutated: [String], as form: Site.Form = .expression,
    refusals: [String] = []
  ) {
    guard !mutated.isEmpty else { return }
    sites.append(
      Site(
        node: node.id, form: form,
        alternatives: mutated.map {
          Site.Alternative(kind: kind, mutated: $0, isRefusal: refusals.contains($0))
        },
        original: node.trimmedDescription, offset: node.positionAfterSkippingLeadingTrivia.utf8Offset))
  }

  // MARK: Operators

  override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard let op = node.operator.as(BinaryOperatorExprSyntax.self)?.operator.text else { return .visitChildren }
    let (left, right) = (node.leftOperand.trimmedDescription, node.rightOperand.trimmedDescription)
    func with(_ others: [String]) -> [String] { others.map { "\(left) \($0) \(right)" } }
    let isText = [node.leftOperand, node.rightOperand].contains { $0.is(StringLiteralExprSyntax.self) }
    if let others = OperatorTables.arithmetic[op], !isText {
      let isList = [node.leftOperand, node.rightOperand].contains { $0.is(ArrayExprSyntax.self) }
      add(node, .op, isList && op == "+" ? [left, right] : with(others))
    } else if let others = OperatorTables.comparison[op] {
      add(node, .comparison, with(others))
    } else if let others = OperatorTables.logical[op] {
      add(node, .op, with(others) + [left, right], refusals: [left, right])
    } else if op == "??" {
      add(node, .op, [right])
    } else if op == "..<" || op == "..." {
      add(
        node, .range,
        [
          "((\(left)) + 1)\(op)(\(right))", "(\(left))\(op)((\(right)) - 1)", "(\(left))\(op)((\(right)) + 1)",
        ])
    }
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    if ["-", "!", "~"].contains(node.operator.text) { add(node, .op, [node.expression.trimmedDescription]) }
    return .visitChildren
  }

  // MARK: Constants

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    guard let value = node.representedLiteralValue else { return .skipChildren }
    add(node, .constant, value == 0 ? ["1"] : ["\(value - 1)"] + (value < .max ? ["\(value + 1)"] : []))
    return .skipChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    guard let value = node.representedLiteralValue else { return .skipChildren }
    add(node, .constant, value == 0 ? ["1.0"] : ["\(2 * value)"])
    return .skipChildren
  }

  override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    // A switch over Booleans is exhaustive only with the literals.
    if node.ancestorOrSelf(mapping: { $0.as(SwitchCaseItemSyntax.self) }) != nil,
      node.ancestorOrSelf(mapping: { $0.as(SwitchCaseItemSyntax.self)?.pattern }).map({
        $0.position <= node.position && node.endPosition <= $0.endPosition
      }) == true
    {
      return .skipChildren
    }
    add(node, .constant, [node.literal.text == "true" ? "false" : "true"])
    return .skipChildren
  }

  // MARK: Branches

  override func visit(_ node: ConditionElementSyntax) -> SyntaxVisitorContinueKind {
    let owner = node.parent?.parent
    switch node.condition {
    case .expression(let condition):
      let inner = condition.as(TryExprSyntax.self)?.expression ?? condition
      if owner?.is(WhileStmtSyntax.self) == true {
        // Of `while true` the compiler knows that nothing comes after it.
        if !inner.is(BooleanLiteralExprSyntax.self) { add(inner, .branch, ["false"]) }
      } else if owner?.is(GuardStmtSyntax.self) == true {
        add(inner, .branch, ["true"], refusals: ["true"])
      } else {
        add(inner, .branch, ["true", "false"], refusals: leaves(owner) ? ["false"] : [])
      }
    case .optionalBinding, .matchingPattern:
      if owner?.is(IfExprSyntax.self) == true {
        add(node, .branch, ["false"], as: .condition, refusals: leaves(owner) ? ["false"] : [])
      }
    default: return .skipChildren
    }
    return .visitChildren
  }

  /// Whether the body of an `if` only throws or returns.
  private func leaves(_ owner: Syntax?) -> Bool {
    guard let body = owner?.as(IfExprSyntax.self)?.body.statements, body.count == 1,
      case .stmt(let statement) = body.first?.item
    else { return false }
    return statement.is(ThrowStmtSyntax.self) || statement.is(ReturnStmtSyntax.self)
  }

  override func visit(_ node: WhereClauseSyntax) -> SyntaxVisitorContinueKind {
    let choices = ["true", "false"]
    add(node.condition.as(TryExprSyntax.self)?.expression ?? node.condition, .branch, choices, refusals: choices)
    return .visitChildren
  }

  override func visit(_ node: TernaryExprSyntax) -> SyntaxVisitorContinueKind {
    add(node, .branch, [node.thenExpression.trimmedDescription, node.elseExpression.trimmedDescription])
    return .visitChildren
  }

  // MARK: Directions

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    guard let other = OperatorTables.direction[node.baseName.text], node.argumentNames == nil else {
      return .skipChildren
    }
    // What is replaced is the whole use: `min(a, b)`, `x.first`, `x.rounded(.up)` at its `.up`.
    var whole = Syntax(node)
    if let member = node.parent?.as(MemberAccessExprSyntax.self), member.declName.id == node.id {
      if member.base == nil, member.parent?.is(ExpressionPatternSyntax.self) == true { return .skipChildren }
      whole = Syntax(member)
    } else if !isNamed(other, near: node) {
      return .skipChildren
    }
    if let call = whole.parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == whole.id {
      whole = Syntax(call)
    }
    let start = whole.positionAfterSkippingLeadingTrivia.utf8Offset
    let from = node.baseName.positionAfterSkippingLeadingTrivia.utf8Offset - start
    var text = Array(whole.trimmedDescription.utf8)
    text.replaceSubrange(from..<(from + node.baseName.text.utf8.count), with: other.utf8)
    add(whole, .direction, [String(decoding: text, as: UTF8.self)])
    return .skipChildren
  }

  /// Whether the other name is known where this one stands: as a function that all know, or as it is used in the same declaration.
  private func isNamed(_ other: String, near node: DeclReferenceExprSyntax) -> Bool {
    if node.parent?.is(FunctionCallExprSyntax.self) == true, ["min", "max", "floor", "ceil"].contains(other) {
      return true
    }
    if other.hasPrefix("MPFR") { return true }
    let scope = node.ancestorOrSelf { ancestor in
      ancestor.is(FunctionDeclSyntax.self) || ancestor.is(InitializerDeclSyntax.self)
        || ancestor.is(SubscriptDeclSyntax.self)
        || ancestor.is(VariableDeclSyntax.self) && ancestor.parent?.is(MemberBlockItemSyntax.self) == true
        ? ancestor : nil
    }
    return scope?.tokens(viewMode: .sourceAccurate).contains { $0.text == other } == true
  }

  // MARK: Statements

  override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
    if isRemovable(node) {
      // A call that may throw and returns nothing is there to refuse.
      let isCheck = if case .expr(let expression) = node.item { expression.is(TryExprSyntax.self) } else { false }
      add(node, .statement, ["left out"], as: .statement, refusals: isCheck ? ["left out"] : [])
    }
    return .visitChildren
  }

  private func isRemovable(_ item: CodeBlockItemSyntax) -> Bool {
    guard let list = item.parent?.as(CodeBlockItemListSyntax.self), let owner = list.parent else { return false }
    let block = owner.is(CodeBlockSyntax.self) ? owner.parent : owner
    switch item.item {
    case .stmt(let statement):
      // A guard's exit must stay, and so must the last statement of a function that returns a value.
      let leaves =
        statement.is(ThrowStmtSyntax.self) || statement.is(ContinueStmtSyntax.self)
        || statement.is(BreakStmtSyntax.self) || statement.is(ReturnStmtSyntax.self)
      return leaves && block?.is(IfExprSyntax.self) == true
    case .expr(let expression):
      let isOnly = list.count == 1
      if isOnly, block?.is(ClosureExprSyntax.self) == true || block?.is(AccessorBlockSyntax.self) == true {
        return false
      }
      if isOnly, block?.is(AccessorDeclSyntax.self) == true { return false }
      if isOnly, isValue(item) { return false }
      let inner = expression.as(TryExprSyntax.self)?.expression ?? expression
      if let infix = inner.as(InfixOperatorExprSyntax.self) {
        // What a stored property begins with cannot be left out.
        let isInInitializer = item.ancestorOrSelf { $0.as(InitializerDeclSyntax.self) } != nil
        return
          !(infix.operator.is(AssignmentExprSyntax.self)
          && (isInInitializer || infix.leftOperand.trimmedDescription.contains("self.")))
      }
      // An initialiser must call another.
      return inner.as(FunctionCallExprSyntax.self).map { !$0.trimmedDescription.hasPrefix("self.init(") } ?? false
    default: return false
    }
  }

  /// Whether an only statement is the value of its function, or of a branch of an `if` or `switch` that is a value.
  private func isValue(_ item: CodeBlockItemSyntax) -> Bool {
    var owner = item.parent?.parent
    while let node = owner {
      if let function = node.as(FunctionDeclSyntax.self) { return function.signature.returnClause != nil }
      if node.is(ClosureExprSyntax.self) || node.is(AccessorDeclSyntax.self) || node.is(AccessorBlockSyntax.self)
        || node.is(InitializerClauseSyntax.self) || node.is(ReturnStmtSyntax.self)
      {
        return true
      }
      if let list = node.as(CodeBlockItemListSyntax.self), list.count > 1 { return false }
      if node.is(GuardStmtSyntax.self) || node.is(ForStmtSyntax.self) || node.is(WhileStmtSyntax.self)
        || node.is(RepeatStmtSyntax.self) || node.is(DoStmtSyntax.self) || node.is(DeferStmtSyntax.self)
        || node.is(InitializerDeclSyntax.self)
      {
        return false
      }
      if let infix = node.as(InfixOperatorExprSyntax.self) { return infix.operator.is(AssignmentExprSyntax.self) }
      owner = node.parent
    }
    return false
  }

  // MARK: Left alone

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    let name =
      node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
      ?? node.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
    guard let name, OperatorTables.silentCalls.contains(name) else { return .visitChildren }
    // The call as a statement is left alone too.
    var parent = node.parent
    if parent?.is(TryExprSyntax.self) == true { parent = parent?.parent }
    if let item = parent, item.is(CodeBlockItemSyntax.self) { sites.removeAll { $0.node == item.id } }
    return .skipChildren
  }

  override func visit(_ node: AttributeListSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: EnumCaseDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: DeinitializerDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: KeyPathExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MacroExpansionExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: TypeAnnotationSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: GenericArgumentClauseSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: GenericParameterClauseSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
