using System.Text.Json.Nodes;
using Catalog.Contracts;
using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Web.Frontend.Editing;

namespace Web.Frontend.Tests.Editing;

public sealed class ProductFormTests
{
    private static readonly Product Sample = new(
        7, "K-7", "Kettle", "Boils.\nWhistles.", "Tarn",
        [new CategoryLink(1, "Home", "home"), new CategoryLink(2, "Kettles", "home/kettles")],
        new Money(12.5m, "EUR"), 3, Availability.Backorder, ["gift", "red"], "https://pictures.test/7.png",
        new JsonObject { ["colour"] = "red", ["litres"] = 1.5, ["steel"] = true, ["sizes"] = new JsonArray(1, 2), ["none"] = null, ["odd"] = "1.5" },
        4, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Read_UnchangedForm_SaysTheSameProduct()
    {
        var errors = new FieldErrors();
        var input = ProductFormReader.Read(ProductForm.Of(Sample), errors)!;

        Assert.True(errors.IsEmpty);
        Assert.Equal("Home > Kettles", input.Category);
        Assert.Equal(Sample.Price, input.Price);
        Assert.Equal(Sample.Description, input.Description);
        Assert.Equal(Availability.Backorder, input.Availability);
        Assert.Equal(Sample.Tags, input.Tags);
        Assert.True(JsonNode.DeepEquals(Sample.Attributes, input.Attributes));
    }

    [Fact]
    public void Read_Blanks_AreLeftToTheApi()
    {
        var errors = new FieldErrors();
        var input = ProductFormReader.Read(new ProductForm { Name = "  ", Tags = " , ", Attributes = [new AttributeRow()] }, errors)!;

        Assert.True(errors.IsEmpty);
        Assert.Null(input.Name);
        Assert.Null(input.Price);
        Assert.Null(input.Stock);
        Assert.Null(input.Availability);
        Assert.Empty(input.Tags!);
        Assert.Empty(input.Attributes!);
    }

    [Theory]
    [InlineData("12,50", "USD", "price")]
    [InlineData("twelve", "USD", "price")]
    [InlineData("12", " ", "currency")]
    public void Read_PriceThatIsNone_IsAnErrorOfItsField(string price, string currency, string field)
    {
        var errors = new FieldErrors();

        Assert.Null(ProductFormReader.Read(new ProductForm { Price = price, Currency = currency }, errors));
        Assert.NotEmpty(errors[field]);
    }

    [Theory]
    [InlineData("", "x", null)]
    [InlineData("a", "{broken", "json")]
    public void Read_AttributeThatIsNone_IsAnError(string name, string value, string? kind)
    {
        var errors = new FieldErrors();
        var form = new ProductForm { Attributes = [new AttributeRow { Name = name, Value = value, Kind = kind }] };

        Assert.Null(ProductFormReader.Read(form, errors));
        Assert.NotEmpty(errors[ProductField.Attributes]);
    }

    [Fact]
    public void Read_NoPrice_IsLeftToTheApiWhateverTheCurrency()
    {
        var errors = new FieldErrors();

        Assert.Null(ProductFormReader.Read(new ProductForm { Currency = "USD" }, errors)!.Price);
        Assert.True(errors.IsEmpty);
    }

    [Fact]
    public void Read_MistakesAndBlanks_AreAllTold()
    {
        var errors = new FieldErrors();

        Assert.Null(ProductFormReader.Read(new ProductForm { Currency = "USD", Stock = "many" }, errors));
        Assert.Equal(["Name is required.", "SKU is required.", "Price is required."], ProductField.All.SelectMany(field => errors[field.Key]).Take(3));
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void Read_TwoAttributesOfOneName_IsAnError()
    {
        var errors = new FieldErrors();
        ProductFormReader.Read(new ProductForm { Attributes = [new() { Name = "a", Value = "1" }, new() { Name = "a ", Value = "2" }] }, errors);

        Assert.Single(errors[ProductField.Attributes]);
    }

    [Theory]
    [InlineData("price.amount", "price")]
    [InlineData("price.currency", "currency")]
    [InlineData("tags[3]", "tags")]
    [InlineData("attributes.colour", "attributes")]
    [InlineData("sku", "sku")]
    public void FieldErrors_ApiPath_FindsTheField(string path, string field)
    {
        var errors = FieldErrors.Of(new Dictionary<string, string[]> { [path] = ["Wrong."] });

        Assert.Equal(["Wrong."], errors[field]);
        Assert.Empty(errors.Other);
    }

    [Theory]
    [InlineData("must be 0 or more; this is -4", "Price must be 0 or more; this is -4.")]
    [InlineData("Write a number.", "Write a number.")]
    public void FieldErrors_Message_IsASentence(string message, string expected)
    {
        var errors = new FieldErrors();
        errors.Add(ProductField.Price, message);

        Assert.Equal([expected], errors[ProductField.Price]);
    }

    [Fact]
    public void FieldErrors_UnknownPath_IsShownNonetheless()
    {
        var errors = FieldErrors.Of(new Dictionary<string, string[]> { ["idempotencyKey"] = ["Used before."] });

        Assert.Equal(["Used before."], errors.Other);
        Assert.Equal(1, errors.Count);
    }
}
