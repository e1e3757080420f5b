using System.Text.Json.Nodes;
using Catalog.Api.Products.Validation;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// One row of a feed. A field that is null was not given, and keeps its present value; one that was emptied on purpose
/// (<c>null</c> in JSON) has the empty value of its type.
/// </summary>
internal sealed class FeedRow(long line)
{
    private readonly Dictionary<FeedField, (string Column, string? Value)> _given = [];
    private FeedPrice? _price;

    /// <summary>The line of the file on which the row begins.</summary>
    public long Line { get; } = line;

    public string? Sku { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Brand { get; set; }

    /// <summary>Names from the root, separated by <c> &gt; </c>; empty: none.</summary>
    public string? Category { get; set; }

    /// <summary>Known once <see cref="CompletePrice"/> was called.</summary>
    public Money? Price { get; private set; }

    /// <summary>What a column of its own says of the price's currency.</summary>
    public string? Currency { get; set; }
    public int? Stock { get; set; }
    public Availability? Availability { get; set; }

    /// <summary>The availability follows from the stock.</summary>
    public bool ResetsAvailability { get; set; }
    public IReadOnlyList<string>? Tags { get; set; }
    public string? ImageLink { get; set; }

    /// <summary>Attributes to set; never null ones.</summary>
    public JsonObject Attributes { get; } = [];

    /// <summary>Attributes to take away.</summary>
    public List<string> RemovedAttributes { get; } = [];

    /// <summary>The attributes that the product has, and this row does not name, go.</summary>
    public bool ReplacesAttributes { get; set; }

    /// <summary>Its cells could not be told apart or read: there is no use in asking what they say.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>What is wrong with it; empty when it may be staged.</summary>
    public List<ImportRowError> Errors { get; } = [];

    /// <summary>Remembers where a field came from, for messages.</summary>
    public void Mark(FeedColumn column, string? value)
    {
        FeedField field = column.Field == FeedField.ProductType ? FeedField.Category : column.Field;
        if (field != FeedField.Attribute)
            _given[field] = (column.Header, value);
    }

    /// <summary>Keeps what the price's cell says, until the currency is known too.</summary>
    public void SetPrice(FeedColumn column, FeedPrice price, string text)
    {
        _price = price;
        if (price.Fault is not null)
            AddError(column.Header, price.Fault, text);
    }

    /// <summary>Call it when every cell was read: the currency may come after the amount.</summary>
    public void CompletePrice()
    {
        if (_price is not { Amount: { } amount } price)
            return;

        if (price.Currency is not null && Currency is not null && price.Currency != Currency)
            AddError(FeedField.Currency, "currency", $"must be {price.Currency}, as the price says, or left empty");

        if ((price.Currency ?? Currency) is { } currency)
            Price = new Money(amount, currency);
        else if (!Errors.Exists(error => error.Column is not null && error.Column == ColumnOf(FeedField.Currency)))
            AddError(FeedField.Price, "price", "must have a currency: write '2.79 USD', or give it in a column 'currency'");
    }

    public void SetAttribute(string name, JsonNode? value)
    {
        if (value is null)
            RemovedAttributes.Add(name);
        else
            Attributes[name] = value;
    }

    /// <summary>The name of a field's column in the file.</summary>
    public string? ColumnOf(FeedField field) => _given.TryGetValue(field, out (string Column, string? Value) given) ? given.Column : null;

    public void AddError(string? column, string reason, string? value = null) =>
        Errors.Add(new ImportRowError(Line, column, reason, value is null ? null : ShownText.Clean(value)));

    /// <summary>Adds the one error of a row that cannot be read.</summary>
    public void Refuse(string? column, string reason, string? value = null)
    {
        IsUnreadable = true;
        AddError(column, reason, value);
    }

    /// <summary>Adds an error of a field, under its column's name in the file.</summary>
    public void AddError(FeedField field, string columnOtherwise, string reason)
    {
        (string column, string? value) = _given.GetValueOrDefault(field, (columnOtherwise, null));
        AddError(column, reason, value);
    }

    /// <summary>Whether the sku of a row that is otherwise wrong can be kept, to tell later rows that have it too.</summary>
    public bool HasStorableSku =>
        Sku is { Length: > 0 and <= ProductLimits.Sku } && TextRules.FaultIn(Sku) is null;

    /// <summary>The row in the shape that the API validates: what is emptied is left out of it.</summary>
    public ProductInput ToInput() => new()
    {
        Sku = Sku,
        Name = Name,
        Description = Description,
        Brand = NullIfEmpty(Brand),
        Category = NullIfEmpty(Category),
        Price = Price,
        Stock = Stock,
        Availability = Availability,
        Tags = Tags,
        ImageLink = NullIfEmpty(ImageLink),
        Attributes = Attributes,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
