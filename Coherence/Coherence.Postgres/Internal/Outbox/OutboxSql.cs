namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>
/// What the outbox is made of, in the schema <c>coherence</c>; NAME is <see cref="RelayNames.Outbox"/>.
/// <list type="table">
/// <item><term><c>outbox_NAME</c></term><description>a line for each version of a row that was written, one for a statement that wrote many, one for tags that a transaction named; deleted when it has been applied</description></item>
/// <item><term><c>relay_NAME</c></term><description>one line: which node is the relay and until when, and the position that has been applied</description></item>
/// <item><term><c>record_NAME()</c></term><description>what the triggers call</description></item>
/// <item><term><c>invalidate_NAME(tags)</c></term><description>what <c>InvalidateAsync</c> calls, with the rights of who made it</description></item>
/// </list>
/// A line's <c>change</c>: <c>I</c> inserted, <c>O</c> the version that an update replaced, <c>U</c> the one it left, <c>D</c> deleted,
/// <c>W</c> the whole table, <c>T</c> tags. Its <c>relation</c> is the oid of the table whose trigger wrote it, its <c>line</c> the row as
/// Postgres writes it, which <see cref="RecordText"/> reads.
/// </summary>
internal sealed class OutboxSql(string name)
{
    public const string Schema = "coherence";

    private const string Insert = "insert";
    private const string Update = "update";
    private const string Delete = "delete";
    private const string Truncate = "truncate";
    private const string Row = "row";

    /// <summary>
    /// The triggers of a table, and where they fire as <c>pg_trigger</c> has it. Statement triggers do not fire in a session or a
    /// subscription that replicates: there a trigger for each row does. Partitioned tables have none of these, since their parts have.
    /// </summary>
    public static readonly IReadOnlyList<(string Kind, string State)> Triggers = [(Insert, "O"), (Update, "O"), (Delete, "O"), (Truncate, "A"), (Row, "R")];

    public string Table { get; } = $"{Schema}.outbox_{name}";

    public string Relay { get; } = $"{Schema}.relay_{name}";

    public string Record { get; } = $"{Schema}.record_{name}";

    public string Invalidate { get; } = $"{Schema}.invalidate_{name}";

    /// <summary>What the triggers' names begin with.</summary>
    public string TriggerPrefix { get; } = $"coherence_{name}_";

    /// <summary>Takes all of it away.</summary>
    public string Drop => $"DROP FUNCTION {Record}() CASCADE; DROP FUNCTION {Invalidate}(text[]); DROP TABLE {Table}, {Relay};";

    /// <summary>Makes the tables and functions where they are missing. Running it again changes nothing.</summary>
    public string Create =>
        $"""
        create schema if not exists {Schema};
        grant usage on schema {Schema} to public;
        create table if not exists {Table} (
          id bigint generated always as identity primary key,
          xid xid8 not null default pg_current_xact_id(),
          change "char" not null,
          relation text,
          columns text[],
          line text,
          tags text[]
        ) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, autovacuum_analyze_threshold = 1000);
        create table if not exists {Relay} (
          one boolean primary key default true check (one),
          relay text not null default '',
          until timestamptz not null default '-infinity',
          applied pg_lsn not null default '0/0'
        );
        insert into {Relay} default values on conflict do nothing;
        create or replace function {Invalidate}(given text[]) returns void language sql security definer
          set search_path = pg_catalog, pg_temp
          as $$ insert into {Table} (change, tags) values ('T', given) $$;
        create or replace function {Record}() returns trigger language plpgsql security definer
          -- The text of a row must not depend on the writer's session.
          set search_path = pg_catalog, pg_temp set datestyle = 'ISO' set intervalstyle = 'postgres' set timezone = 'UTC'
          set extra_float_digits = 1 set bytea_output = 'hex' as $$
        {RecordBody}
        $$;
        """;

    /// <summary>The body of the triggers' function. Its argument: how many rows of one statement are recorded one by one.</summary>
    public string RecordBody =>
        $"""
        #variable_conflict use_variable
        declare
          wrote constant text := tg_relid;
          most constant int := tg_argv[0];
          names text[];
          counted int;
        begin
          if tg_op = 'TRUNCATE' then
            insert into {Table} (change, relation) values ('W', wrote);
            return null;
          end if;
          -- Triggers see no value of a generated column that is not stored: a name the less, and a mapping that asks for it gets an error.
          select array_agg(case a.attgenerated when 'v' then null else a.attname::text end order by a.attnum) into names
          from pg_attribute a where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped;
          if tg_level = 'ROW' then
            if tg_op <> 'INSERT' then
              insert into {Table} (change, relation, columns, line) values (case tg_op when 'DELETE' then 'D' else 'O' end, wrote, names, old::text);
            end if;
            if tg_op <> 'DELETE' then
              insert into {Table} (change, relation, columns, line) values (case tg_op when 'INSERT' then 'I' else 'U' end, wrote, names, new::text);
            end if;
            return null;
          end if;
          if tg_op = 'DELETE' then
            select count(*) into counted from (select from old_rows limit most + 1) few;
          else
            select count(*) into counted from (select from new_rows limit most + 1) few;
          end if;
          if counted > most then
            insert into {Table} (change, relation) values ('W', wrote);
            return null;
          end if;
          if tg_op <> 'INSERT' then
            insert into {Table} (change, relation, columns, line)
            select case tg_op when 'DELETE' then 'D' else 'O' end, wrote, names, coherence_row::text from old_rows coherence_row;
          end if;
          if tg_op <> 'DELETE' then
            insert into {Table} (change, relation, columns, line)
            select case tg_op when 'INSERT' then 'I' else 'U' end, wrote, names, coherence_row::text from new_rows coherence_row;
          end if;
          return null;
        end
        """;

    /// <summary>Makes one table's triggers.</summary>
    /// <param name="relation">The table, quoted.</param>
    /// <param name="mostRows">How many rows of one statement are recorded one by one.</param>
    /// <param name="isPartitioned">Rows are in its partitions, which have triggers of their own for single rows.</param>
    public string CreateTriggers(string relation, int mostRows, bool isPartitioned)
    {
        var call = $"execute function {Record}({mostRows})";
        var statements =
            $"""
            create or replace trigger {TriggerPrefix}{Insert} after insert on {relation} referencing new table as new_rows for each statement {call};
            create or replace trigger {TriggerPrefix}{Update} after update on {relation} referencing old table as old_rows new table as new_rows for each statement {call};
            create or replace trigger {TriggerPrefix}{Delete} after delete on {relation} referencing old table as old_rows for each statement {call};
            create or replace trigger {TriggerPrefix}{Truncate} after truncate on {relation} for each statement {call};
            alter table {relation} enable always trigger {TriggerPrefix}{Truncate};
            """;
        return isPartitioned
            ? statements
            : statements +
            $"""

            create or replace trigger {TriggerPrefix}{Row} after insert or update or delete on {relation} for each row {call};
            alter table {relation} enable replica trigger {TriggerPrefix}{Row};
            """;
    }
}
