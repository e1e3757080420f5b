using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace AspireCache.ServiceDefaults.Embedded;

/// <summary>
/// Turns the client's profiling records into client spans with OpenTelemetry's names for databases. Only commands sent
/// inside a recorded span count, and only their names are told: keys and values stay out.
/// </summary>
internal sealed class RedisTracing(TimeProvider time) : IDisposable
{
    public const string SourceName = "AspireCache.StackExchange.Redis";

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly ActivitySource _source = new(SourceName);
    private readonly ConcurrentDictionary<ActivitySpanId, Session> _sessions = new();
    private ITimer? _timer;

    public void Watch(IConnectionMultiplexer connection)
    {
        connection.RegisterProfiler(CurrentSession);
        _timer ??= time.CreateTimer(_ => Flush(), null, FlushInterval, FlushInterval);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Flush();
        _source.Dispose();
    }

    internal ProfilingSession? CurrentSession() =>
        Activity.Current is { Recorded: true } parent && _source.HasListeners()
            ? _sessions.GetOrAdd(parent.SpanId, static (_, parent) => new Session(parent, new ProfilingSession()), parent).Profiling
            : null;

    internal void Flush()
    {
        foreach (var (id, session) in _sessions)
        {
            // Asked before the records are taken: a command that ends after the span's end is left to the next round.
            var parentEnded = session.Parent.IsStopped;
            var any = false;
            foreach (var command in session.Profiling.FinishProfiling())
            {
                any = true;
                Report(session.Parent, command);
            }

            if (parentEnded && !any)
                _sessions.TryRemove(id, out _);
        }
    }

    private void Report(Activity parent, IProfiledCommand command)
    {
        using var span = _source.StartActivity(
            command.Command,
            ActivityKind.Client,
            parent.Context,
            tags: [new("db.system.name", "redis"), new("db.operation.name", command.Command)],
            startTime: new DateTimeOffset(command.CommandCreated, TimeSpan.Zero));
        if (span is null)
            return;

        span.SetEndTime(command.CommandCreated + command.ElapsedTime);
        if (!span.IsAllDataRequested)
            return;

        span.SetTag("db.namespace", command.Db.ToString(CultureInfo.InvariantCulture));
        switch (command.EndPoint)
        {
            case IPEndPoint ip:
                span.SetTag("server.address", ip.Address.ToString());
                span.SetTag("server.port", ip.Port);
                span.SetTag("network.peer.address", ip.Address.ToString());
                span.SetTag("network.peer.port", ip.Port);
                break;
            case DnsEndPoint dns:
                span.SetTag("server.address", dns.Host);
                span.SetTag("server.port", dns.Port);
                break;
        }
    }

    private sealed record Session(Activity Parent, ProfilingSession Profiling);
}
