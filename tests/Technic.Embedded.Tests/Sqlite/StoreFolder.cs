using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>A separate data folder for one test, its stores, and direct access to the file.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteHistoryStore> _stores = [];

    public FakeTimeProvider Clock { get; } = new(Histories.FetchedAt);

    public ListLogger<SqliteHistoryStore> Log { get; } = new();

    public string Path => _folder.Path;

    public string DatabasePath => _folder.File(SqliteHistoryStore.FileName);

    /// <summary>The files set aside, without their logs.</summary>
    public IReadOnlyList<string> SetAside =>
        [
            .. Directory.GetFiles(Path, "technic.db.damaged-*")
                .Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)),
        ];

    public SqliteHistoryStore Open(string source = Histories.Source, SqliteHistoryStoreOptions? options = null, string? folder = null)
    {
        var store = new SqliteHistoryStore(
            folder ?? Path, source, Clock, Log, options ?? new SqliteHistoryStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        _stores.Add(store);
        return store;
    }

    /// <summary>Fills a new file and closes it.</summary>
    public async Task FillAsync(params PriceHistory[] histories)
    {
        await using var store = Open();
        await store.WriteAsync(histories, CancellationToken.None);
    }

    /// <summary>A connection without the store.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Connect();
        connection.Execute(sql, [.. parameters.Select(p => (p.Name, (object?)p.Value))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        _folder.Dispose();
    }
}

internal static class StoreReads
{
    public static async Task<StoreRead> ReadAsync(this IHistoryStore store, PriceHistoryKey key) =>
        (await store.ReadAsync([key], CancellationToken.None))[0];

    public static Task<StoreRead> ReadAsync(this IHistoryStore store, string key) => store.ReadAsync(PriceHistoryKey.Parse(key));

    public static async Task<StoreOutcome> OutcomeAsync(this IHistoryStore store, string key) => (await store.ReadAsync(key)).Outcome;
}
