using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>Makes the framework's policy out of <see cref="CorsSettings"/>.</summary>
internal sealed class CorsSetup(IOptions<CorsSettings> settings) : IConfigureOptions<CorsOptions>
{
    private const string Any = "*";

    public void Configure(CorsOptions options) => options.AddDefaultPolicy(policy =>
    {
        policy.WithExposedHeaders("ETag", "Location", "Content-Location", "Retry-After", "Cache-Status", "Idempotency-Replayed");
        if (settings.Value.Origins.Contains(Any))
            policy.AllowAnyOrigin().WithMethods("GET", "HEAD");
        else
            policy.WithOrigins([.. settings.Value.Origins]).AllowAnyHeader().AllowAnyMethod();
    });
}
