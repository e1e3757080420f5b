using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AspireCache.AppHost.Setup;

namespace AspireCache.AppHost.Model;

/// <summary>Adds what an operator can do from the dashboard, or with <c>aspire resource catalog-api COMMAND</c>.</summary>
internal static class CommandExtensions
{
    /// <summary>Adds "Purge the cache" and "Load the sample catalogue"; both ask first.</summary>
    public static IResourceBuilder<ProjectResource> WithOperatorCommands(this IResourceBuilder<ProjectResource> api, HostSetup setup)
    {
        if (api.ApplicationBuilder.ExecutionContext.IsPublishMode) return api;
        return api
            .WithHttpCommand("/api/v1/operations/cache", "Purge the cache", "http", "purge-cache", new HttpCommandOptions
            {
                Method = HttpMethod.Delete,
                PrepareRequest = Authorize,
                GetCommandResult = ReadResult,
                Description = "Data and whole answers, in memory and in Redis, of every replica.",
                ConfirmationMessage = "Everything that is cached of the catalogue is forgotten, and read from the database again. Purge it?",
                IconName = "Broom",
            })
            .WithHttpCommand("/api/v1/operations/sample-catalogue", "Load the sample catalogue", "http", "load-sample", new HttpCommandOptions
            {
                Method = HttpMethod.Post,
                PrepareRequest = Authorize,
                GetCommandResult = ReadResult,
                Description = "5,000 products, into a catalogue that has none.",
                ConfirmationMessage = "5,000 sample products are added if the catalogue is empty. Load them?",
                IconName = "BoxMultiple",
            });

        Task Authorize(HttpCommandRequestContext context)
        {
            context.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", setup.Data.WriteToken);
            return Task.CompletedTask;
        }
    }

    // The API says in words why not (RFC 9457).
    private static async Task<ExecuteCommandResult> ReadResult(HttpCommandResultContext context)
    {
        if (context.Response.IsSuccessStatusCode) return CommandResults.Success();
        var problem = await context.Response.Content.ReadFromJsonAsync<JsonObject>(context.CancellationToken);
        return CommandResults.Failure(problem?["detail"]?.GetValue<string>() ?? $"The API answered {(int)context.Response.StatusCode}.");
    }
}
