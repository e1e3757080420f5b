using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>How all benchmarks run: grouped so that each engine stands beside the baseline, with allocations.</summary>
internal static class BenchmarkSettings
{
    public static IConfig Create(bool countsCpuTime) =>
        ManualConfig.CreateEmpty()
            // In this process: every engine has warmed the same code paths, and nothing is compiled on the side.
            .AddJob(CreateJob(countsCpuTime))
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .AddColumn(TargetMethodColumn.Method, CategoriesColumn.Default, BaselineRatioColumn.RatioMean, BaselineAllocationRatioColumn.RatioMean)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared, MethodOrderPolicy.Declared))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"))
            .WithSummaryStyle(SummaryStyle.Default)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.JoinSummary);

    private static Job CreateJob(bool countsCpuTime)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput);
        return countsCpuTime ? job.WithClock(new CpuClock()) : job;
    }
}
