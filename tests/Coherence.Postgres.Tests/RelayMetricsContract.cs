using AspireCache.TestSupport;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>What a relay tells of itself, wherever it learns of commits.</summary>
public abstract class RelayMetricsContract(TestServers servers) : RelayTest(servers)
{
    [Fact]
    public async Task Relay_AppliesATransaction_TellsThatItLeadsAndHowLongItTook()
    {
        var node = await StartAsync();
        var meters = node.Meters;
        using var leading = new MetricCollector<int>(meters, CoherencePostgresTelemetry.MeterName, CoherencePostgresTelemetry.Leading);
        using var transactions = new MetricCollector<long>(meters, CoherencePostgresTelemetry.MeterName, CoherencePostgresTelemetry.Transactions);
        using var durations = new MetricCollector<double>(meters, CoherencePostgresTelemetry.MeterName, CoherencePostgresTelemetry.ApplyDuration);
        await node.PriceAsync(4, "c1", Cancellation);

        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 200);

        await Eventually.TrueAsync(() => ValueTask.FromResult(transactions.GetMeasurementSnapshot().Sum(measured => measured.Value) == 1), "one transaction is counted");
        Assert.Single(durations.GetMeasurementSnapshot());
        leading.RecordObservableInstruments();
        Assert.Equal(1, leading.LastMeasurement?.Value);

        await node.StopAsync();
        leading.RecordObservableInstruments();
        Assert.Equal(0, leading.LastMeasurement?.Value);
    }
}
