using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AspireCache.Mutation;

/// <summary>
/// Finds the places of a file that can be changed: comparisons, conditions, arithmetic, returned and literal values, statements that
/// can be left out. What only tells people something (logs, metrics, traces) and what a compiler or analyzer demands
/// (<c>ConfigureAwait</c>) is left alone, and so are locks: the tests that decide every step run on one thread.
/// </summary>
internal sealed class Mutator(SemanticModel model) : CSharpSyntaxWalker
{
    private static readonly string[] Telling = ["logger", "_logger", "metrics", "_metrics", "Metrics", "span", "Log", "status", "_status"];

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Operators = new()
    {
        [SyntaxKind.LessThanExpression] = SyntaxKind.LessThanOrEqualExpression,
        [SyntaxKind.LessThanOrEqualExpression] = SyntaxKind.LessThanExpression,
        [SyntaxKind.GreaterThanExpression] = SyntaxKind.GreaterThanOrEqualExpression,
        [SyntaxKind.GreaterThanOrEqualExpression] = SyntaxKind.GreaterThanExpression,
        [SyntaxKind.EqualsExpression] = SyntaxKind.NotEqualsExpression,
        [SyntaxKind.NotEqualsExpression] = SyntaxKind.EqualsExpression,
        [SyntaxKind.LogicalAndExpression] = SyntaxKind.LogicalOrExpression,
        [SyntaxKind.LogicalOrExpression] = SyntaxKind.LogicalAndExpression,
        [SyntaxKind.AddExpression] = SyntaxKind.SubtractExpression,
        [SyntaxKind.SubtractExpression] = SyntaxKind.AddExpression,
        [SyntaxKind.MultiplyExpression] = SyntaxKind.DivideExpression,
        [SyntaxKind.DivideExpression] = SyntaxKind.MultiplyExpression,
        [SyntaxKind.BitwiseAndExpression] = SyntaxKind.BitwiseOrExpression,
        [SyntaxKind.BitwiseOrExpression] = SyntaxKind.BitwiseAndExpression,
    };

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Assignments = new()
    {
        [SyntaxKind.AddAssignmentExpression] = SyntaxKind.SubtractAssignmentExpression,
        [SyntaxKind.SubtractAssignmentExpression] = SyntaxKind.AddAssignmentExpression,
        [SyntaxKind.OrAssignmentExpression] = SyntaxKind.AndAssignmentExpression,
        [SyntaxKind.AndAssignmentExpression] = SyntaxKind.OrAssignmentExpression,
        [SyntaxKind.CoalesceAssignmentExpression] = SyntaxKind.SimpleAssignmentExpression,
    };

    private readonly List<Mutant> _found = [];

    public static IReadOnlyList<Mutant> Find(SemanticModel model)
    {
        var mutator = new Mutator(model);
        mutator.Visit(model.SyntaxTree.GetRoot());
        return mutator._found;
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (Tells(node))
            return;
        if (node.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } configured)
        {
            Visit(configured.Expression);
            return;
        }

