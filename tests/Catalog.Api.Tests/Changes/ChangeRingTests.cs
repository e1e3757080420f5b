using Catalog.Api.Changes;

namespace Catalog.Api.Tests.Changes;

public sealed class ChangeRingTests
{
    private const long Epoch = 7;

    private readonly ChangeRing _ring = new(4);

    [Fact]
    public void Read_AppendedAfterThePlace_IsThereOnce()
    {
        Append(1, 2);
        var cursor = _ring.Find(null)!.Value;

        // The journal is read from the last known change on.
        Append(2, 3, 4);

        Assert.Equal([3, 4], Read(ref cursor)!);
        Assert.Equal([], Read(ref cursor)!);
    }

    [Fact]
    public void Find_ChangeThatIsStillThere_IsThePlaceBehindIt()
    {
        Append(1, 2, 3);

        var cursor = _ring.Find(Id(2))!.Value;

        Assert.Equal([3], Read(ref cursor)!);
    }

    [Fact]
    public void Find_StartOfTheEpoch_IsKnownAsLongAsNothingWasDropped()
    {
        _ring.Enter(Epoch);
        Append(1, 2);
        var cursor = _ring.Find(ChangeId.StartOf(Epoch))!.Value;
        Assert.Equal([1, 2], Read(ref cursor)!);

        Append(2, 3, 4, 5);

        Assert.Null(_ring.Find(ChangeId.StartOf(Epoch)));
    }

    [Theory]
    [InlineData(Epoch, 1)]
    [InlineData(Epoch, 99)]
    [InlineData(Epoch - 1, 5)]
    public void Find_ChangeThatIsNotThere_IsNotKnown(long epoch, long position)
    {
        Append(1, 2, 3, 4);
        Append(4, 5);

        Assert.Null(_ring.Find(new ChangeId(epoch, position, 0)));
    }

    [Fact]
    public void Read_ListenerIsSlowerThanTheRing_IsToldThatItMissedSome()
    {
        Append(1);
        var cursor = _ring.Find(null)!.Value;
        Append(1, 2, 3, 4, 5);
        Append(5, 6);

        Assert.Null(Read(ref cursor));
        Append(6, 7);
        Assert.Equal([7], Read(ref cursor)!);
    }

    [Fact]
    public void Enter_NewerEpoch_TellsEveryoneThatChangesMayBeMissing()
    {
        Append(1, 2);
        var cursor = _ring.Find(null)!.Value;
        var pulse = _ring.Pulse;

        _ring.Enter(Epoch + 1);

        Assert.True(pulse.IsCompleted);
        Assert.Null(Read(ref cursor));
        Assert.Null(_ring.Find(Id(2)));
        Assert.Equal(ChangeId.StartOf(Epoch + 1), _ring.Last);
    }

    [Fact]
    public void Append_LastKnownChangeIsGone_TellsEveryoneThatChangesMayBeMissing()
    {
        Append(1, 2);
        var cursor = _ring.Find(null)!.Value;

        Append(8, 9);

        Assert.Null(Read(ref cursor));
        Assert.Equal(Id(9), _ring.Last);
    }

    [Fact]
    public void Append_NothingNew_WakesNobody()
    {
        Append(1, 2);
        var pulse = _ring.Pulse;

        Append(2);

        Assert.False(pulse.IsCompleted);
    }

    [Theory]
    [InlineData("1-2-00003 42 {\"a b\":1}", 42L, "{\"a b\":1}")]
    [InlineData("1-2-00003", null, null)]
    public void Parse_Entry_ReadsItsParts(string text, long? product, string? json)
    {
        Assert.Equal(new ChangeEntry(new ChangeId(1, 2, 3), product, json), ChangeEntry.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1-2")]
    [InlineData("1-2-3-4")]
    [InlineData("1--2")]
    [InlineData("a-b-c")]
    [InlineData("99999999999999999999-1-1")]
    public void Parse_NoId_IsNone(string text) => Assert.Null(ChangeId.Parse(text));

    private static ChangeId Id(long position) => new(Epoch, position, 0);

    private void Append(params long[] positions) =>
        _ring.Append([.. positions.Select(position => new ChangeEntry(Id(position), position, "{}"))]);

    private long[]? Read(ref ChangeCursor cursor) => _ring.Read(ref cursor, out _)?.Select(entry => entry.Id.Position).ToArray();
}
