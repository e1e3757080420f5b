using System.Globalization;
using System.Reflection;
using System.Text;

namespace AspireCache.EndToEnd.Tests;

/// <summary>Product feeds to import.</summary>
internal static class Feed
{
    /// <summary>The real grocery assortment beside the repository; null where it is not there.</summary>
    public static string? GroceryFile
    {
        get
        {
            var repository = typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
            var file = Path.GetFullPath(Path.Combine(repository, "..", "shared", "data", "grocery-products.csv"));
            return File.Exists(file) ? file : null;
        }
    }

    /// <summary>A feed of <paramref name="count"/> made-up products whose ids start with <paramref name="prefix"/>.</summary>
    public static byte[] Generate(string prefix, int count)
    {
        var text = new StringBuilder("id,title,description,availability,price,brand,product_type\r\n");
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{prefix}-{i},Test kettle {prefix} {i},Holds {i % 5 + 1} litres,in_stock,{i % 90 + 1}.50 USD,Brand {i % 20},Test > Kitchen > Kettles {i % 7}\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
