using System.Globalization;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Imports;

/// <summary>What imports do to the catalogue.</summary>
public sealed class ImportTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    [Fact]
    public async Task Import_NewProducts_MakesThem()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,description,availability,price,brand,mpn,product_type,image_link\n{sku},Kettle,Boils,in_stock,24.90 EUR,Acme {sku},m-1,Home > Kitchen {sku},https://example.com/k.jpg\n",
            "?fileName=kettles.csv");

        Assert.Equal((ImportState.Succeeded, 1, 1, 0, 0, 0), Summary(status));
        Assert.Equal(("kettles.csv", ImportFormat.Csv, ImportMode.Atomic, false), (status.FileName, status.Format, status.Mode, status.DryRun));
        Assert.Equal(status.BytesTotal, status.BytesRead);
        Assert.NotNull(status.FinishedAt);
        Product product = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal(
            ("Kettle", "Boils", $"Acme {sku}", new Money(24.90m, "EUR"), 0, Availability.InStock, "https://example.com/k.jpg", 1L),
            (product.Name, product.Description, product.Brand, product.Price, product.Stock, product.Availability, product.ImageLink, product.Version));
        Assert.Equal(["Home", $"Kitchen {sku}"], product.CategoryPath.Select(category => category.Name));
        Assert.Equal("""{"mpn":"m-1"}""", product.Attributes.ToJsonString());
    }

    [Fact]
    public async Task Import_SameFileAgain_LeavesEveryVersion()
    {
        string sku = ImportClient.NewSku();
        string content = $"id,title,price,brand,product_type,tags,mpn\n{sku},Kettle,24.90 EUR,Acme,Home > Kitchen,\"b,a\",m-1\n";
        await api.Writer.ImportAsync(content);
        Product before = await api.Anonymous.GetProductAsync(sku);

        ImportStatus status = await api.Writer.ImportAsync(content);

        Assert.Equal((ImportState.Succeeded, 1, 0, 0, 1, 0), Summary(status));
        Product after = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal((before.Version, before.UpdatedAt), (after.Version, after.UpdatedAt));
    }

    [Fact]
    public async Task Import_SomeChanged_RaisesTheirVersionsOnly()
    {
        string[] skus = [ImportClient.NewSku(), ImportClient.NewSku(), ImportClient.NewSku()];
        await api.Writer.ImportAsync($"id,title,price\n{skus[0]},Kettle,1 EUR\n{skus[1]},Kettle,1 EUR\n");

        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{skus[0]},Kettle,1 EUR\n{skus[1]},Kettle,2 EUR\n{skus[2]},Kettle,1 EUR\n");

        Assert.Equal((ImportState.Succeeded, 3, 1, 1, 1, 0), Summary(status));
        Assert.Equal(1, (await api.Anonymous.GetProductAsync(skus[0])).Version);
        Product changed = await api.Anonymous.GetProductAsync(skus[1]);
        Assert.Equal((2L, new Money(2, "EUR")), (changed.Version, changed.Price));
    }

    [Fact]
    public async Task Import_WhatTheFileDoesNotSay_Stays()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync(
            $$$"""{"sku":"{{{sku}}}","name":"Kettle","description":"Boils","brand":"Acme","category":"Home > Kitchen","price":"1 EUR","stock":5,"tags":["steel"],"imageLink":"https://example.com/k.jpg","attributes":{"mpn":"m-1","colour":"red"}}""",
            type: ImportClient.Ndjson);

        await api.Writer.ImportAsync($"id,title,price,brand,image_link,mpn,condition\n{sku},Kettle 2,2 EUR,,,m-2,new\n");

        Product product = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal(
            ("Kettle 2", "Boils", "Acme", new Money(2, "EUR"), 5, Availability.InStock, "https://example.com/k.jpg"),
            (product.Name, product.Description, product.Brand, product.Price, product.Stock, product.Availability, product.ImageLink));
        Assert.Equal("Kitchen", product.CategoryPath[^1].Name);
        Assert.Equal(["steel"], product.Tags);
        Assert.Equal(["m-2", "red", "new"], ((string[])["mpn", "colour", "condition"]).Select(key => (string?)product.Attributes[key]));
    }

    [Fact]
    public async Task Import_NullsInJson_EmptyTheProduct()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync(
            $$$"""{"sku":"{{{sku}}}","name":"Kettle","description":"Boils","brand":"Acme","category":"Home","price":"1 EUR","stock":5,"tags":["steel"],"imageLink":"https://example.com/k.jpg","attributes":{"mpn":"m-1"},"colour":"red"}""",
            type: ImportClient.Ndjson);

        await api.Writer.ImportAsync(
            $$$"""{"sku":"{{{sku}}}","name":"Kettle","price":"1 EUR","description":null,"brand":null,"category":null,"stock":null,"tags":null,"imageLink":null,"mpn":null}""",
            type: ImportClient.Ndjson);

        Product product = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal(
            ("", null, 0, Availability.OutOfStock, null),
            (product.Description, product.Brand, product.Stock, product.Availability, product.ImageLink));
        Assert.Empty(product.CategoryPath);
        Assert.Empty(product.Tags);
        Assert.Equal("""{"colour":"red"}""", product.Attributes.ToJsonString());
    }

    [Theory]
    [InlineData("in_stock", "availability,stock", ",0", Availability.OutOfStock)]
    [InlineData("out_of_stock", "availability,stock", ",3", Availability.InStock)]
    [InlineData("preorder", "availability,stock", ",3", Availability.Preorder)]
    [InlineData("preorder", "availability,stock", "out_of_stock,3", Availability.OutOfStock)]
    [InlineData("preorder", "availability,stock", ",", Availability.Preorder)]
    public async Task Import_StockWithoutAvailability_DecidesBetweenInAndOut(string before, string columns, string cells, Availability after)
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync($"id,title,price,availability\n{sku},Kettle,1 EUR,{before}\n");

        await api.Writer.ImportAsync($"id,title,price,{columns}\n{sku},Kettle,1 EUR,{cells}\n");

        Assert.Equal(after, (await api.Anonymous.GetProductAsync(sku)).Availability);
    }

    [Fact]
    public async Task Import_AtomicWithWrongRows_ChangesNothingAndTellsThem()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{sku},Kettle,1 EUR\n{sku}2,,1 EUR\n{sku}3,Kettle,cheap\n");

        Assert.Equal((ImportState.Failed, 3, 0, 0, 0, 2), Summary(status));
        Assert.StartsWith("2 of 3 rows are wrong, so none was imported.", status.Failure, StringComparison.Ordinal);
        Assert.Equal([(3L, "title"), (4L, "price")], status.Errors.Select(error => (error.Line, error.Column!)));
        Assert.Null(await api.Anonymous.FindProductAsync(sku));
        Assert.False(await api.Database.HasStagedRowsAsync(status.Id));
    }

    [Fact]
    public async Task Import_AtomicWithOneWrongRow_SaysWhatToDo()
    {
        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{ImportClient.NewSku()},,1 EUR\n{ImportClient.NewSku()},Kettle,1 EUR\n");

        Assert.Equal(
            "1 of 2 rows is wrong, so none was imported. Correct what is wrong, or skip wrong rows (mode=skip_invalid) to import the others.",
            status.Failure);
    }

    [Fact]
    public async Task Import_SkipInvalid_TakesTheOthers()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,price\n{sku},Kettle,1 EUR\n{sku}2,,1 EUR\n{sku}3,Kettle\n{sku}4,Kettle,4 EUR\n", "?mode=skip_invalid");

        Assert.Equal((ImportState.Succeeded, 4, 2, 0, 0, 2), Summary(status));
        Assert.Equal([3L, 4L], status.Errors.Select(error => error.Line));
        Assert.NotNull(await api.Anonymous.FindProductAsync(sku + "4"));
        Assert.Null(await api.Anonymous.FindProductAsync(sku + "2"));
        Assert.False(await api.Database.HasStagedRowsAsync(status.Id));
    }

    [Fact]
    public async Task Import_AllRowsWrong_FailsEvenWhenTheyMayBeSkipped()
    {
        ImportStatus status = await api.Writer.ImportAsync("id,title,price\n,,\nx\n", "?mode=skip_invalid");

        Assert.Equal((ImportState.Failed, 2, 0, 0, 0, 2), Summary(status));
        Assert.Equal("All rows are wrong, so there was nothing to import.", status.Failure);
    }

    [Fact]
    public async Task Import_WrongRows_AreToldWithTheirSku()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync(
            $"price,id,title\ncheap,{sku},Kettle\n1 EUR,{sku}2,\"Ket\"tle\n1 EUR,{sku}3\n1 EUR,,Kettle\n1 EUR,{sku}4,Kettle\n1 EUR,{sku}4,Kettle\n", "?mode=skip_invalid");

        Assert.Equal([sku, $"{sku}2", null, null, $"{sku}4"], status.Errors.Select(error => error.Sku));
    }

    [Theory]
    [InlineData("{0},Kettle,1 EUR,x,y\n", ImportState.Succeeded)]
    [InlineData("{0},Kettle,1,x,USD\n{0},Kettle,2,x,USD\n", ImportState.Failed)]
    public async Task Import_ColumnsThatAreNoFields_AreNamedOnce(string rows, ImportState state)
    {
        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,price,Colour,valuta\n{rows.Replace("{0}", ImportClient.NewSku(), StringComparison.Ordinal)}");

        Assert.Equal(state, status.State);
        Assert.Equal(["Colour", "valuta"], status.AttributeColumns);
    }

    [Fact]
    public async Task Import_QuoteNeverClosed_CostsItsRowOnly()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,price\n{sku},Kettle,9.90 EUR\n{sku}2,\"Pan,5 EUR\n{sku}3,Pot,1 EUR\n{sku}4,\"Cup,2 EUR", "?mode=skip_invalid");

        Assert.Equal((ImportState.Succeeded, 4, 2, 0, 0, 2), Summary(status));
        Assert.Equal([(3L, "title", "Pan,5 EUR"), (5L, "title", "Cup,2 EUR")], status.Errors.Select(error => (error.Line, error.Column!, error.Value!)));
        Assert.All(status.Errors, error => Assert.StartsWith("must have a closing quote", error.Reason, StringComparison.Ordinal));
        Assert.NotNull(await api.Anonymous.FindProductAsync(sku + "3"));
    }

    [Fact]
    public async Task Import_FileThatCannotBeReadToItsEnd_TellsTheRowErrorsBeforeThat()
    {
        var id = Guid.CreateVersion7();
        string content = $"id,title,price\nK-1,,1 EUR\nK-2,Kettle,cheap\nK-3,{new string('x', 2_000_000)},1 EUR\n";
        using HttpRequestMessage request = ImportClient.Request(new StringContent(content), id: id);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, response.StatusCode);
        ImportStatus status = await api.Writer.GetStatusAsync(id);
        Assert.Equal((ImportState.Failed, 2L), (status.State, status.Invalid));
        Assert.Equal([(2L, "title"), (3L, "price")], status.Errors.Select(error => (error.Line, error.Column!)));
    }

    [Fact]
    public async Task Import_SkuTwiceInAFile_RefusesTheLaterRow()
    {
        string sku = ImportClient.NewSku();

        ImportStatus status = await api.Writer.ImportAsync(
            $"sku,title,price\n{sku},First,1 EUR\n{sku}2,Kettle,1 EUR\n{sku},Second,2 EUR\n{sku}3,,1 EUR\n{sku}3,Kettle,1 EUR\n{sku},,3 EUR\n", "?mode=skip_invalid");

        Assert.Equal((ImportState.Succeeded, 6, 2, 0, 0, 4), Summary(status));
        Assert.Equal(
            [(4L, "sku"), (5L, "title"), (6L, "sku"), (7L, "title"), (7L, "sku")],
            status.Errors.Select(error => (error.Line, error.Column!)));
        Assert.Equal("must be unique within the file; line 2 has it already", status.Errors[0].Reason);
        Assert.Equal("must be unique within the file; line 5 has it already", status.Errors[2].Reason);
        Assert.Equal("First", (await api.Anonymous.GetProductAsync(sku)).Name);
        Assert.Null(await api.Anonymous.FindProductAsync(sku + "3"));
    }

    [Fact]
    public async Task Import_VeryManyErrors_KeepsTheFirstThousandAndCountsAll()
    {
        string sku = ImportClient.NewSku();
        string rows = string.Concat(Enumerable.Range(0, 1500).Select(i => string.Create(CultureInfo.InvariantCulture, $"{sku}{i},Kettle,no\n")));

        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{rows}{sku}-good,Kettle,1 EUR\n", "?mode=skip_invalid");

        Assert.Equal((ImportState.Succeeded, 1501, 1, 0, 0, 1500), Summary(status));
        Assert.Equal(Enumerable.Range(2, 1000).Select(line => (long)line), status.Errors.Select(error => error.Line));
    }

    [Fact]
    public async Task Import_DryRun_TellsWhatItWouldDoAndDoesNothing()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync($"id,title,price,brand\n{sku},Kettle,1 EUR,Old {sku}\n{sku}2,Kettle,1 EUR,Old {sku}\n");

        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,price,brand,product_type\n{sku},Kettle,1 EUR,New {sku},\n{sku}2,Kettle,1 EUR,OLD {sku},\n{sku}3,Kettle,1 EUR,New {sku},New {sku} > Below\n", "?dryRun=true");

        Assert.Equal((ImportState.Succeeded, 3, 1, 1, 1, 0), Summary(status));
        Assert.True(status.DryRun);
        Assert.Equal(1, (await api.Anonymous.GetProductAsync(sku)).Version);
        Assert.Null(await api.Anonymous.FindProductAsync(sku + "3"));
        Assert.Equal(0, await api.Database.ScalarAsync<long>($"select (select count(*) from brands where name = 'New {sku}') + (select count(*) from categories where name = 'New {sku}')"));
        Assert.False(await api.Database.HasStagedRowsAsync(status.Id));
    }

    [Fact]
    public async Task Import_NewBrandAndCategoryOnAPresentProduct_AreMadeOnce()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync($"id,title,price\n{sku},Kettle,1 EUR\n{sku}2,Kettle,1 EUR\n");

        ImportStatus status = await api.Writer.ImportAsync(
            $"id,title,price,brand,product_type\n{sku},Kettle,1 EUR,Brand {sku},Home {sku} > Kitchen\n{sku}2,Kettle,1 EUR,BRAND {sku},home  {sku}> KITCHEN\n");

        Assert.Equal((ImportState.Succeeded, 2, 0, 2, 0, 0), Summary(status));
        Product first = await api.Anonymous.GetProductAsync(sku), second = await api.Anonymous.GetProductAsync(sku + "2");
        Assert.Equal(first.Brand, second.Brand);
        Assert.Equal(first.CategoryPath, second.CategoryPath);
        Assert.Equal(2, first.CategoryPath.Count);
    }

    [Fact]
    public async Task Import_ProductReadBefore_IsReadAfreshAfterwards()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync($"id,title,price\n{sku},Kettle,1 EUR\n");
        await api.Anonymous.GetProductAsync(sku);
        await api.Anonymous.GetProductAsync(sku);

        await api.Writer.ImportAsync($"id,title,price\n{sku},Kettle,2 EUR\n");

        Assert.Equal(new Money(2, "EUR"), (await api.Anonymous.GetProductAsync(sku)).Price);
    }

    [Fact]
    public async Task Import_ASampleFeed_IsTakenWhole()
    {
        string content = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Imports", "sample-feed.csv"), TestContext.Current.CancellationToken);

        ImportStatus status = await api.Writer.ImportAsync(content);

        Assert.Equal((ImportState.Succeeded, 5, 5, 0, 0, 0), Summary(status));
        Product second = await api.Anonymous.GetProductAsync("SAMPLE-2"), fourth = await api.Anonymous.GetProductAsync("SAMPLE-4");
        Assert.Equal(("Kettle \"Classic\" 1.7 L", "Two lines:\nboils fast, stops by itself.", 3), (second.Name, second.Description.ReplaceLineEndings("\n"), second.Stock));
        Assert.Equal((new Money(35, "EUR"), Availability.OutOfStock), (fourth.Price, fourth.Availability));
        Assert.Equal(["Coffee, Tea", "Grinders"], fourth.CategoryPath.Select(category => category.Name));
        Assert.Equal("抹茶 Matcha 100 g", (await api.Anonymous.GetProductAsync("SAMPLE-5")).Name);
        Assert.Equal("Röstwerk", (await api.Anonymous.GetProductAsync("SAMPLE-3")).Brand);
    }

    [Fact]
    public async Task Import_TheGroceryAssortment_IsTakenWhole()
    {
        string? file = FindGroceries();
        Assert.SkipWhen(file is null, "The grocery assortment is not beside the repository.");
        ImportStatus status = await api.Writer.ImportAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal((ImportState.Succeeded, 20_732, 20_732, 0, 0, 0), Summary(status));
        Assert.Equal("20732|2404|2030|305|24", await api.Database.ScalarAsync<string>("""
            select concat_ws('|', count(*), count(distinct brand_id), count(distinct category_id),
              count(distinct category_lineage[2]), count(distinct category_lineage[1]))
            from products where sku like 'GRO-%'
            """));
        Product bananas = await api.Anonymous.GetProductAsync("GRO-1082185");
        Assert.Equal("Bananas 40 LB", bananas.Name);
        Assert.Equal(["Produce", "Tropical Fruit", "Bananas"], bananas.CategoryPath.Select(category => category.Name));
        ImportStatus again = await api.Writer.ImportAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal((ImportState.Succeeded, 20_732, 0, 0, 20_732, 0), Summary(again));
    }

    internal static (ImportState State, long Rows, long Inserted, long Updated, long Unchanged, long Invalid) Summary(ImportStatus status) =>
        (status.State, status.RowsRead, status.Inserted, status.Updated, status.Unchanged, status.Invalid);

    private static string? FindGroceries()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "shared", "data", "grocery-products.csv");
            if (File.Exists(file))
                return file;
        }

        return null;
    }
}