        if (node.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Math" }, Name.Identifier.Text: var name and ("Min" or "Max") } math)
            Add(node, node.WithExpression(math.WithName(IdentifierName(name == "Min" ? "Max" : "Min"))), "bound");
        base.VisitInvocationExpression(node);
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (Operators.TryGetValue(node.Kind(), out var other) && model.GetTypeInfo(node).Type?.SpecialType is not SpecialType.System_String)
            Add(node, Parenthesized(BinaryExpression(other, node.Left, node.Right)), "operator");
        if (node.IsKind(SyntaxKind.CoalesceExpression) && node.Right is not ThrowExpressionSyntax)
            Add(node, node.Right, "coalesce");
        base.VisitBinaryExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (Assignments.TryGetValue(node.Kind(), out var other))
            Add(node, AssignmentExpression(other, node.Left, node.Right), "assignment");
        base.VisitAssignmentExpression(node);
    }

    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.PostIncrementExpression) && node.Parent is not ForStatementSyntax)
            Add(node, PostfixUnaryExpression(SyntaxKind.PostDecrementExpression, node.Operand), "increment");
        base.VisitPostfixUnaryExpression(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.LogicalNotExpression))
            Add(node, node.Operand, "not");
        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        // Patterns that declare are negated where the compiler lets them be.
        Add(node, Parenthesized(Not(node)), "pattern");
        base.VisitIsPatternExpression(node);
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.TrueLiteralExpression))
            Add(node, LiteralExpression(SyntaxKind.FalseLiteralExpression), "literal");
        else if (node.IsKind(SyntaxKind.FalseLiteralExpression))
            Add(node, LiteralExpression(SyntaxKind.TrueLiteralExpression), "literal");
        else if (node.Token.Value is int number and (0 or 1 or -1) && node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is null)
            Add(node, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(number == 0 ? 1 : 0)), "literal");
    }

    public override void VisitIfStatement(IfStatementSyntax node)
    {
        Condition(node.Condition);
        base.VisitIfStatement(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Condition(node.Condition);
        base.VisitWhileStatement(node);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Add(node, node.WithWhenTrue(node.WhenFalse).WithWhenFalse(node.WhenTrue), "branches");
        base.VisitConditionalExpression(node);
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (node.Expression is { } value)
            Returned(value);
        base.VisitReturnStatement(node);
    }

    public override void VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        Returned(node.Expression);
        base.VisitArrowExpressionClause(node);
    }

    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        if (Tells(node.Expression))
            return;
        Leave(node);
        base.VisitExpressionStatement(node);
    }

    public override void VisitBreakStatement(BreakStatementSyntax node)
    {
        if (node.Parent is not SwitchSectionSyntax)
            Leave(node);
    }

    public override void VisitContinueStatement(ContinueStatementSyntax node) => Leave(node);

    public override void VisitThrowStatement(ThrowStatementSyntax node) => Leave(node);

    private void Condition(ExpressionSyntax condition)
    {
        // Comparisons and patterns alone have a mutant of their own.
        if (condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } or InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or AwaitExpressionSyntax)
            Add(condition, Not(condition), "condition");
    }

    private void Returned(ExpressionSyntax value)
    {
        var type = model.GetTypeInfo(value).Type;
        if (type?.SpecialType is SpecialType.System_Boolean && value is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or AwaitExpressionSyntax)
            Add(value, Not(value), "return");
        else if (type is { IsReferenceType: true } && value is not (LiteralExpressionSyntax or ThrowExpressionSyntax))
            Add(value, PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, LiteralExpression(SyntaxKind.DefaultLiteralExpression)), "return");
    }

    private void Leave(StatementSyntax node) => Add(node, EmptyStatement(), "left out");

    private void Add(SyntaxNode node, SyntaxNode replacement, string kind) => _found.Add(new Mutant(node.SyntaxTree, node, replacement.WithTriviaFrom(node), kind));

    private static PrefixUnaryExpressionSyntax Not(ExpressionSyntax expression) => PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Parenthesized(expression.WithoutTrivia()));

    private static ParenthesizedExpressionSyntax Parenthesized(ExpressionSyntax expression) => ParenthesizedExpression(expression);

    private static bool Tells(ExpressionSyntax expression)
    {
        var root = expression;
        while (true)
        {
            switch (root)
            {
                case InvocationExpressionSyntax invocation:
                    root = invocation.Expression;
                    break;
                case MemberAccessExpressionSyntax access when access.Name.Identifier.Text is "Metrics" or "Logger":
                    return true;
                case MemberAccessExpressionSyntax access:
                    root = access.Expression;
                    break;
                case ConditionalAccessExpressionSyntax conditional:
                    root = conditional.Expression;
                    break;
                case IdentifierNameSyntax name:
                    return Telling.Contains(name.Identifier.Text, StringComparer.Ordinal);
                default:
                    return false;
            }
        }
    }
}
