using Catalog.Contracts.Brands;
using Microsoft.AspNetCore.Http.Extensions;
using Web.Frontend.Api;

namespace Web.Frontend.Components.Pages.Brands;

public sealed partial class BrandsPage
{
    private const int PageSize = 60;

    private string? _search;
    private string? _cursor;
    private BrandPage? _brands;

    private string? FirstUrl => _cursor is null ? null : UrlOf(null);

    private string? NextUrl => _brands?.NextCursor is { } next ? UrlOf(next) : null;

    protected override async Task OnInitializedAsync()
    {
        var query = ProductQuery.Parse(Http.Request.Query);
        _search = query.Search;
        _cursor = query.Cursor;
        try
        {
            _brands = await Catalog.GetBrandsAsync(_search, _cursor, PageSize, Aborted);
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status400BadRequest && _cursor is not null)
        {
            Navigation.NavigateTo(UrlOf(null));
        }
    }

    private string UrlOf(string? cursor)
    {
        var query = new QueryBuilder();
        if (_search is not null)
            query.Add("q", _search);
        if (cursor is not null)
            query.Add("cursor", cursor);
        return "/brands" + query.ToQueryString();
    }
}
