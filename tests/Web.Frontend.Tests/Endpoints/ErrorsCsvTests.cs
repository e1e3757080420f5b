using System.Text;
using Catalog.Contracts.Imports;
using Web.Frontend.Endpoints;

namespace Web.Frontend.Tests.Endpoints;

public sealed class ErrorsCsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData(null, "")]
    public void Write_Value_IsQuotedAndNoFormula(string? value, string expected)
    {
        var csv = Encoding.UTF8.GetString(ErrorsCsv.Write([new ImportRowError(3, "price", "Wrong.", value, "=K-1")]));

        Assert.Equal($"\uFEFFline,sku,column,reason,value\r\n3,'=K-1,price,Wrong.,{expected}\r\n", csv);
    }
}
