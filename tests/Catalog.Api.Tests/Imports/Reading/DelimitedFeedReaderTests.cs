using System.Text;
using Catalog.Api.Imports;
using Catalog.Api.Imports.Reading;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Imports.Reading;

public class DelimitedFeedReaderTests
{
    [Fact]
    public async Task Read_MerchantColumns_FillTheProduct()
    {
        List<FeedRow> rows = await Feed.ReadCsvAsync(
            """
            id,title,description,link,image_link,availability,price,brand,mpn,gtin,product_type,item_group_id,condition,sale_price,quantity,tags
            K-1,Kettle,Boils,https://example.com/k,https://example.com/k.jpg,in_stock,24.90 EUR,Acme,m-1,4006381333931,Home > Kitchen,G1,new,19.90 EUR,7,"steel, Gift"
            """);

        FeedRow row = Assert.Single(rows);
        Assert.Empty(row.Errors);
        Assert.Equal(
            (2L, "K-1", "Kettle", "Boils", "Acme", "Home > Kitchen", new Money(24.90m, "EUR"), 7, Availability.InStock, "https://example.com/k.jpg"),
            (row.Line, row.Sku, row.Name, row.Description, row.Brand, row.Category, row.Price, row.Stock, row.Availability, row.ImageLink));
        Assert.Equal(["steel", "Gift"], row.Tags);
        Assert.Equal(
            """{"link":"https://example.com/k","mpn":"m-1","gtin":"4006381333931","item_group_id":"G1","condition":"new","sale_price":"19.90 EUR"}""",
            row.Attributes.ToJsonString());
    }

