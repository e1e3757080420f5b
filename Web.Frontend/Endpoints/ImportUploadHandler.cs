using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Web.Frontend.Api;
using Web.Frontend.Errors;
using Web.Frontend.Formatting;
using Web.Frontend.Security;

namespace Web.Frontend.Endpoints;

/// <summary>
/// Passes an uploaded file on to the API while it arrives. A plain form is answered with redirections, the page's script with
/// JSON: where to go, or what went wrong.
/// </summary>
internal static class ImportUploadHandler
{
    private const string FormUrl = "/manage/imports";

    // A browser shows an answer only once it has sent its file: after a failure the rest is read and thrown away, to a point.
    private const long DrainLimit = 256L * 1024 * 1024;

    public static async Task<IResult> HandleAsync(
        HttpContext context, IAntiforgery antiforgery, IOptions<AntiforgeryOptions> options, ImportStreamClient imports, ImportClient found, Flash flash)
    {
        var cancellationToken = context.RequestAborted;
        var (status, failure) = (StatusCodes.Status400BadRequest, "This form cannot be used any more. Reload the page and send it again.");
        Guid? sent = null;
        try
        {
            var form = await ImportUploadForm.ReadAsync(context.Request, cancellationToken);

            // The token is a field of the form, but reading the form the usual way would store the file: hand it over as a header.
            context.Request.Headers[options.Value.HeaderName!] = form[options.Value.FormFieldName];
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();

            if (form.File is null)
                failure = "Choose a file to import.";
            else if (form.ToUpload() is not { } upload)
                failure = $"The name “{form.FileName}” does not tell the file's format. Choose the format, or name the file .csv, .tsv or .ndjson.";
            else
            {
                sent = upload.Id;
                return Success(context, (await imports.StartAsync(upload, form.File, cancellationToken)).Id);
            }
        }
        catch (InvalidDataException)
        {
            // The failure above says it.
        }
        catch (CatalogProblemException e)
        {
            (status, failure) = (e.Problem.Status, e.Problem.Message);
        }
        catch (CatalogException e)
        {
            (status, failure) = (ErrorStatus.Of(e), "The catalogue does not take the file right now. Nothing was imported; try again in a moment.");
        }

        await context.Request.Body.DrainAsync(DrainLimit, cancellationToken);

        // Its page has more to say than the form: which rows were wrong before the file could not be read on.
        if (status == StatusCodes.Status422UnprocessableEntity && sent is { } id
            && await found.FindAsync(id, cancellationToken) is { Errors.Count: > 0 })
        {
            return Success(context, id);
        }

        if (WantsJson(context))
            return Results.Problem(failure, statusCode: status);

        flash.Failure(context, failure);
        return Results.LocalRedirect(FormUrl);
    }

    private static IResult Success(HttpContext context, Guid id)
    {
        var location = SiteUrl.Import(id);
        return WantsJson(context) ? Results.Json(new { location }) : Results.LocalRedirect(location);
    }

    private static bool WantsJson(HttpContext context) =>
        context.Request.Headers[HeaderNames.Accept].ToString().Contains("application/json", StringComparison.Ordinal);
}
