using AspireCache.Coherence.Postgres;
using Catalog.Api.Caching;
using Catalog.Api.Database;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Idempotency;
using Catalog.Api.Products.Validation;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Products.Writing;

/// <summary>
/// Changes products. Each change is one transaction; what caches keep of before is not served any more when the client gets its answer.
/// </summary>
internal sealed class ProductWriter(DatabaseCalls database, ICatalogInvalidation invalidation)
{
    /// <param name="draft">The new product.</param>
    /// <param name="request">Set where the client sent an Idempotency-Key.</param>
    /// <param name="cancellationToken">The request's.</param>
    /// <returns>The product, or the answer that the same request got before.</returns>
    public async Task<(Product? Product, KeptAnswer? Kept)> CreateAsync(
        ProductDraft draft, IdempotentRequest? request, CancellationToken cancellationToken)
    {
        var ((product, kept), commit) = await WriteAsync(
            (connection, cancellation) => CreateAsync(connection, draft, request, cancellation), cancellationToken);
        using (commit)
        {
            if (product is not null)
                await invalidation.ProductChangedAsync(product, before: null, commit);
        }

        return (product, kept);
    }

    /// <param name="id">The product.</param>
    /// <param name="condition">The versions that may be changed.</param>
    /// <param name="change">Makes the new content of the present one; throws <see cref="ProblemException"/> to refuse.</param>
    /// <param name="cancellationToken">The request's.</param>
    public async Task<WriteResult> UpdateAsync(
        long id, IfMatch condition, Func<Product, ProductDraft> change, CancellationToken cancellationToken)
    {
        var (result, commit) = await WriteAsync(
            (connection, cancellation) => UpdateAsync(connection, id, condition, change, cancellation), cancellationToken);
        using (commit)
        {
            if (result.Changed)
                await invalidation.ProductChangedAsync(result.Product, result.Before, commit);
        }

        return result;
    }

    public async Task DeleteAsync(long id, IfMatch condition, CancellationToken cancellationToken)
    {
        var (before, commit) = await WriteAsync((connection, cancellation) => DeleteAsync(connection, id, condition, cancellation), cancellationToken);
        using (commit)
            await invalidation.ProductChangedAsync(before, before, commit);
    }

    private async Task<(T Result, CommitWatch? Commit)> WriteAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<(T Result, CommitWatch? Commit)>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await database.RunAsync(write, cancellationToken);
        }
        catch (UnknownOutcomeException)
        {
            // Perhaps it was made, and the next read should see it.
            await invalidation.CatalogChangedAsync(commit: null);
            throw;
        }
    }

    private async Task<((Product? Product, KeptAnswer? Kept) Result, CommitWatch? Commit)> CreateAsync(
        NpgsqlConnection connection, ProductDraft draft, IdempotentRequest? request, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (request is not null && await IdempotencyStore.ClaimAsync(connection, request, cancellationToken) is { } kept)
            return ((null, kept), null);

        long id;
        try
        {
            id = await ProductCommands.InsertAsync(connection, draft, cancellationToken);
        }
        catch (PostgresException exception) when (IsSkuTaken(exception))
        {
            await transaction.RollbackAsync(cancellationToken);
            throw await SkuTakenAsync(connection, draft.Sku, cancellationToken);
        }

        var product = (await ProductReader.FindAsync(connection, id, cancellationToken))!;
        if (request is not null)
            await IdempotencyStore.KeepAsync(connection, request, product, cancellationToken);

        return ((product, null), await CommitAsync(transaction, cancellationToken));
    }

    private async Task<(WriteResult Result, CommitWatch? Commit)> UpdateAsync(
        NpgsqlConnection connection, long id, IfMatch condition, Func<Product, ProductDraft> change, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await LockAsync(connection, id, condition, cancellationToken);
        var draft = change(before);
        try
        {
            await ProductCommands.UpdateAsync(connection, id, draft, cancellationToken);
        }
        catch (PostgresException exception) when (IsSkuTaken(exception))
        {
            await transaction.RollbackAsync(cancellationToken);
            throw await SkuTakenAsync(connection, draft.Sku, cancellationToken);
        }

        var result = new WriteResult((await ProductReader.FindAsync(connection, id, cancellationToken))!, before);
        return (result, await CommitAsync(transaction, cancellationToken));
    }

    private async Task<(Product Before, CommitWatch? Commit)> DeleteAsync(
        NpgsqlConnection connection, long id, IfMatch condition, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await LockAsync(connection, id, condition, cancellationToken);
        await ProductCommands.DeleteAsync(connection, id, cancellationToken);
        return (before, await CommitAsync(transaction, cancellationToken));
    }

    private static async Task<Product> LockAsync(NpgsqlConnection connection, long id, IfMatch condition, CancellationToken cancellationToken)
    {
        // Locked first and read after, so that what is read is what the lock holds.
        var product = await ProductCommands.LockAsync(connection, id, cancellationToken)
            ? await ProductReader.FindAsync(connection, id, cancellationToken)
            : null;
        if (product is null)
            throw Problems.NotFound($"There is no product {id}.");

        return condition.Allows(id, product.Version) ? product : throw Problems.PreconditionFailed(product.Version);
    }

    private async Task<CommitWatch?> CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var watch = await invalidation.WatchAsync(transaction.Connection!, cancellationToken);
        try
        {
            // From here on the change is wanted, even if the client left.
            cancellationToken.ThrowIfCancellationRequested();
            await transaction.CommitAsync(CancellationToken.None);
            return watch;
        }
        catch (NpgsqlException exception) when (exception is not PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected })
        {
            watch?.Dispose();
            throw new UnknownOutcomeException(exception);
        }
        catch
        {
            watch?.Dispose();
            throw;
        }
    }

    private static bool IsSkuTaken(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "products_sku" };

    private static async Task<ProblemException> SkuTakenAsync(NpgsqlConnection connection, string sku, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id from products where sku = $1", connection) { Parameters = { new() { Value = sku } } };
        return Problems.SkuTaken(sku, (long?)await command.ExecuteScalarAsync(cancellationToken));
    }
}
