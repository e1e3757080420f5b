using System.CommandLine;
using System.Globalization;

namespace AspireCache.AppHost.Setup;

/// <summary>
/// The command line: our options, and behind them what Aspire takes (<c>--publisher</c>, <c>--Section:Key=value</c>). The same names
/// are read from the environment (<c>AspireCache__Servers</c>), where the command line does not say.
/// </summary>
internal sealed class HostCommandLine
{
    private const string EnvironmentPrefix = "AspireCache__";

    // What Aspire itself reads from the command line without a section.
    private static readonly HashSet<string> AspireNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "operation", "step", "publisher", "output-path", "log-level", "include-exception-details", "deploy", "clear-cache", "environment", "contentRoot", "applicationName",
    };

    private readonly Option<string?> _servers = Text("--Servers", "containers | local", "Where Redis and Postgres run. Default: in containers if a container runtime answers, else as processes of this machine.");
    private readonly Option<string?> _data = Text("--Data", "folder | temporary", "Where the data is kept; 'temporary' leaves nothing behind. Default: a folder below artifacts/stacks.");
    private readonly Option<string?> _fresh = Flag("--Fresh", "Delete the data of earlier runs first. Default: false.");
    private readonly Option<string?> _sampleData = Flag("--SampleData", "Fill an empty catalogue with 5,000 products. Default: true.");
    private readonly Option<string?> _replicas = Text("--Replicas", "count", $"Processes that serve the API, 1 to {HostOptions.MostReplicas}. Default: 1.");
    private readonly Option<string?> _postgres = Text("--Postgres", "folder", "The folder with postgres, initdb and pg_ctl, for local servers. Default: searched for.");
    private readonly RootCommand _command;

    public HostCommandLine() => _command = new RootCommand(
        "Runs the whole application: Redis, Postgres, the Catalog API, the storefront and Aspire's dashboard. Ctrl+C stops it; the data stays for the next run.")
    {
        _servers, _data, _fresh, _sampleData, _replicas, _postgres,
    };

    /// <summary>Reads it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="aspire">What is left of it for Aspire.</param>
    /// <returns>The options; null where help was asked for, and printed.</returns>
    /// <exception cref="SetupException">An option is unknown, or its value is wrong.</exception>
    public HostOptions? Read(string[] args, out string[] aspire)
    {
        _command.TreatUnmatchedTokensAsErrors = false;
        var parsed = _command.Parse(args);
        aspire = [.. parsed.UnmatchedTokens];
        if (parsed.Errors.Count > 0) throw new SetupException(parsed.Errors[0].Message);
        if (parsed.Action is not null)
        {
            parsed.Invoke();
            return null;
        }

        CheckUnmatched(aspire);

        var data = Value(parsed, _data);
        var isTemporary = string.Equals(data, "temporary", StringComparison.OrdinalIgnoreCase);
        return new HostOptions
        {
            Servers = ReadServers(Value(parsed, _servers)),
            Data = isTemporary ? null : data,
            IsTemporary = isTemporary,
            Fresh = ReadFlag(parsed, _fresh, absent: false),
            SampleData = ReadFlag(parsed, _sampleData, absent: true),
            Replicas = ReadReplicas(Value(parsed, _replicas)),
            Postgres = Value(parsed, _postgres),
        };
    }

    private void CheckUnmatched(string[] tokens)
    {
        foreach (var token in tokens)
        {
            var name = token.Split('=')[0].TrimStart('-');
            if (!token.StartsWith('-') || name.Contains(':', StringComparison.Ordinal) || AspireNames.Contains(name)) continue;
            throw new SetupException($"There is no option '{token}'. The options are {string.Join(", ", ((Option[])[_servers, _data, _fresh, _sampleData, _replicas, _postgres]).Select(option => option.Name))}; 'dotnet run --project AppHost -- --help' explains them.");
        }
    }

    private static ServerKind? ReadServers(string? value) => value?.ToUpperInvariant() switch
    {
        null or "" => null,
        "CONTAINERS" => ServerKind.Containers,
        "LOCAL" => ServerKind.Local,
        _ => throw new SetupException($"--Servers takes 'containers' or 'local', not '{value}'. Leave it out to use containers where a container runtime answers."),
    };

    private static bool ReadFlag(ParseResult parsed, Option<string?> option, bool absent)
    {
        var value = Value(parsed, option);
        if (value is null) return parsed.GetResult(option) is { Implicit: false } || absent;
        return bool.TryParse(value, out var flag) ? flag : throw new SetupException($"{option.Name} takes 'true' or 'false', not '{value}'.");
    }

    private static int ReadReplicas(string? value) =>
        value is null ? 1
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= HostOptions.MostReplicas ? count
        : throw new SetupException($"--Replicas takes a number from 1 to {HostOptions.MostReplicas}, not '{value}'.");

    private static string? Value(ParseResult parsed, Option<string?> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : Environment.GetEnvironmentVariable(EnvironmentPrefix + option.Name.TrimStart('-'));

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string?> Flag(string name, string description) => new(name) { HelpName = "true | false", Description = description, Arity = ArgumentArity.ZeroOrOne };
}