    [Fact]
    public async Task Read_EmptyCells_SayNothing()
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync(
            "id,title,price,description,brand,stock,tags,image_link,mpn,availability,product_type\nK-1,Kettle,1 EUR,,,,,, ,,\n"));

        Assert.Empty(row.Errors);
        Assert.Null(row.Description ?? row.Brand ?? row.ImageLink ?? row.Category);
        Assert.Null(row.Stock);
        Assert.Null(row.Tags);
        Assert.Null(row.Availability);
        Assert.Empty(row.Attributes);
    }

    [Theory]
    [InlineData("PRICE,Title,ID\n1 EUR,Kettle,K-1")]
    [InlineData("g:price, Title ,g:id\n1 EUR,Kettle,K-1")]
    [InlineData("\uFEFFprice,name,sku\n1 EUR,Kettle,K-1")]
    [InlineData("price,title,id,\n1 EUR,Kettle,K-1,\n")]
    [InlineData("price,title,id\n1 EUR,Kettle,K-1,,,\n")]
    [InlineData("price,title,id\r1 EUR,Kettle,K-1")]
    [InlineData("price,title,id\n1\u00a0EUR,Kettle,K-1")]
    [InlineData("price,title,id\nEUR\u202f1,Kettle,K-1")]
    [InlineData("price,currency,title,id\n1,EUR,Kettle,K-1")]
    [InlineData("Currency,price,title,id\neur,1 EUR,Kettle,K-1")]
    [InlineData("currency,price,title,id\n,1 EUR,Kettle,K-1")]
    [InlineData("sep=,\nprice,title,id\n1 EUR,Kettle,K-1")]
    [InlineData("SEP=;\r\nprice;title;id\r\n1 EUR;Kettle;K-1")]
    [InlineData("\uFEFFsep=|\rprice|title|id\r1 EUR|Kettle|K-1")]
    [InlineData("price,title,id\r\n\r\n\" 1 EUR\",Kettle ,\"K-1\"\r\n\r\n")]
    public async Task Read_OtherWaysToWriteIt_AreTheSame(string content)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync(content));

        Assert.Empty(row.Errors);
        Assert.Equal(("K-1", "Kettle", new Money(1, "EUR")), (row.Sku, row.Name, row.Price));
    }

    [Fact]
    public async Task Read_SeparatorLine_IsCountedAsALine()
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync("sep=;\nid;title;price\nK-1;Kettle;cheap\n"));

        Assert.Equal(3, Assert.Single(row.Errors).Line);
    }

    [Theory]
    [InlineData("sep=x\nidxtitle\n")]
    [InlineData("sep=\"\nid\n")]
    public async Task Read_SeparatorThatIsNotRead_IsRefused(string content) =>
        Assert.StartsWith("422: The first line tells a separator that is not read.", await Feed.RefusalOfAsync(content), StringComparison.Ordinal);

    [Theory]
    [InlineData("id,title,price,currency\nK-1,Kettle,1 EUR,USD", "currency", "must be EUR, as the price says, or left empty", "USD")]
    [InlineData("id,title,price,currency\nK-1,Kettle,1,", "price", "must have a currency: write '2.79 USD', or give it in a column 'currency'", "1")]
    [InlineData("id,title,price\n8.90E+12,Kettle,1 EUR", "id", "must be the number itself: a spreadsheet has rounded it", "8.90E+12")]
    [InlineData("id,title,price\n\"8,90e+12\",Kettle,1 EUR", "id", "must be the number itself: a spreadsheet has rounded it", "8,90e+12")]
    [InlineData("id,title,price,GTIN\nK-1,Kettle,1 EUR,4.00638E+12", "GTIN", "must be the number itself: a spreadsheet has rounded it", "4.00638E+12")]
    public async Task Read_CellsThatCannotBeMeant_AreRefused(string content, string column, string reason, string value)
    {
        ImportRowError error = Assert.Single(Assert.Single(await Feed.ReadCsvAsync(content)).Errors);

        Assert.Equal((column, value), (error.Column, error.Value));
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100E5")]
    [InlineData("1E12")]
    [InlineData("E+12")]
    [InlineData("8.90E+12-B")]
    public async Task Read_CodeThatOnlyLooksLikeANumber_IsTaken(string sku)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price,colour\n{sku},Kettle,1 EUR,1E+05"));

        Assert.Empty(row.Errors);
        Assert.Equal(sku, row.Sku);
    }

    [Theory]
    [InlineData("Home  >Kitchen> Kettles", "Home > Kitchen > Kettles")]
    [InlineData("Home > Kitchen, Garden > Tools", "Home > Kitchen")]
    [InlineData("\"\"Home, Garden > Tools\"\", Sports", "Home, Garden > Tools")]
    public async Task Read_ProductTypes_TakesTheFirst(string types, string expected)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price,product_type\nK-1,Kettle,1 EUR,\"{types}\""));

        Assert.Equal(expected, row.Category);
    }

    [Fact]
    public async Task Read_OwnCategoryColumn_KeepsItsCommas()
    {
        FeedRow row = Assert.Single(await Feed.ReadTsvAsync("id\ttitle\tprice\tcategory\nK-1\tKettle\t1 EUR\tHome, Garden > Tools"));

        Assert.Equal("Home, Garden > Tools", row.Category);
    }

    [Theory]
    [InlineData("2.79", "price", "must have a currency")]
    [InlineData("\"2,79 EUR\"", "price", "must have a point before its decimals and no comma")]
    [InlineData("1 EUR,many", "stock", "must be a whole number")]
    [InlineData("1 EUR,1.5", "stock", "must be a whole number")]
    [InlineData("1 EUR,99999999999", "stock", "must be a whole number")]
    [InlineData("1 EUR,,sold", "availability", "must be in_stock, out_of_stock, preorder or backorder")]
    public async Task Read_CellOfTheWrongForm_TellsColumnAndForm(string cells, string column, string reason)
    {
        string content = $"id,title,price,stock,availability\nK-1,Kettle,{cells}{new string(',', 2 - cells.Count(c => c == ',') + (cells.StartsWith('"') ? 1 : 0))}\n";

        FeedRow row = Assert.Single(await Feed.ReadCsvAsync(content));

        ImportRowError error = Assert.Single(row.Errors);
        Assert.Equal((2, column), (error.Line, error.Column));
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
        Assert.NotNull(error.Value);
    }

    [Theory]
    [InlineData("K-1,Kettle", "must have 3 cells, as the header has; this has 2")]
    [InlineData("K-1,Kettle,1 EUR,more", "must have 3 cells, as the header has; this has 4")]
    [InlineData("K-1,\"Kettle\"s,1 EUR", "must not have text after its closing quote")]
    [InlineData("K-1,5\" Kettle,1 EUR", "must not have a quote inside")]
    public async Task Read_RowThatCannotBeToldApart_IsOneErrorAndTheNextRowIsRead(string record, string reason)
    {
        List<FeedRow> rows = await Feed.ReadCsvAsync($"id,title,price\n{record}\nK-2,Kettle,1 EUR\n");

        Assert.Equal(2, rows.Count);
        Assert.True(rows[0].IsUnreadable);
        Assert.StartsWith(reason, Assert.Single(rows[0].Errors).Reason, StringComparison.Ordinal);
        Assert.Empty(rows[1].Errors);
    }

    [Fact]
    public async Task Read_QuoteWithinATsvCell_MeansItself()
    {
        FeedRow row = Assert.Single(await Feed.ReadTsvAsync("id\ttitle\tprice\nK-1\t5\" Kettle, steel\t1 EUR\n"));

        Assert.Empty(row.Errors);
        Assert.Equal("5\" Kettle, steel", row.Name);
    }

    [Fact]
    public async Task Read_InvalidUtf8_TellsLineAndColumn()
    {
        byte[] content = [.. "id,title,price\nK-1,Kettle,1 EUR\nK-2,K"u8, 0xe9, .. "ttle,1 EUR\nK-3,Kettle,1 EUR\n"u8];

        List<FeedRow> rows = await Feed.ReadAsync(content, ImportFormat.Csv);

        Assert.Equal([0, 1, 0], rows.Select(row => row.Errors.Count));
        Assert.Equal(new ImportRowError(3, "title", "must be valid UTF-8: save the file as UTF-8", "K\ufffdttle"), rows[1].Errors[0]);
    }

    [Fact]
    public async Task Read_CellInAColumnWithoutAName_IsAnError()
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync("id,title,,price\nK-1,Kettle,lost,1 EUR"));

        Assert.Contains("column without a name", Assert.Single(row.Errors).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LongOrUnprintableValue_IsShortenedAndCleaned()
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price\nK-1,Kettle,\u0000🙂{new string('x', 500)}"));

        string value = Assert.Single(row.Errors).Value!;
        Assert.Equal(100, value.Length);
        Assert.StartsWith("\ufffd🙂xx", value, StringComparison.Ordinal);
        Assert.EndsWith("x…", value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "400: The request has no body.")]
    [InlineData("\n\n", "422: The file is empty. It begins with a header")]
    [InlineData("id,title,price\n", "422: The file has a header and no rows.")]
    [InlineData("id,price\nK,1 EUR", "422: The header has no column 'title'. Columns found: 'id', 'price'.")]
    [InlineData("id;title;price\nK;a;1 EUR", "422: The header has no column 'id', 'title', 'price'. Columns found: 'id;title;price'. The file seems to be separated by semicolons")]
    [InlineData("id\ttitle\tprice\n", "422: The header has no column 'id', 'title', 'price'. Columns found: 'id\ttitle\tprice'. The file seems to be separated by tabs")]
    [InlineData("{\"id\":\"1\"}\n", "422: The header has no column 'id', 'title', 'price'.")]
    [InlineData("id,title,price,ID\n", "422: Columns 1 and 4, 'id' and 'ID', say the same thing.")]
    [InlineData("id,title,price,sku\n", "422: Columns 1 and 4, 'id' and 'sku', say the same thing.")]
    [InlineData("id,title,price,product_type,category\n", "422: Columns 4 and 5, 'product_type' and 'category', say the same thing.")]
    [InlineData("id,title,price,mpn, MPN\n", "422: Columns 4 and 5, 'mpn' and 'MPN', say the same thing.")]
    public async Task Read_HeaderThatDoesNotDo_IsRefusedWithTheReason(string content, string refusal)
    {
        Assert.StartsWith(refusal, await Feed.RefusalOfAsync(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HeaderInAnotherEncoding_IsRefusedWithTheRemedy()
    {
        byte[] content = [.. "id,title,price,gr"u8, 0xf6, .. "sse\n"u8];

        Assert.StartsWith("422: The header is not valid UTF-8.", await Feed.RefusalOfAsync(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TooManyColumns_IsRefused()
    {
        string header = "id,title,price" + string.Concat(Enumerable.Range(0, 300).Select(i => $",c{i}"));

        Assert.StartsWith("422: The header has 303 columns; an import takes at most 256.", await Feed.RefusalOfAsync(header), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RowLongerThanAllowed_IsRefusedWithItsLine()
    {
        string content = $"id,title,price\nK-1,Kettle,1 EUR\nK-2,{new string('x', 100_000)},1 EUR\n";

        string refusal = await Feed.RefusalOfAsync(Encoding.UTF8.GetBytes(content), limits: new ImportOptions { MaxRowBytes = 4096 });

        Assert.StartsWith("422: Line 3: the row is longer than", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("quote", refusal, StringComparison.Ordinal);
    }
}
