using System.Globalization;

namespace Catalog.Api.Changes;

/// <summary>One change as the journal holds it: <c>id product json</c>, or <c>id</c> alone where a transaction changed too many to tell each.</summary>
internal sealed record ChangeEntry(ChangeId Id, long? ProductId, string? Json)
{
    public bool IsOfMany => Json is null;

    public static ChangeEntry? Parse(string text)
    {
        var parts = text.Split(' ', 3);
        if (ChangeId.Parse(parts[0]) is not { } id)
            return null;
        if (parts.Length == 1)
            return new ChangeEntry(id, null, null);
        return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var product)
            ? new ChangeEntry(id, product, parts[2])
            : null;
    }
}
