using System.Globalization;
using AspireCache.Coherence.Lab.Cluster;
using AspireCache.Coherence.Lab.Nodes;

namespace AspireCache.Coherence.Lab.Faults;

/// <summary>How each fault begins and ends.</summary>
/// <param name="cluster">What is broken.</param>
internal sealed class FaultActions(LabCluster cluster)
{
    /// <summary>How far a wall clock jumps.</summary>
    public static readonly TimeSpan Jump = TimeSpan.FromSeconds(10);

    /// <summary>How long Redis answers nobody.</summary>
    private static readonly TimeSpan ClientPause = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether it needs a database.</summary>
    public static bool IsOfDatabase(FaultScenario fault) =>
        IsOfRelay(fault) || IsOfWriter(fault)
        || fault is FaultScenario.PostgresKill or FaultScenario.SlotDrop or FaultScenario.CutPostgres or FaultScenario.CutReplica or FaultScenario.ReplicaLag;

    /// <summary>How long it takes by itself; null where somebody has to end it.</summary>
    public static TimeSpan? OwnLength(FaultScenario fault) => fault switch
    {
        FaultScenario.RedisFlush or FaultScenario.PubSubKill or FaultScenario.ResetRedis or FaultScenario.SlotDrop => TimeSpan.Zero,
        FaultScenario.ClientPause => ClientPause,
        _ => null,
    };

    public static bool IsOfRelay(FaultScenario fault) =>
        fault is FaultScenario.RelayKill or FaultScenario.RelayPause or FaultScenario.CutRelayRedis or FaultScenario.CutRelayPostgres;

    public static bool IsOfWriter(FaultScenario fault) =>
        fault is FaultScenario.WriterKill or FaultScenario.WriterKillAfterCommit or FaultScenario.CutWriterRedis or FaultScenario.CutWriterPostgres;

    public static bool IsOfNode(FaultScenario fault) =>
        IsOfRelay(fault) || fault is FaultScenario.NodeKill or FaultScenario.NodePause or FaultScenario.CutRedis or FaultScenario.CutPostgres or FaultScenario.ClockJump;

    /// <param name="fault">Which.</param>
    /// <param name="target">The node or writer that it concerns, if it concerns one.</param>
    public async Task BeginAsync(FaultScenario fault, LabNode target)
    {
        switch (fault)
        {
            case FaultScenario.RedisPause:
                await cluster.Redis.SignalAsync(Signals.Stop);
                break;
            case FaultScenario.RedisKill or FaultScenario.RedisOld:
                await cluster.Redis.KillAsync();
                break;
            case FaultScenario.RedisFlush:
                await cluster.Redis.EmptyAsync();
                break;
            case FaultScenario.PubSubKill:
                await cluster.Redis.EndSubscriptionsAsync();
                break;
            case FaultScenario.ClientPause:
                await cluster.Redis.PauseClientsAsync(ClientPause);
                break;
            case FaultScenario.PostgresKill:
                await cluster.Postgres.KillAsync();
                break;
            case FaultScenario.NodePause or FaultScenario.RelayPause:
                await target.Process.SignalAsync(Signals.Stop);
                break;
            case FaultScenario.NodeKill or FaultScenario.RelayKill or FaultScenario.WriterKill:
                await target.Process.KillAsync();
                break;
            case FaultScenario.WriterKillAfterCommit:
                await target.Process.DieAsync();
                break;
            case FaultScenario.SlotDrop:
                await cluster.Postgres.DropSlotAsync();
                break;
            case FaultScenario.CutRedis or FaultScenario.CutRelayRedis or FaultScenario.CutWriterRedis:
                target.Redis.Lose();
                break;
            case FaultScenario.CutPostgres:
                target.Postgres!.Lose();
                target.Standby?.Lose();
                break;
            case FaultScenario.CutRelayPostgres or FaultScenario.CutWriterPostgres:
                target.Postgres!.Lose();
                break;
            case FaultScenario.CutReplica:
                cluster.Postgres.Stream!.Lose();
                break;
            case FaultScenario.ReplicaLag:
                await cluster.Postgres.Standby!.HoldAsync(CancellationToken.None);
                break;
            case FaultScenario.ClockJump:
                await SetClockAsync(target, target.Skew + Jump);
                break;
            case FaultScenario.ResetRedis:
                foreach (var each in cluster.Nodes)
                    each.Redis.CutConnections();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault.");
        }
    }

    /// <param name="fault">Which.</param>
    /// <param name="target">As for its begin.</param>
    public async Task EndAsync(FaultScenario fault, LabNode target)
    {
        switch (fault)
        {
            case FaultScenario.RedisPause:
                await cluster.Redis.SignalAsync(Signals.Continue);
                break;
            case FaultScenario.RedisKill:
                await cluster.Redis.StartEmptyAsync();
                break;
            case FaultScenario.RedisOld:
                await cluster.Redis.StartOldAsync();
                break;
            case FaultScenario.PostgresKill:
                await cluster.Postgres.RestartAsync();
                break;
            case FaultScenario.NodePause or FaultScenario.RelayPause:
                await target.Process.SignalAsync(Signals.Continue);
                break;
            case FaultScenario.NodeKill or FaultScenario.RelayKill or FaultScenario.WriterKill or FaultScenario.WriterKillAfterCommit:
                await target.Process.StartAsync(CancellationToken.None);
                break;
            case FaultScenario.CutRedis or FaultScenario.CutRelayRedis or FaultScenario.CutWriterRedis:
                target.Redis.Pass();
                break;
            case FaultScenario.CutPostgres or FaultScenario.CutRelayPostgres or FaultScenario.CutWriterPostgres:
                target.Postgres!.Pass();
                target.Standby?.Pass();
                break;
            case FaultScenario.CutReplica:
                cluster.Postgres.Stream!.Pass();
                break;
            case FaultScenario.ReplicaLag:
                await cluster.Postgres.Standby!.GoOnAsync(CancellationToken.None);
                break;
            case FaultScenario.ClockJump:
                await SetClockAsync(target, target.Skew);
                break;
            default:
                // Over as soon as it was done.
                break;
        }
    }

    private static Task SetClockAsync(LabNode node, TimeSpan skew) =>
        node.Process.TellAsync(string.Create(CultureInfo.InvariantCulture, $"{Orders.Clock}{skew.TotalMilliseconds:0}"));
}
