using Microsoft.OpenApi;

namespace Catalog.Api.Http;

/// <summary>Describes what an endpoint reads from the request by itself, and how it can fail.</summary>
internal static class EndpointDescriptions
{
    private const string AnyMediaType = "*/*";

    public static TBuilder WithQuery<TBuilder>(this TBuilder endpoint, IReadOnlyList<QueryParameter> parameters)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithParameters(() => parameters.Select(parameter => new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.Schema,
        }));

    public static TBuilder WithHeader<TBuilder>(this TBuilder endpoint, string name, string description, bool required)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithParameters(() =>
        [
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = description,
                Required = required,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        ]);

    /// <summary>
    /// Describes the body, whose media type the handler checks: routing would answer 415 by itself, without a word about what
    /// is wanted.
    /// </summary>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder endpoint, string mediaType)
        where T : notnull
    {
        endpoint.Accepts<T>(mediaType, AnyMediaType);
        return endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody?.Content?.Remove(AnyMediaType);
            return Task.CompletedTask;
        });
    }

    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status);

        return endpoint;
    }

    private static TBuilder WithParameters<TBuilder>(this TBuilder endpoint, Func<IEnumerable<OpenApiParameter>> parameters)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters())
                operation.Parameters.Add(parameter);

            return Task.CompletedTask;
        });
}
