using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Listing;

/// <summary>Composes one statement over <c>products as p</c>; every value goes in as a parameter.</summary>
internal sealed class ProductSql
{
    private readonly StringBuilder _text = new();
    private readonly NpgsqlBatchCommand _command = new();

    public ProductSql Add(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Adds a parameter and gives its placeholder.</summary>
    public string Value(object value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        _command.Parameters.Add(parameter);
        return "$" + _command.Parameters.Count;
    }

    /// <summary>Adds the conditions of <paramref name="filter"/>, but for that of <paramref name="except"/>.</summary>
    public ProductSql Where(ResolvedFilter filter, Facet except = Facet.None)
    {
        Add("where true");
        if (filter.Terms is { } terms)
            Add($"and p.search @@ {Value(terms, NpgsqlDbType.Text)}::tsquery");
        if (filter.CategoryId is { } category)
            Add($"and p.category_lineage @> array[{Value(category)}]");
        if (filter.BrandIds.Length > 0 && except != Facet.Brand)
            Add($"and p.brand_id = any ({Value(filter.BrandIds)})");
        if (filter.Filter.MinPrice is { } least && except != Facet.Price)
            Add($"and p.price >= {Value(least)}");
        if (filter.Filter.MaxPrice is { } most && except != Facet.Price)
            Add($"and p.price <= {Value(most)}");
        if (filter.Filter.InStock && except != Facet.InStock)
            Add("and p.availability = 'in_stock'");
        if (filter.Filter.Tags.Length > 0)
            Add($"and p.tags @> {Value(filter.Filter.Tags)}");
        return this;
    }

    public NpgsqlBatchCommand Build()
    {
        _command.CommandText = _text.ToString();
        return _command;
    }
}
