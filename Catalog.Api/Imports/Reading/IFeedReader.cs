namespace Catalog.Api.Imports.Reading;

/// <summary>Reads the rows of a feed, right or wrong, in file order.</summary>
internal interface IFeedReader
{
    /// <summary>The columns met so far, in the order in which they were.</summary>
    IReadOnlyCollection<FeedColumn> Columns { get; }

    /// <exception cref="ImportRejectedException">The file as a whole cannot be read on.</exception>
    IAsyncEnumerable<FeedRow> ReadAsync(CancellationToken cancellationToken);
}
