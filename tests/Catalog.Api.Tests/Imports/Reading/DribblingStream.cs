namespace Catalog.Api.Tests.Imports.Reading;

/// <summary>Hands its content out a few bytes at a time, as a slow network does.</summary>
internal sealed class DribblingStream(byte[] content, int atATime) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(atATime, buffer.Length)], cancellationToken);

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(atATime, buffer.Length)]);
}
