using System.Text;
using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Documentation;

/// <summary>A <c>curl</c> command of a documentation page, as the request that curl would send.</summary>
internal sealed partial record CurlExample(string Command)
{
    /// <summary>The commands of a page, in its order; they begin with <c>$ curl</c>.</summary>
    public static IEnumerable<CurlExample> In(string page) =>
        Example().Matches(page.ReplaceLineEndings("\n")).Select(match => new CurlExample(match.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal)));

    /// <param name="token">Stands for <c>$TOKEN</c>.</param>
    /// <param name="files">The content of each file that an example may send.</param>
    /// <exception cref="NotSupportedException">It has something that is not read here.</exception>
    public HttpRequestMessage ToRequest(string token, IReadOnlyDictionary<string, string> files)
    {
        var words = new Queue<string>(Word().Matches(Command).Select(word => Unquote(word.Value, token)).Skip(1));
        var request = new HttpRequestMessage();
        var headers = new List<(string Name, string Value)>();
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-N":
                    break;
                case "-H":
                    var header = words.Dequeue().Split(": ", 2);
                    headers.Add((header[0], header[1]));
                    break;
                case "-d":
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(words.Dequeue()));
                    break;
                case "--data-binary":
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(files[words.Dequeue().TrimStart('@')]));
                    break;
                case var address when !address.StartsWith('-'):
                    request.RequestUri = new Uri(new Uri(address.StartsWith("http", StringComparison.Ordinal) ? address : "http://" + address).PathAndQuery, UriKind.Relative);
                    break;
                default:
                    throw new NotSupportedException($"'{word}' of: {Command}");
            }
        }

        request.Method = request.Content is null ? HttpMethod.Get : HttpMethod.Post;
        foreach (var (name, value) in headers)
        {
            // As curl does: whatever the bytes are.
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Unquote(string word, string token) => word[0] switch
    {
        '\'' => word[1..^1],
        '"' => word[1..^1].Replace("$TOKEN", token, StringComparison.Ordinal),
        _ => word,
    };

    [GeneratedRegex(@"^\$ (curl (?:[^\n]*\\\n)*[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s'"]+""")]
    private static partial Regex Word();
}
