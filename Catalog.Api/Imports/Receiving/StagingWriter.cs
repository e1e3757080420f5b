using System.Text.Json;
using Catalog.Api.Imports.Reading;
using Catalog.Api.Products.Validation;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Imports.Receiving;

/// <summary>Writes rows to the staging table with binary COPY.</summary>
internal sealed class StagingWriter : IAsyncDisposable
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromMinutes(1);

    private readonly NpgsqlBinaryImporter _copy;

    private StagingWriter(NpgsqlBinaryImporter copy) => _copy = copy;

    public static async Task<StagingWriter> BeginAsync(NpgsqlConnection connection, Guid importId, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(
            $"""
             copy {StagingTable.NameOf(importId)}
               (line, valid, sku, name, description, brand, category, price, currency, stock, availability, tags, image_link,
                attributes, removed_attributes, replaces_attributes)
             from stdin (format binary)
             """,
            cancellationToken);
        copy.Timeout = WriteTimeout;
        return new StagingWriter(copy);
    }

    public async Task WriteAsync(FeedRow row, ProductDraft draft, CancellationToken cancellationToken)
    {
        await BeginRowAsync(row.Line, valid: true, draft.Sku, cancellationToken);
        await WriteTextAsync(draft.Name, cancellationToken);
        await WriteTextAsync(row.Description is null ? null : draft.Description, cancellationToken);
        await WriteTextAsync(row.Brand is null ? null : draft.Brand ?? "", cancellationToken);
        await WriteTextAsync(row.Category is null ? null : draft.Category ?? "", cancellationToken);
        await _copy.WriteAsync(draft.Price.Amount, NpgsqlDbType.Numeric, cancellationToken);
        await WriteTextAsync(draft.Price.Currency, cancellationToken);
        await WriteAsync(row.Stock, NpgsqlDbType.Integer, cancellationToken);
        await WriteTextAsync(AvailabilityOf(row), cancellationToken);
        await WriteReferenceAsync(row.Tags is null ? null : draft.Tags, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
        await WriteTextAsync(row.ImageLink is null ? null : draft.ImageLink ?? "", cancellationToken);
        await _copy.WriteAsync(draft.Attributes, NpgsqlDbType.Jsonb, cancellationToken);
        await _copy.WriteAsync(row.RemovedAttributes, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
        await _copy.WriteAsync(row.ReplacesAttributes, NpgsqlDbType.Boolean, cancellationToken);
    }

    /// <summary>Remembers that a wrong row has this sku.</summary>
    public async Task WriteInvalidAsync(long line, string sku, CancellationToken cancellationToken)
    {
        const int OtherColumns = 13;
        await BeginRowAsync(line, valid: false, sku, cancellationToken);
        for (int i = 0; i < OtherColumns; i++)
            await _copy.WriteNullAsync(cancellationToken);
    }

    public async Task CompleteAsync(CancellationToken cancellationToken) => await _copy.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    private async Task BeginRowAsync(long line, bool valid, string sku, CancellationToken cancellationToken)
    {
        await _copy.StartRowAsync(cancellationToken);
        await _copy.WriteAsync(line, NpgsqlDbType.Bigint, cancellationToken);
        await _copy.WriteAsync(valid, NpgsqlDbType.Boolean, cancellationToken);
        await WriteTextAsync(sku, cancellationToken);
    }

    private static string? AvailabilityOf(FeedRow row) => row switch
    {
        { ResetsAvailability: true } => "",
        { Availability: { } availability } => JsonNamingPolicy.SnakeCaseLower.ConvertName(availability.ToString()),
        _ => null,
    };

    private Task WriteTextAsync(string? text, CancellationToken cancellationToken) =>
        WriteReferenceAsync(text, NpgsqlDbType.Text, cancellationToken);

    private Task WriteReferenceAsync<T>(T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : class =>
        value is null ? _copy.WriteNullAsync(cancellationToken) : _copy.WriteAsync(value, type, cancellationToken);

    private Task WriteAsync<T>(T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : struct =>
        value is null ? _copy.WriteNullAsync(cancellationToken) : _copy.WriteAsync(value.Value, type, cancellationToken);
}
