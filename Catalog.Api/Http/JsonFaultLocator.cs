using System.Globalization;
using System.Text.Json;

namespace Catalog.Api.Http;

/// <summary>Finds where in a document the parser gave up: it tells the line, but not within which member.</summary>
internal static class JsonFaultLocator
{
    /// <summary>The path (<c>$.price.amount</c>), line and column (in bytes), both from 1.</summary>
    public static (string Path, long Line, long Column) Locate(ReadOnlySpan<byte> json, JsonException fault)
    {
        var line = (fault.LineNumber ?? 0) + 1;
        var column = (fault.BytePositionInLine ?? 0) + 1;
        var steps = new Stack<Step>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                Advance(steps, ref reader);
        }
        catch (JsonException)
        {
            // This is the place.
        }

        return ("$" + string.Concat(steps.Reverse().Select(step => step.ToString())), line, column);
    }

    private static void Advance(Stack<Step> steps, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                steps.Peek().Member = reader.GetString();
                break;
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                Count(steps);
                steps.Push(new Step(reader.TokenType == JsonTokenType.StartArray));
                break;
            case JsonTokenType.EndObject:
            case JsonTokenType.EndArray:
                steps.Pop();
                Finish(steps);
                break;
            default:
                Count(steps);
                Finish(steps);
                break;
        }
    }

    private static void Count(Stack<Step> steps)
    {
        if (steps.TryPeek(out var step) && step.IsArray)
            step.Index++;
    }

    private static void Finish(Stack<Step> steps)
    {
        if (steps.TryPeek(out var step))
            step.Member = null;
    }

    private sealed class Step(bool isArray)
    {
        public bool IsArray => isArray;

        public string? Member { get; set; }

        public int Index { get; set; } = -1;

        public override string ToString() =>
            isArray ? string.Create(CultureInfo.InvariantCulture, $"[{Math.Max(0, Index)}]") : Member is null ? "" : "." + Member;
    }
}
