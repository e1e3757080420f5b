using AspireCache.Coherence.Postgres.Internal.Outbox;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests.Internal.Outbox;

public sealed class RecordTextTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("(1,two,t)", "1|two|t")]
    [InlineData("(,\"\",)", "NULL||NULL")]
    [InlineData("(\"a \"\"b\"\"\",\"c\\\\d\")", "a \"b\"|c\\d")]
    [InlineData("(\"{a,\"\"b c\"\"}\",\"(x,y)\")", "{a,\"b c\"}|(x,y)")]
    [InlineData("(\"\"\"\")", "\"")]
    [InlineData("()", "NULL")]
    public void Read_Text_GivesItsFields(string text, string fields) =>
        Assert.Equal(fields, string.Join('|', RecordText.Read(text).Select(field => field ?? "NULL")));

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("1,2")]
    [InlineData("(1,2")]
    [InlineData("(\"open)")]
    [InlineData("(\"a\"b)")]
    public void Read_NoSuchText_Throws(string text) => Assert.Throws<FormatException>(() => RecordText.Read(text));

    [Fact]
    public async Task Read_WhatPostgresWrites_GivesItBack()
    {
        var random = new Random(1);
        const string Alphabet = "ab \"\\,()'{}\n\té€";
        await using var source = NpgsqlDataSource.Create(servers.Postgres.ConnectionString());
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        for (var i = 0; i < 500; i++)
        {
            string?[] fields =
            [
                .. Enumerable.Range(0, 3).Select(_ =>
                    random.Next(5) == 0 ? null : new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => Alphabet[random.Next(Alphabet.Length)])])),
            ];
            await using var command = new NpgsqlCommand("select row($1::text, $2::text, $3::text)::text", connection);
            foreach (var field in fields)
                command.Parameters.Add(new() { Value = field is null ? DBNull.Value : field });

            Assert.Equal(fields, RecordText.Read((string)(await command.ExecuteScalarAsync(Cancellation))!));
        }
    }
}
