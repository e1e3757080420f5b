using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>The annotations, and what goes beyond them.</summary>
internal sealed class PostgresInvalidationOptionsValidator(IOptionsMonitor<CoherenceOptions> coherence) : IValidateOptions<PostgresInvalidationOptions>
{
    private const int BeatsPerLimit = 3;

    public ValidateOptionsResult Validate(string? name, PostgresInvalidationOptions options)
    {
        var found = new ValidateOptionsResultBuilder();
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true);
        foreach (var one in wrong)
            found.AddError(one.ErrorMessage!);
        if (options.ConnectionString is { } text)
            CheckConnectionString(text, found);
        if (options.Tables.Count == 0)
            found.AddError("no table is mapped: call Map for every table that cached values are made of.");
        var limit = coherence.CurrentValue.DetachedAfter;
        if (options.Heartbeat * BeatsPerLimit > limit)
            found.AddError($"{nameof(options.Heartbeat)} ({options.Heartbeat}) must be at most a third of Coherence's DetachedAfter ({limit}), or every node counts as detached.");
        return found.Build();
    }

    private static void CheckConnectionString(string text, ValidateOptionsResultBuilder found)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            found.AddError($"{nameof(PostgresInvalidationOptions.ConnectionString)} cannot be read: {e.Message}");
        }
    }
}
