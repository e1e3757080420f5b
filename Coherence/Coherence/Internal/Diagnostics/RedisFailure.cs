using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>Names failures of Redis for logs, metrics and traces, without the messages, which hold keys.</summary>
internal static partial class RedisFailure
{
    private const string Credentials = "WRONGPASS";
    private const string NoCredentials = "NOAUTH";
    private const string Unspecific = "ERR";

    /// <summary>The server's own word for its errors (<c>OOM</c>, <c>READONLY</c>); the exception's type for all others.</summary>
    public static string KindOf(Exception exception) =>
        exception is RedisServerException ? CodeOf(exception.Message) : CodeOfHandshake(exception) ?? exception.GetType().Name;

    /// <summary>Whether a server has answered, and said no.</summary>
    public static bool IsAnswer(Exception exception) => exception is RedisServerException || CodeOfHandshake(exception) is not null;

    /// <summary>Why Redis cannot be used, for whoever is on call.</summary>
    public static string ReasonOf(Exception exception, bool isConnected) => exception switch
    {
        _ when IsAnswer(exception) => "it refuses what the cache asks",
        TimeoutException when isConnected => "no answer in time",
        TimeoutException => "there is no connection",
        // That there is no connection says less than why there is none.
        RedisConnectionException { InnerException: RedisConnectionException why } => ReasonOf(why, isConnected),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } => "nobody answers there (UnableToConnect)",
        RedisConnectionException broken => $"the connection is broken ({broken.FailureType})",
        _ => exception.GetType().Name,
    };

    /// <summary>What it means to whoever is on call.</summary>
    public static string AdviceOn(string code, string message) => code switch
    {
        "OOM" => "Its memory is full and it may not evict: raise maxmemory, or set maxmemory-policy to allkeys-lru.",
        "READONLY" => "It is a replica: connect to the primary.",
        NoCredentials or Credentials => "User or password are missing or wrong in the connection string.",
        "NOPERM" when message.Contains("channel", StringComparison.Ordinal) => "Its user lacks the domain's channel: ACL SETUSER <user> &{<domain>}:events*.",
        "NOPERM" when CommandIn(message) is { } command && !message.Contains(" key", StringComparison.Ordinal) => $"Its user lacks a command: ACL SETUSER <user> +{command}.",
        "NOPERM" => "Its user lacks the domain's keys: ACL SETUSER <user> ~<domain>:* ~{<domain>}:*.",
        "LOADING" => "It is still loading its data, and will answer by itself.",
        "MISCONF" => "It cannot save to its disk, and takes no writes until it can.",
        "WRONGTYPE" => "Something else writes under the names of the cache's domain: give the domain a name of its own.",
        "CLUSTERDOWN" or "MASTERDOWN" => "The cluster, or the primary, is down.",
        "BUSY" => "A script has been running for too long.",
        _ => "Look into the server's own log.",
    };

    // Nothing but the name of a command is between such marks in the server's words.
    private static string? CommandIn(string message) => CommandName().Match(message) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"'([a-z]+(?:\|[a-z]+)?)'")]
    private static partial Regex CommandName();

    // A connection that the server refuses is not made; why is in the text of what comes then.
    private static string? CodeOfHandshake(Exception exception) =>
        exception is not RedisConnectionException broken ? null
        : broken.Message.Contains(NoCredentials, StringComparison.Ordinal) ? NoCredentials
        : broken.FailureType is ConnectionFailureType.AuthenticationFailure || broken.Message.Contains(Credentials, StringComparison.Ordinal) ? Credentials
        : null;

    // The first word of a server's message; anything else that comes first may be from a script, or a key.
    private static string CodeOf(string message)
    {
        var end = message.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? message : message[..end];
        return word.Length is > 1 and <= 16 && word.All(char.IsAsciiLetterUpper) ? word : Unspecific;
    }
}
