namespace Web.Frontend.Editing;

/// <summary>Brings two people's changes of the same product together, field by field.</summary>
public static class ConflictMerge
{
    /// <summary>The choice for this user's content of a field.</summary>
    public const string Mine = "mine";

    /// <summary>The choice for what is saved now.</summary>
    public const string Theirs = "theirs";

    /// <summary>What the other person changed and this user does not have the same.</summary>
    public static IReadOnlyList<FieldConflict> Compare(ProductForm original, ProductForm mine, ProductForm theirs)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(theirs);

        var conflicts = new List<FieldConflict>();
        foreach (var field in ProductField.All)
        {
            var (was, own, other) = (field.Text(original), field.Text(mine), field.Text(theirs));
            if (other != was && other != own)
                conflicts.Add(new FieldConflict(field, was, own, other, Both: own != was));
        }

        return conflicts;
    }

    /// <summary>Whether what is saved is what this user wanted to save.</summary>
    public static bool AreSame(ProductForm mine, ProductForm theirs) =>
        ProductField.All.All(field => field.Text(mine) == field.Text(theirs));

    /// <summary>Takes the other person's content into <paramref name="mine"/> wherever that was chosen.</summary>
    public static void Apply(ProductForm mine, ProductForm theirs, IReadOnlyDictionary<string, string> choices)
    {
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(theirs);
        ArgumentNullException.ThrowIfNull(choices);

        foreach (var field in ProductField.All)
        {
            if (choices.GetValueOrDefault(field.Key) == Theirs)
                field.Copy(theirs, mine);
        }
    }
}
