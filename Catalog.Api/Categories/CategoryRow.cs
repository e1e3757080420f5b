using Catalog.Contracts.Categories;

namespace Catalog.Api.Categories;

/// <summary>A category as its row has it.</summary>
internal sealed record CategoryRow(CategoryLink Link, long? ParentId, long ProductCount);
