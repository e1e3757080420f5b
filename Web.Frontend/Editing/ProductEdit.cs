using System.Text.Json;
using Catalog.Contracts.Products;

namespace Web.Frontend.Editing;

/// <summary>Everything that the editor's form carries from one request to the next.</summary>
public sealed class ProductEdit
{
    /// <summary><see cref="Action"/> of the button that makes room for more attributes.</summary>
    public const string AddAttributes = "add-attributes";

    /// <summary><see cref="Action"/> of the button that makes a product anew that somebody else deleted.</summary>
    public const string Recreate = "recreate";

    private const int BlankRows = 2;

    /// <summary>What is being typed.</summary>
    public ProductForm Product { get; set; } = new();

    /// <summary>The version that <see cref="Original"/> shows.</summary>
    public long Version { get; set; }

    /// <summary>The product as it was when the editing began, a <see cref="ProductForm"/> in JSON: what a conflict is measured by.</summary>
    public string? Original { get; set; }

    /// <summary>Makes sending the same form twice harmless.</summary>
    public string? Key { get; set; }

    /// <summary>The button pressed; null for saving.</summary>
    public string? Action { get; set; }

    /// <summary>In a conflict: whose version of a field to take, by the field's key.</summary>
    public Dictionary<string, string>? Choices { get; set; }

    /// <summary>The key to create with: a form without one gets a new one.</summary>
    public Guid IdempotencyKey => Guid.TryParse(Key, out var key) ? key : Guid.NewGuid();

    /// <summary>A form for a new product.</summary>
    public static ProductEdit New()
    {
        var edit = new ProductEdit { Product = { Currency = "USD" } };
        edit.RenewKey();
        edit.AddBlankRows();
        return edit;
    }

    /// <summary>A form for changing <paramref name="product"/>.</summary>
    public static ProductEdit Of(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        var edit = new ProductEdit { Product = ProductForm.Of(product) };
        edit.RenewKey();
        edit.Rebase(product);
        edit.AddBlankRows();
        return edit;
    }

    /// <summary>From now on, what is typed is a change of <paramref name="product"/> as it is now.</summary>
    public void Rebase(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        Version = product.Version;
        Original = JsonSerializer.Serialize(ProductForm.Of(product));
    }

    /// <summary>The product as it was when the editing began; null where the form does not say it.</summary>
    public ProductForm? ReadOriginal()
    {
        try
        {
            return Original is null ? null : JsonSerializer.Deserialize<ProductForm>(Original);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void RenewKey() => Key = Guid.NewGuid().ToString();

    /// <summary>Leaves room for attributes: without scripts, a page cannot grow by itself.</summary>
    public void AddBlankRows()
    {
        var rows = Product.Attributes ??= [];
        for (var i = 0; i < BlankRows; i++)
            rows.Add(new AttributeRow());
    }
}
