namespace Web.Frontend.Editing;

/// <summary>A field of the product form: what its name is, what is in it, and how it is carried from one form to another.</summary>
/// <param name="Key">Its name in errors, and its element's id.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Text">What is in it, brought to one form, so that equal contents are equal texts.</param>
/// <param name="Copy">Puts the first form's content into the second.</param>
public sealed record ProductField(string Key, string Label, Func<ProductForm, string> Text, Action<ProductForm, ProductForm> Copy)
{
    public const string Price = "price";
    public const string Currency = "currency";
    public const string Category = "category";
    public const string Stock = "stock";
    public const string Availability = "availability";
    public const string Attributes = "attributes";

    /// <summary>All of them, in the order of the form.</summary>
    public static IReadOnlyList<ProductField> All { get; } =
    [
        new("name", "Name", form => Plain(form.Name), (from, to) => to.Name = from.Name),
        new("sku", "SKU", form => Plain(form.Sku), (from, to) => to.Sku = from.Sku),
        new("description", "Description", form => Plain(form.Description), (from, to) => to.Description = from.Description),
        new("brand", "Brand", form => Plain(form.Brand), (from, to) => to.Brand = from.Brand),
        new(Category, "Category", form => Path(form.Category), (from, to) => to.Category = from.Category),
        new(Price, "Price", form => Number(form.Price), (from, to) => to.Price = from.Price),
        new(Currency, "Currency", form => Plain(form.Currency).ToUpperInvariant(), (from, to) => to.Currency = from.Currency),
        new(Stock, "Stock", form => Plain(form.Stock), (from, to) => to.Stock = from.Stock),
        new(Availability, "Availability", form => Plain(form.Availability), (from, to) => to.Availability = from.Availability),
        new("tags", "Tags", form => Words(form.Tags), (from, to) => to.Tags = from.Tags),
        new("imageLink", "Picture address", form => Plain(form.ImageLink), (from, to) => to.ImageLink = from.ImageLink),
        new(Attributes, "Attributes", AttributesOf, (from, to) => to.Attributes = from.Attributes),
    ];

    // Browsers send every line break as CR LF.
    private static string Plain(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";

    private static string Path(string? text) => string.Join(" > ", Parts(text, '>'));

    private static string Words(string? text) =>
        string.Join(", ", Parts(text, ',').Select(static word => word.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));

    private static string Number(string? text) =>
        ProductFormReader.TryPrice(text, out var amount)
            ? amount.ToString("0.00##", System.Globalization.CultureInfo.InvariantCulture)
            : Plain(text);

    private static string AttributesOf(ProductForm form) => string.Join(
        "\n",
        (form.Attributes ?? []).Where(static row => !row.IsBlank)
            .Select(static row => $"{Plain(row.Name)}: {Plain(row.Value)}").Order(StringComparer.Ordinal));

    private static string[] Parts(string? text, char separator) =>
        Plain(text).Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
