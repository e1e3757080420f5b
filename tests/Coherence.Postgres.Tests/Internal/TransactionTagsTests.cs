using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCache.Coherence.Postgres.Tests.Internal;

public sealed class TransactionTagsTests
{
    private static readonly Dictionary<string, Func<ChangedRow, string>> Undescribed = [];
    private static readonly TableMap Products = new("public.products", row => [$"product:{row["id"]}"], ["products"], true);

    [Fact]
    public void Add_UpToTheLimit_KeepsEachTag()
    {
        var tags = Collect(mostTags: 3, ids: ["1", "2", "3", "3", "1"]);

        Assert.Equal(["product:1", "product:2", "product:3"], tags.Tags.Order());
        Assert.False(tags.IsWhole(Products));
    }

    [Fact]
    public void Add_BeyondTheLimit_CountsTheTableAsChangedAltogether()
    {
        var tags = Collect(mostTags: 3, ids: ["1", "2", "3", "4", "5"]);

        Assert.True(tags.IsWhole(Products));
        Assert.Contains("products", tags.Tags);
        Assert.DoesNotContain("product:5", tags.Tags);
    }

    [Fact]
    public void Add_ColumnIsMissing_CountsTheTableAsChangedAltogether()
    {
        var tags = new TransactionTags(10, Undescribed, new MappingFaults(NullLogger.Instance));

        tags.Add(Products, new ChangedRow("public.products", RowChange.Insert, new Dictionary<string, string?>().TryGetValue), isLast: true);

        Assert.Equal(["products"], tags.Tags);
    }

    [Fact]
    public void AddWhole_OneTable_LeavesOthersAlone()
    {
        var tags = new TransactionTags(1, Undescribed, new MappingFaults(NullLogger.Instance));
        var brands = new TableMap("public.brands", row => [$"brand:{row["id"]}"], ["brands"], true);

        tags.AddWhole(Products);
        tags.Add(brands, Row("1"), isLast: true);

        Assert.Equal(["brand:1", "products"], tags.Tags.Order());
    }

    [Fact]
    public void TakeEarly_TableChangedAltogether_GivesItsTagsOnceAndLeavesTheRest()
    {
        var tags = Collect(mostTags: 1, ids: ["1"]);
        Assert.Empty(tags.TakeEarly());

        tags.Add(Products, Row("2"), isLast: true);

        Assert.Equal(["products"], tags.TakeEarly());
        Assert.Empty(tags.TakeEarly());
        Assert.DoesNotContain("products", tags.Tags);
        Assert.True(tags.IsChange);
    }

    [Fact]
    public void TakeEarly_WhatWasTakenIsNamedAgain_IsNotToldAgain()
    {
        var tags = new TransactionTags(1, Undescribed, new MappingFaults(NullLogger.Instance));
        tags.AddWhole(Products);
        tags.TakeEarly();

        tags.Add(["products", "other"]);
        tags.AddWhole(new TableMap("public.brands", row => [$"brand:{row["id"]}"], ["products", "brands"], true));

        Assert.Equal(["brands"], tags.TakeEarly());
        Assert.Equal(["other"], tags.Tags);
    }

    [Fact]
    public void IsChange_NothingButWhatWasTaken_IsOneAllTheSame()
    {
        var tags = new TransactionTags(1, Undescribed, new MappingFaults(NullLogger.Instance));
        Assert.False(tags.IsChange);

        tags.AddWhole(Products);
        tags.TakeEarly();

        Assert.Empty(tags.Tags);
        Assert.True(tags.IsChange);
    }

    private static TransactionTags Collect(int mostTags, string[] ids)
    {
        var tags = new TransactionTags(mostTags, Undescribed, new MappingFaults(NullLogger.Instance));
        foreach (var id in ids)
            tags.Add(Products, Row(id), isLast: true);
        return tags;
    }

    private static ChangedRow Row(string id) => new("public.products", RowChange.Insert, new Dictionary<string, string?> { ["id"] = id }.TryGetValue);
}
