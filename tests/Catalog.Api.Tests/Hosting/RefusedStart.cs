using AspireCache.TestSupport;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Tests.Hosting;

/// <summary>A start of the whole service that its settings do not let happen.</summary>
internal static class RefusedStart
{
    /// <summary>
    /// Runs the program itself. A <c>WebApplicationFactory</c> starts it beside its caller and then asks services that a start
    /// refused may have disposed already.
    /// </summary>
    public static async Task<OptionsValidationException> WithAsync(TestServers servers, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all =
        [
            ("environment", "Development"),
            ("urls", "http://127.0.0.1:0"),
            ("ConnectionStrings:catalogdb", servers.Postgres.ConnectionString()),
            ("ConnectionStrings:cache", servers.Redis.ConnectionString),
            ("Logging:LogLevel:Default", "None"),
            .. settings,
        ];
        string[] arguments = [.. all.Select(setting => $"--{setting.Key}={setting.Value}")];
        var main = typeof(Program).Assembly.EntryPoint!.CreateDelegate<Action<string[]>>();
        return await Assert.ThrowsAnyAsync<OptionsValidationException>(
            () => Task.Run(() => main(arguments)).WaitAsync(TestContext.Current.CancellationToken));
    }
}
