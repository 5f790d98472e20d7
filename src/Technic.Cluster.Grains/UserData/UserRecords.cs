using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The records of users as a silo sees them. Each has an owner in the cluster, its <see cref="IUserRecordGrain"/>; when the owner's silo
/// dies, the call is repeated at the next owner.
/// </summary>
/// <param name="grains">Reaches the owners.</param>
internal sealed class UserRecords(IGrainFactory grains) : IUserDataStore
{
    // Not in a name, and no number has it: a text such as "a1" would be read as one.
    private const char Separator = '_';

    private readonly FollowedCalls _calls = new(new ClusterEngineOptions().Patient, TimeProvider.System);

    /// <summary>The kind in the key of a record.</summary>
    public static string KindOf(string key) => key[..key.LastIndexOf(Separator)];

    /// <summary>The name in the key of a record.</summary>
    public static string NameOf(string key) => key[(key.LastIndexOf(Separator) + 1)..];

    /// <summary>A record in a message, e.g. <c>list 'tech'</c>.</summary>
    public static string TitleOf(string key) => $"{KindOf(key)} '{NameOf(key)}'";

    /// <summary>The index of a kind.</summary>
    public static IUserRecordIndexGrain IndexOf(IGrainFactory grains, string kind) =>
        grains.GetGrain<IUserRecordIndexGrain>(KeyOf("names", kind));

    /// <summary>The failure of a call whose silo was lost.</summary>
    public static HistoryStoreException Unreachable(string key, Exception problem) =>
        new($"The silo that owns {TitleOf(key)} was lost: {LostCall.ReasonOf(problem)}. Try again later.", problem);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UserRecord>> ListAsync(string kind, CancellationToken cancellationToken)
    {
        var names = await ListNamesAsync(kind, cancellationToken).ConfigureAwait(false);
        var payloads = await Task.WhenAll(names.Select(name => ReadAsync(kind, name, cancellationToken).AsTask())).ConfigureAwait(false);
        return
        [
            .. names.Zip(payloads).Where(entry => entry.Second is not null)
                .Select(entry => new UserRecord(entry.First, entry.Second!)),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListNamesAsync(string kind, CancellationToken cancellationToken)
    {
        var index = IndexOf(grains, kind);
        var listed = await AskAsync(KeyOf("names", kind), token => index.ListAsync(token), cancellationToken).ConfigureAwait(false);
        return listed.Failed is { } problem ? throw new HistoryStoreException(problem) : listed.Names;
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string kind, string name, CancellationToken cancellationToken) =>
        (await ReadAsync(KeyOf(kind, name), cancellationToken).ConfigureAwait(false)).Payload;

    /// <inheritdoc/>
    public async ValueTask<bool> ChangeAsync(
        string kind, string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken)
    {
        var key = KeyOf(kind, name);
        var known = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var payload = change(known.Payload);
            if (payload is null && known.Payload is null) return false;
            var version = known.Version;
            var answer = await AskAsync(
                key, token => grains.GetGrain<IUserRecordGrain>(key).WriteAsync(version, payload, token), cancellationToken)
                .ConfigureAwait(false);
            if (answer.Failed is { } problem) throw new HistoryStoreException(problem);
            if (!answer.IsConflict) return known.Payload is not null;
            known = answer;
        }
    }

    private static string KeyOf(string kind, string name) => $"{kind}{Separator}{name}";

    private async ValueTask<UserRecordAnswer> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var record = grains.GetGrain<IUserRecordGrain>(key);
        var answer = await AskAsync(key, token => record.ReadAsync(token), cancellationToken).ConfigureAwait(false);
        return answer.Failed is { } problem ? throw new HistoryStoreException(problem) : answer;
    }

    private async Task<T> AskAsync<T>(string key, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _calls.RunAsync<T>(async (_, token) => await ask(token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            throw Unreachable(key, problem);
        }
    }
}
