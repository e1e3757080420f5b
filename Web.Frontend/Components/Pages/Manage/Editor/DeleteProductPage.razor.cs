using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Security;

namespace Web.Frontend.Components.Pages.Manage.Editor;

public sealed partial class DeleteProductPage
{
    private const string ListUrl = "/manage/products";

    private Product? _product;
    private string? _failure;
    private bool _changed;

    [Parameter]
    public long Id { get; set; }

    /// <summary>The version that the user saw when they confirmed.</summary>
    [SupplyParameterFromForm(FormName = "delete")]
    public long Version { get; set; }

    [Inject]
    private ProductEditorClient Editor { get; set; } = default!;

    [Inject]
    private Flash Flash { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _product = await Catalog.FindProductAsync(Id, Aborted);
        if (_product is not null)
            return;

        if (HttpMethods.IsPost(Http.Request.Method))
            Leave("The product was deleted already.");
        else
            Navigation.NotFound();
    }

    private async Task DeleteAsync()
    {
        if (_product is not { } product)
            return;

        try
        {
            await Editor.DeleteAsync(Id, Version, Aborted);
            Leave($"“{product.Name}” is deleted.");
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status404NotFound)
        {
            Leave("The product was deleted already.");
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status412PreconditionFailed)
        {
            _changed = true;
            Http.Response.StatusCode = StatusCodes.Status409Conflict;
        }
        catch (CatalogProblemException e)
        {
            _failure = $"Not deleted: {e.Problem.Message}";
            Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
    }

    private void Leave(string message)
    {
        Flash.Success(Http, message);
        Navigation.NavigateTo(ListUrl);
    }
}
