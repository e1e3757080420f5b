using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Imports;

/// <summary>Bounds of imports, section <c>Catalog:Imports</c>.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Catalog:Imports";

    private const long OneGibibyte = 1L << 30;

    /// <summary>Longest request body, as sent: packed, where it is packed. Default 2 GiB.</summary>
    [Range(1, 1024 * OneGibibyte, ErrorMessage = "Catalog:Imports:MaxRequestBytes must be 1 to 1099511627776.")]
    public long MaxRequestBytes { get; set; } = 2 * OneGibibyte;

    /// <summary>Longest file once unpacked, whatever its size on the wire. Default 8 GiB.</summary>
    [Range(1, 1024 * OneGibibyte, ErrorMessage = "Catalog:Imports:MaxFileBytes must be 1 to 1099511627776.")]
    public long MaxFileBytes { get; set; } = 8 * OneGibibyte;

    /// <summary>Longest row; also what an unclosed quote can make the reader hold. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024, ErrorMessage = "Catalog:Imports:MaxRowBytes must be 1024 to 67108864.")]
    public int MaxRowBytes { get; set; } = 1024 * 1024;

    /// <summary>Most columns of a table, or members of a JSON object. Default 256.</summary>
    [Range(3, 10_000, ErrorMessage = "Catalog:Imports:MaxColumns must be 3 to 10000.")]
    public int MaxColumns { get; set; } = 256;

    /// <summary>Most files that one replica receives at a time; each holds a database connection. Default 8.</summary>
    [Range(1, 1000, ErrorMessage = "Catalog:Imports:MaxConcurrentUploads must be 1 to 1000.")]
    public int MaxConcurrentUploads { get; set; } = 8;

    /// <summary>How often the receiver writes its progress, and asks whether it was cancelled. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10", ErrorMessage = "Catalog:Imports:ProgressInterval must be 00:00:00.050 to 00:00:10.")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A receiver that has not been heard of for so long is given up. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Catalog:Imports:ReceiverTimeout must be 00:00:01 to 01:00:00.")]
    public TimeSpan ReceiverTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often each replica looks for imports that another one left behind. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00", ErrorMessage = "Catalog:Imports:PollInterval must be 00:00:00.050 to 00:10:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a merge is taken up again after an interruption before the import fails. Default 10.</summary>
    [Range(1, 1000, ErrorMessage = "Catalog:Imports:MaxMergeAttempts must be 1 to 1000.")]
    public int MaxMergeAttempts { get; set; } = 10;

    /// <summary>How long a finished import can be looked up. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ErrorMessage = "Catalog:Imports:KeepFinishedFor must be 00:01:00 to 3650.00:00:00.")]
    public TimeSpan KeepFinishedFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Silence after which an event stream sends a comment, so that proxies keep it open. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Catalog:Imports:EventHeartbeat must be 00:00:00.100 to 00:05:00.")]
    public TimeSpan EventHeartbeat { get; set; } = TimeSpan.FromSeconds(15);
}
