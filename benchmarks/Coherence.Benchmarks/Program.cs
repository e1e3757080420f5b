using AspireCache.Coherence.Benchmarks.FanOut;
using AspireCache.Coherence.Benchmarks.Fleet;
using AspireCache.Coherence.Benchmarks.HitRates;
using AspireCache.Coherence.Benchmarks.Micro;
using AspireCache.Coherence.Benchmarks.Outage;
using AspireCache.Coherence.Benchmarks.Paired;
using AspireCache.Coherence.Benchmarks.Relay;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Running;

return args switch
{
    ["paired", .. var rest] => await PairedRun.RunAsync(rest),
    ["cold-key", .. var rest] => await ColdKeyRun.RunAsync(rest),
    [ColdKeyNode.Verb, .. var rest] => await ColdKeyNode.RunAsync(rest),
    ["relay", .. var rest] => await RelayRun.RunAsync(rest),
    [RelayNode.Verb, .. var rest] => await RelayNode.RunAsync(rest),
    ["fan-out", .. var rest] => await FanOutRun.RunAsync(rest),
    ["outage"] => await OutageRun.RunAsync(),
    ["hit-rates"] => HitRateRun.Run(),
    [GarnetHost.Verb] => await GarnetHost.RunAsync(),
    ["cpu-time", .. var rest] => RunMicro(rest, countsCpuTime: true),
    _ => RunMicro(args, countsCpuTime: false),
};

static int RunMicro(string[] arguments, bool countsCpuTime) =>
    BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(arguments, BenchmarkSettings.Create(countsCpuTime)).Any() ? 0 : 1;
